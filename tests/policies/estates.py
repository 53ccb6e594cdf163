"""Opens Terraform text as an estate, for the examples of policies."""

from pathlib import Path
from tempfile import TemporaryDirectory

from ebaudit.analysis import facts
from ebaudit.catalog import load
from ebaudit.model.diagnostic import Level
from ebaudit.model.estate import Estate
from ebaudit.model.request import Inputs
from ebaudit.readers.hcl.read import read

CATALOG = load((str(Path(__file__).parent / "catalog"),))[0]


def open_text(hcl: str) -> tuple[Estate, facts.Facts, tuple[str, ...]]:
    """Write the text as a root module, read it, and analyse it."""
    with TemporaryDirectory() as directory:
        Path(directory, "main.tf").write_text(hcl, encoding="utf-8")
        opened = read(directory, Inputs(), CATALOG)
    unread = tuple(f"{each.summary} {each.detail}" for each in opened.diagnostics if each.level is Level.ERROR)
    return opened.estate, facts.analyse(opened.estate, CATALOG), unread
