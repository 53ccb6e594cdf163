"""Opens Terraform text as an estate, for the examples of policies."""

from pathlib import Path
from tempfile import TemporaryDirectory

from ebaudit.analysis import facts
from ebaudit.catalog import load
from ebaudit.drift import facts as drift_facts
from ebaudit.drift.compare import compare
from ebaudit.drift.known import Known
from ebaudit.model.diagnostic import Level
from ebaudit.model.estate import Estate, Opened
from ebaudit.model.request import Inputs
from ebaudit.readers import open_estates
from ebaudit.readers.settle import settle

CATALOG = load((str(Path(__file__).parent / "catalog"),))[0]


def open_text(hcl: str, live: str = "") -> tuple[Estate, facts.Facts, tuple[str, ...]]:
    """Write the text as a root module, or JSON as a plan, read it, and analyse it; with what is live, compare the two."""
    opened = _opened("plan.json" if hcl.lstrip().startswith("{") else "main.tf", hcl)
    unread = _unread(opened)
    if not live:
        return opened.estate, facts.analyse(opened.estate, CATALOG), unread
    there = _opened("live.json" if live.lstrip().startswith("{") else "main.tf", live)
    declared = settle(opened.estate, Known(opened.estate, there.estate))
    found = drift_facts.facts(compare(declared, there.estate, CATALOG))
    return declared, facts.gather(found, {}), (*unread, *_unread(there))


def _opened(name: str, text: str) -> Opened:
    with TemporaryDirectory() as directory:
        path = Path(directory, name)
        path.write_text(text, encoding="utf-8")
        return open_estates(str(path if name.endswith(".json") else directory), Inputs(), CATALOG)[0]


def _unread(opened: Opened) -> tuple[str, ...]:
    return tuple(f"{each.summary} {each.detail}" for each in opened.diagnostics if each.level is Level.ERROR)
