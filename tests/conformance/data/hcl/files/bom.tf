locals {
  a = "b"
}
