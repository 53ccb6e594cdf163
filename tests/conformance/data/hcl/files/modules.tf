module "bus" {
  source = "./modules/bus"
  count  = var.enabled ? 1 : 0
  name   = format("%s-%02d", var.stage, count.index)
  providers = {
    alicloud = alicloud.shanghai
  }
}

module "rules" {
  source   = "terraform-alicloud-modules/event-bridge/alicloud"
  version  = "1.1.0"
  for_each = toset(["a", "b"])
  bus      = one(module.bus[*].name)
  tags     = merge(local.tags, { module = each.key })
}
