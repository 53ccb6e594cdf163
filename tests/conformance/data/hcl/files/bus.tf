resource "alicloud_event_bridge_event_bus" "orders" {
  event_bus_name = "orders-${var.stage}"
  description    = "Orders of the shop"
}

resource "alicloud_event_bridge_event_source" "shop" {
  event_bus_name         = alicloud_event_bridge_event_bus.orders.event_bus_name
  event_source_name      = "shop"
  linked_external_source = false
}
