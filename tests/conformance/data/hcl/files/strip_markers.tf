locals {
  a = "  ${~ var.a ~}  ."
  b = "%{ if true ~}   trimmed   %{~ endif }"
  c = "%{ for k, v in var.map }${k}=${v};%{ endfor ~}  "
}
