resource "alicloud_event_bridge_rule" "created" {
  event_bus_name = var.bus
  rule_name      = "oss-created"
  filter_pattern = <<-JSON
    {
      "source": ["acs.oss"],
      "type": ["oss:ObjectCreated:PutObject"],
      "data": {
        "oss": {"bucket": {"name": [{"prefix": "${var.prefix}-"}]}}
      }
    }
  JSON
  targets {
    target_id = "1"
    type      = "http"
    endpoint  = "https://example.com/hook"
  }
}
