locals {
  a = "${var.x ? "yes ${var.y}" : "no"}"
  b = "%{ for a in var.l }%{ if a != "" }[${a}]%{ endif }%{ endfor }"
  c = "${ { a = "}" }["a"] }"
  d = "${"\""}"
  e = "${
    var.long
    + 1
  }"
  f = "${ /* comment } */ var.x }"
  g = "%{ if true ~}   trimmed   %{~ endif }"
}
