locals {
  attribute = var.object.name
  index     = var.list[0]
  key       = var.map["key"]
  computed  = var.map[local.key]
  chain     = module.a.b["c"][0].d
  splat     = var.list[*].name
  deep      = var.list[*].items[0].id
  twice     = var.list[*].items[*].id
  attr      = var.list.*.name
  legacy    = var.list.0.name
  after     = var.list.*.name[0]
  call      = keys(var.map)[0]
  literal   = [1, 2, 3][1]
  object    = { a = 1 }.a
  parens    = (var.list)[0].x
  dashed    = data.archive_file.my-file.output_path
}
