locals {
  empty_list   = []
  empty_map    = {}
  list         = [1, "two", true, null, [3], { four = 4 },]
  multi        = [
    "a", # first
    "b", // second
    /* third */ "c",
  ]
  map = {
    name        = "x"
    "quoted"    = 1
    "with dots.and-dashes" = 2
    (var.key)   = 3
    "${var.p}k" = 4
    colon       : 5
    5           = "number"
    nested      = { a = { b = { c = [] } } }
  }
  one_line = { a = 1, b = 2 }
  mixed    = { a = 1
    b = 2, c = 3
  }
}
