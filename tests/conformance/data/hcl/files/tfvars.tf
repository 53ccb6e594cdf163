stage = "live"
rules = {
  orders = {
    enabled = true
    targets = [
      { id = "1", type = "http" },
      { id = "2", type = "acs.mns.queue" }
    ]
  }
}
count = 3
list  = ["a", "b"]
none  = null
text  = <<EOT
multi
line
EOT
