resource "alicloud_event_bridge_rule" "many" {
  count          = var.enabled ? length(var.names) : 0
  rule_name      = element(var.names, count.index)
  event_bus_name = coalesce(var.bus, "default")
  status         = var.paused == true ? "DISABLE" : "ENABLE"
  filter_pattern = var.pattern != null ? var.pattern : jsonencode({
    source = [var.source == "" ? "default" : var.source]
  })
}
