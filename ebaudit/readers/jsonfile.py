"""Opens what JSON or a binary plan holds: finds out what it is, a plan, a state or a live account, by its content."""

from collections.abc import Mapping

from ebaudit.catalog import Catalog
from ebaudit.model.diagnostic import Diagnostic, LedgerEntry, Level, Outcome
from ebaudit.model.estate import Estate, Opened
from ebaudit.model.request import Inputs
from ebaudit.readers.document import STDIN, load
from ebaudit.readers.jsonparts import SNAPSHOT, Json, mapping
from ebaudit.readers.source import Source

PLAN_MEMBERS = ("planned_values", "resource_changes", "configuration", "resource_drift")


def read(path: str, inputs: Inputs, catalog: Catalog) -> list[Opened]:
    """Read one file, or standard input for ``-``: one estate, but for a snapshot of several.

    What cannot be read is a diagnostic; nothing is raised.
    """
    document = load(path, inputs.standard_input)
    name = "standard input" if path == STDIN else path
    if isinstance(document, Diagnostic):
        return [refused(name, document)]
    try:
        if document.get("kind") == SNAPSHOT:
            return _snapshot(path, name, document, inputs, catalog)
        return [_opened(path, name, document, inputs, catalog)]
    except RecursionError:
        detail = f"{name} is nested too deeply. Nothing in it was checked."
        return [refused(name, Diagnostic(Level.ERROR, "too-deep", "Too deep to read", detail))]


def refused(name: str, problem: Diagnostic) -> Opened:
    """Return what opening comes to when nothing could be read."""
    return Opened(Estate("json", name), (problem,), (LedgerEntry("file", name, Outcome.FAILED, problem.summary),))


def without_before(name: str) -> Opened:
    """Return what opening comes to when something other than a plan is asked for what was before it."""
    detail = f"{name} is not a plan; only a plan has a before. Nothing in it was checked."
    return refused(name, Diagnostic(Level.ERROR, "no-before", "Not a plan", detail))


def _snapshot(path: str, name: str, document: Mapping[str, Json], inputs: Inputs, catalog: Catalog) -> list[Opened]:
    """Read a saved estate; only a source that was named is joined with it: what lies beside it may be newer."""
    if inputs.before:
        return [without_before(name)]
    from ebaudit.readers.snapshot.read import read as read_snapshot

    if not inputs.source:
        return read_snapshot(name, document)
    source = Source(path, {}, inputs, catalog)
    return [source.add_to(opened) for opened in read_snapshot(name, document, source.join)]


def _opened(path: str, name: str, document: Mapping[str, Json], inputs: Inputs, catalog: Catalog) -> Opened:
    source = Source(path, mapping(document.get("variables")), inputs, catalog)
    if any(member in document for member in PLAN_MEMBERS):
        from ebaudit.readers.plan.read import read as read_plan

        world = {"before": inputs.before, "recorded": inputs.recorded}
        return source.add_to(read_plan(name, document, catalog, source.join, **world))
    if inputs.before:
        return without_before(name)
    if isinstance(document.get("version"), int) or _is_shown_state(document):
        from ebaudit.readers.state import read as read_state

        return source.add_to(read_state(name, document, catalog, source.join))
    from ebaudit.readers.live import offline

    if offline.is_offline(document):
        return offline.read(name, document, catalog, inputs.live.digest_key)
    detail = (
        f"{name} is JSON, but neither a plan nor a state as 'terraform show -json' prints them, nor a raw state, nor "
        "a snapshot, nor what a live account answered. Nothing in it was checked."
    )
    return refused(name, Diagnostic(Level.ERROR, "unknown-json", "Neither plan nor state", detail))


def _is_shown_state(document: Mapping[str, Json]) -> bool:
    return "format_version" in document and ("values" in document or len(document) <= 2)
