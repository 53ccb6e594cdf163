resource "local_file" "conf" {
  content = <<-CONF
    name = ${var.name}
    %{ if var.debug }
    level = debug
    %{ else }
    level = info
    %{ endif }
    %{~ if var.extra != "" ~}
    extra = ${var.extra}
    %{~ endif ~}
  CONF
  filename = "${path.module}/conf"
}
