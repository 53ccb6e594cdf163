run "bus" {
  command = plan
  variables {
    name = "x"
  }
  assert {
    condition     = alicloud_event_bridge_event_bus.b.event_bus_name == "x"
    error_message = "name"
  }
}
