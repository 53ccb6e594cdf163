"""Readers turn an input into an estate; nothing else touches what is being audited."""
