"""Runs the examples of policies in files: each is Terraform that is opened, analysed and judged like any other."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from ebaudit.analysis import facts
from ebaudit.catalog import Catalog
from ebaudit.model.diagnostic import Level
from ebaudit.model.estate import Estate, Opened
from ebaudit.model.request import Inputs
from ebaudit.policy.examples import OpenText, run_examples
from ebaudit.policy.policy import Policy
from ebaudit.readers import open_estates


def broken(policies: Sequence[Policy], catalog: Catalog) -> Iterator[str]:
    """Yield a sentence with its place for each example that does not do what it says."""
    for policy in policies:
        for found in run_examples(policy, catalog, opener(catalog)):
            yield f"{policy.file}:{found.line}: example {found.number} under '{found.kind}' {found.message}"


def opener(catalog: Catalog) -> OpenText:
    """Return what opens Terraform text as a root module, or JSON as a plan, and compares it with what is live."""

    def open_text(hcl: str, live: str) -> tuple[Estate, facts.Facts, tuple[str, ...]]:
        opened = _opened("plan.json" if hcl.lstrip().startswith("{") else "main.tf", hcl, catalog)
        if not live:
            return opened.estate, facts.analyse(opened.estate, catalog), _unread(opened)
        there = _opened("live.json" if live.lstrip().startswith("{") else "main.tf", live, catalog)
        declared, found = _drifted(opened.estate, there.estate, catalog)
        return declared, found, (*_unread(opened), *_unread(there))

    return open_text


def _drifted(declared: Estate, live: Estate, catalog: Catalog) -> tuple[Estate, facts.Facts]:
    from ebaudit.drift import facts as drift_facts
    from ebaudit.drift.compare import compare
    from ebaudit.drift.known import Known
    from ebaudit.readers.settle import settle

    settled = settle(declared, Known(declared, live))
    return settled, facts.gather(drift_facts.facts(compare(settled, live, catalog)), {})


def _opened(name: str, text: str, catalog: Catalog) -> Opened:
    with TemporaryDirectory() as directory:
        path = Path(directory, name)
        path.write_text(text, encoding="utf-8")
        return open_estates(str(path if name.endswith(".json") else directory), Inputs(), catalog)[0]


def _unread(opened: Opened) -> tuple[str, ...]:
    errors = (each for each in opened.diagnostics if each.level is Level.ERROR)
    return tuple(f"{each.summary}. {each.detail}" for each in errors)
