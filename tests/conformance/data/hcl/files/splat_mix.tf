locals {
  a = var.x[*]
  b = var.x.*
  c = var.x[*][0]
  d = var.x.*.a.0.b
  e = var.x[*].a.*.b
  f = { for v in var.x[*] : v.k => v... }
}
