locals {
  sum        = 1 + 2 * 3 - 4 / 5 % 6
  grouped    = (1 + 2) * -(3 - 4)
  compare    = 1 < 2 && 2 <= 3 || 3 > 2 && !(3 >= 4)
  equal      = "a" == "b" != true
  negative   = -1 - -2
  not        = !var.flag
  nested     = var.a ? var.b ? 1 : 2 : var.c ? 3 : 4
  lines      = (
    var.a
    && var.b
    ? "both"
    : "none"
  )
  division   = 10/3
  modulo     = 10%3
  tight      = 1+2-3*4
}
