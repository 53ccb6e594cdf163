resource "alicloud_event_bridge_event_source_v2" "timer" {
  event_bus_name    = alicloud_event_bridge_event_bus.b.event_bus_name
  event_source_name = "timer"
  source_scheduled_event_parameters {
    schedule  = "0 0/5 * * * ?"
    time_zone = "GMT+8:00"
    user_data = jsonencode({ "k" : "v" })
  }
}
