# a comment
// another one
/* a block
   comment */
locals { # behind a brace
  a = 1 # behind an argument
  b = /* inside */ 2
  # before a closing brace
}

/**/ variable "x" { /* nothing */ }
locals {
  c = [ # in a list
    1, /* a */ /* b */
    2 // last
  ]
}
# the end without a line ending