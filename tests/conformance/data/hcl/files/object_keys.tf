locals {
  a = { true = 1, false = 2, null = 3 }
  b = { if = 1, in = 2, endif = 3 }
  c = { "a${1}b" = 1, (local.k) = 2, 1 = 3 }
  d = { local.k = 1 }
  e = {
    a = 1,
    b = 2,
  }
}
