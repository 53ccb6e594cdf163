locals {
  none     = timestamp()
  nested   = lower(trimspace(replace(var.s, "/[^a-z]/", "-")))
  expanded = concat(var.lists...)
  trailing = max(
    1,
    2,
    3,
  )
  provider = provider::time::rfc3339_parse("2026-01-01T00:00:00Z")
  template = templatefile("${path.module}/t.tftpl", { name = var.name, list = [1, 2] })
  spaced   = join (",", ["a"])
}
