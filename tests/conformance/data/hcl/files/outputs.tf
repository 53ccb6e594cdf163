output "names" {
  value = { for k, r in alicloud_event_bridge_rule.fan_out : k => r.rule_name }
}
output "first" { value = alicloud_event_bridge_rule.many[0].id }
output "ids" {
  value     = alicloud_event_bridge_rule.many[*].id
  sensitive = true
}
output "legacy" { value = alicloud_event_bridge_rule.many.*.targets.0.endpoint }
