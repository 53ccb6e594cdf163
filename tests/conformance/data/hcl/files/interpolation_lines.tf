locals {
  a = "${
    var.long
    + 1
  }"
  b = "${ /* comment } */ var.x }"
}
