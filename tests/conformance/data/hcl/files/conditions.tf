resource "alicloud_event_bridge_event_bus" "c" {
  event_bus_name = var.name
  lifecycle {
    precondition {
      condition     = length(var.name) > 0 && can(regex("^[a-z][a-z0-9-]{0,126}$", var.name))
      error_message = "Bad name."
    }
    postcondition {
      condition     = self.id != ""
      error_message = <<-EOT
        The bus ${self.event_bus_name} has no id.
      EOT
    }
  }
}
