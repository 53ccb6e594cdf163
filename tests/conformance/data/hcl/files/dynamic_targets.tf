resource "alicloud_event_bridge_rule" "fan_out" {
  for_each       = { for r in var.rules : r.name => r if r.enabled }
  event_bus_name = each.value.bus
  rule_name      = each.key

  dynamic "targets" {
    for_each = each.value.targets
    iterator = target

    content {
      target_id = target.key
      type      = target.value.type
      endpoint  = lookup(target.value, "endpoint", null)

      dynamic "param_list" {
        for_each = try(target.value.params, [])
        content {
          resource_key = param_list.value["key"]
          form         = upper(param_list.value.form)
          value        = param_list.value.value != "" ? param_list.value.value : null
          template     = param_list.value.template
        }
      }
    }
  }

  lifecycle {
    ignore_changes        = [description, targets[0].endpoint]
    create_before_destroy = true
  }
  depends_on = [alicloud_event_bridge_event_bus.orders]
}
