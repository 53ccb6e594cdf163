"""Event patterns."""
