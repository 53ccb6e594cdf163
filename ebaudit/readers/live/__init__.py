"""Reads the live account: what its management API answers, now or in a file."""
