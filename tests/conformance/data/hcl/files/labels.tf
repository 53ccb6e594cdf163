moved {
  from = alicloud_event_bridge_rule.a
  to   = alicloud_event_bridge_rule.b["x"]
}

resource alicloud_event_bridge_event_bus unquoted {
  event_bus_name = "x"
}

resource "alicloud_event_bridge_event_bus" mixed {
  event_bus_name = "y"
}

block "escaped \" label" "$${x}" {
}
