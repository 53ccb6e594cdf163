locals {
  a = "${var.x ? "yes ${var.y}" : "no"}"
  b = "%{ for a in var.l }%{ if a != "" }[${a}]%{ endif }%{ endfor }"
  c = "${ { a = "}" }["a"] }"
  d = "${"\""}"
}
