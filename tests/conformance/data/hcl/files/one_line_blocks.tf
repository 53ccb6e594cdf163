variable "a" { type = string }
variable "b" { default = { x = [1, 2] } }
variable "c" {}
locals { x = "y" }
output "o" { value = "text" }
