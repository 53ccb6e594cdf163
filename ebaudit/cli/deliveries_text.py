"""Where an event goes, laid out for people."""

from collections.abc import Iterable, Iterator

from ebaudit.cli.deliveries import Plain, Shown
from ebaudit.report.cells import clean
from ebaudit.report.lines import BLANK, Line, Page, plural

_SHOWN = 4
"""How many fields a line names."""

MISSING = "(no value: the path selects nothing in this event)"


def lines(found: Shown, page: Page, *, why: bool) -> Iterator[Line]:
    """Lay out one estate: deliveries, then what is undecided, then what missed."""
    reached = plural(len(found.deliveries), "target") if found.deliveries else "no target"
    buses = ", ".join(found.buses)
    yield (("strong", clean(found.root)), ("", clean(f": the event reaches {reached}, on {_bus(found)} {buses}")))
    for delivery in found.deliveries:
        yield BLANK
        yield from _delivery(delivery, page)
    yield from _undecided(found.undecided, page)
    yield from _misses(found.misses, page, why=why)
    if not (found.deliveries or found.undecided or found.misses):
        yield from page.paragraph("No rule of this estate is on that bus; --bus names another.")


def _bus(found: Shown) -> str:
    return "bus" if len(found.buses) == 1 else "buses"


def _delivery(delivery: Plain, page: Page) -> Iterator[Line]:
    yield (("label", "target "), ("strong", clean(delivery["target"])), ("", clean(f"  {delivery['type'] or ''}")))
    if delivery["endpoint"]:
        yield (("", "  "), ("label", "endpoint: "), ("", clean(delivery["endpoint"])))
    yield from _context(delivery, page)
    for parameter in delivery["parameters"]:
        yield from _parameter(parameter, page)


def _context(item: Plain, page: Page) -> Iterator[Line]:
    """Say which way the event came, and how far the sources agree."""
    for before in item["via"]:
        yield (("", "  "), ("label", "via: "), ("", clean(before)))
    if item["certainty"] not in {None, "documented"}:
        yield (("", "  "), ("label", "certainty: "), ("", item["certainty"]))
    for note in item["depends"]:
        yield from page.paragraph(f"sources disagree on {note}; another reading decides otherwise", label="depends")


def _parameter(parameter: Plain, page: Page) -> Iterator[Line]:
    status, lead = parameter["status"], f"  {clean(parameter['key'])} ({clean(parameter['form'] or 'unknown form')})"
    if status == "sent":
        yield from _text(lead, parameter["text"])
    elif status == "missing":
        yield (("", f"{lead}: "), ("dim", MISSING))
    elif status == "failed":
        yield (("", f"{lead}: "), ("error", clean(f"({parameter['error']}: {parameter['message']})")))
    else:
        yield (("", f"{lead}: "), ("warning", f"(unknown: {_reasons(parameter['unknown'])})"))
    for note in parameter.get("notes", ()):
        yield from page.paragraph(note, label="note", indent=4)
    if "alternative" in parameter:
        yield from _text("    by the documentation instead", parameter["alternative"])


def _text(lead: str, text: str) -> Iterator[Line]:
    if "\n" not in text:
        yield (("", f"{lead}: {clean(text)}"),)
        return
    yield (("", f"{lead}:"),)
    for line in text.splitlines():
        yield (("dim", "    | "), ("", clean(line)))


def _reasons(unknowns: Iterable[Plain]) -> str:
    return clean("; ".join(", ".join([item["reason"], *item["refs"]]) for item in unknowns))


def _undecided(undecided: tuple[Plain, ...], page: Page) -> Iterator[Line]:
    if undecided:
        yield BLANK
        yield (("strong", "Undecided, because something is not known"),)
    for item in undecided:
        yield (("", f"  {clean(item.get('target') or item['rule'])}"),)
        said = " ".join([item["why"], ""]) if "why" in item else ""
        reasons = _reasons(item["unknown"]) or "something that the pattern depends on"
        yield from page.paragraph(f"{said}It depends on: {reasons}.", indent=4)
        yield from _context(item, page)
        for parameter in item.get("parameters", ()):
            yield from _parameter({**parameter, "key": f"  {parameter['key']}"}, page)


def _misses(misses: tuple[Plain, ...], page: Page, *, why: bool) -> Iterator[Line]:
    if not misses:
        return
    yield BLANK
    said = "" if why else " (--why says why)"
    yield (("strong", f"{plural(len(misses), 'rule')} on the way did not take it{said}"),)
    for miss in misses:
        if why or miss["depends"]:
            yield (("", f"  {clean(miss['rule'])}"),)
            yield from page.paragraph(miss["why"], indent=4)
            yield from _against(miss, page)
            yield from _context(miss, page)


def _against(miss: Plain, page: Page) -> Iterator[Line]:
    """Name the fields that would have decided too."""
    names = [each["field"] for each in miss["against"][1:]]
    if names:
        shown = names if len(names) <= _SHOWN else [*names[: _SHOWN - 1], f"{len(names) - _SHOWN + 1} more"]
        said = " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))
        yield from page.paragraph(f"{said} {'decides' if len(names) == 1 else 'decide'} against it too.", indent=4)
