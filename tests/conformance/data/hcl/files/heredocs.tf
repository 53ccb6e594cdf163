locals {
  plain = <<EOT
first line
  second line, "quoted" and 'single'
C:\path\n stays
EOT
  flush = <<-EOT
    first
      indented

    last ${var.name}
    EOT
  marks = <<END-OF_it
$${literal} %%{literal} $5 100%
END-OF_it
  loop = <<-EOT
    %{ for s in var.servers ~}
    server ${s.host}:${s.port};
    %{ endfor ~}
    EOT
  list = [<<A
one
A
    , <<-B
      two
    B
  ]
  empty = <<EOT
EOT
}
