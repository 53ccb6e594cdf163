locals {
  größe   = 1
  имя     = "x"
  名前      = [local.größe, local.имя]
  _under  = 1
  with-dash = 2
}
