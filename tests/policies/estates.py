"""Opens Terraform text as an estate, for the examples of the built-in policies."""

from pathlib import Path

from ebaudit.catalog import load
from ebaudit.cli.examples import opener

CATALOG = load((str(Path(__file__).parent / "catalog"),))[0]
open_text = opener(CATALOG)
