resource "null_resource" "s" {
  provisioner "local-exec" {
    command     = <<-SH
      set -eu
      for f in *.json; do
        name="$${f%.json}"
        echo "$name costs $5" >> /tmp/out
      done
      echo '${jsonencode(var.data)}' | jq ".a | .b"
    SH
    interpreter = ["/bin/sh", "-c"]
    environment = { A = "b" }
  }
  connection {
    host = self.public_ip
  }
}
