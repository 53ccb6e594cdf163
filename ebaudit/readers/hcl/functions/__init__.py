"""Terraform's functions, one table."""
