resource "alicloud_event_bridge_api_destination" "d" {
  connection_name      = alicloud_event_bridge_connection.hook.connection_name
  api_destination_name = "shop"
  http_api_parameters {
    endpoint = "https://${var.host}:${var.port}/orders/*"
    method   = "POST"
  }
}
