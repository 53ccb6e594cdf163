locals {
  zero     = 0
  whole    = 42
  fraction = 3.14159
  small    = 0.1
  big      = 123456789012345678901234567890
  exponent = 1e3
  upper    = 1.5E+10
  negative = 2.5e-3
  padded   = 007
}
