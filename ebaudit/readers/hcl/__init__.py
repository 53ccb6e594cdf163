"""The HCL reader: Terraform modules to an estate."""
