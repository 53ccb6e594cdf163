resource "alicloud_event_bridge_rule" "paid" {
  event_bus_name = "default"
  rule_name      = "orders-paid"
  status         = "ENABLE"
  filter_pattern = "{\"source\":[\"shop\"],\"type\":[\"order:Paid\"]}"

  targets {
    target_id = "queue"
    type      = "acs.mns.queue"
    endpoint  = "acs:mns:cn-hangzhou:${data.alicloud_account.current.id}:queues/${alicloud_mns_queue.paid.name}"
    param_list {
      resource_key = "queue"
      form         = "CONSTANT"
      value        = alicloud_mns_queue.paid.name
    }
    param_list {
      resource_key = "Body"
      form         = "ORIGINAL"
    }
  }
}
