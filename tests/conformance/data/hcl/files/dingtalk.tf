resource "alicloud_event_bridge_rule" "dingtalk" {
  event_bus_name = "default"
  rule_name      = "actiontrail"
  filter_pattern = jsonencode({ type = [{ suffix = ":ActionTrail:ApiCall" }] })
  targets {
    target_id = "dingtalk"
    type      = "acs.dingtalk"
    endpoint  = var.webhook
    param_list {
      resource_key = "Body"
      form         = "TEMPLATE"
      value        = jsonencode({ source = "$.source", name = "$.data.eventName" })
      template = jsonencode({
        msgtype = "text"
        text    = { content = "$${source}: $${name}" }
      })
    }
  }
}
