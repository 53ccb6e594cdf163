resource "alicloud_event_bridge_rule" "dlq" {
  rule_name      = "with-dlq"
  event_bus_name = "default"
  filter_pattern = file("${path.module}/pattern.json")
  targets {
    target_id           = "fc"
    type                = "acs.fc.function"
    endpoint            = "acs:fc:${var.region}:${local.account}:services/${alicloud_fc_service.s.name}.LATEST/functions/${alicloud_fc_function.f.name}"
    push_retry_strategy = "EXPONENTIAL_DECAY_RETRY"
    dead_letter_queue {
      arn = "acs:mns:${var.region}:${local.account}:queues/dead"
    }
  }
}
