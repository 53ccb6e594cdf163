"""Reads plans: ``terraform show -json PLAN`` of Terraform 0.12 and later and of OpenTofu."""
