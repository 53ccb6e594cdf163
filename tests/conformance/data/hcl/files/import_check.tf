import {
  to = alicloud_event_bridge_event_bus.b
  id = "orders"
}

removed {
  from = alicloud_event_bridge_rule.old
  lifecycle {
    destroy = false
  }
}

check "health" {
  data "http" "bus" {
    url = "https://example.com/health"
  }
  assert {
    condition     = data.http.bus.status_code == 200
    error_message = "${data.http.bus.url} answers ${data.http.bus.status_code}."
  }
}
