locals {
  sources = ["shop", "stock"]
}

resource "alicloud_event_bridge_rule" "all" {
  event_bus_name = "default"
  rule_name      = "all"
  filter_pattern = jsonencode({
    source = local.sources
    type = [
      { prefix = "order:" },
      { "anything-but" = ["order:Test", "order:Dry"] },
    ]
    data : {
      amount = [{ numeric = [">", 0, "<=", 1000.50] }]
      "ip"   = [{ cidr = "10.0.0.0/8" }]
    }
  })
}
