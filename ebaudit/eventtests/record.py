"""Writes the deliveries of tests into their file: nothing else of its text changes."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import yaml

from ebaudit.eventtests.document import EventFile, EventTest
from ebaudit.eventtests.judge import target_name
from ebaudit.model.record import Record

Plain = Mapping[str, Any]
"""A delivery as it may be shown: rule, target, and parameters with key, form, status and text."""


class Recording(Record):
    """The new text of a file, or ``None`` with the reason."""

    text: str | None
    problem: str = ""


def recorded(
    file: EventFile, found: Mapping[str, Sequence[Plain]], read: Callable[[str], EventFile | None], hidden: str
) -> Recording:
    """Write the deliveries found for each test, by its name, over those that it has.

    ``hidden`` is what stands for a secret: a parameter with it is left out, and so are those that pass the
    event on as it is, and those that are not known. ``read`` reads the new text again: a file whose layout
    has no room for a block is not touched.
    """
    text = file.text
    slots = sorted(((test.slot, found[test.name]) for test in file.tests if test.name in found), reverse=True)
    for slot, deliveries in slots:
        block = _block(deliveries, slot.column, hidden)
        if slot.start == slot.end:
            before = text[: slot.start].rstrip("\n ")
            text = f"{before}\n{' ' * slot.column}{block}{_gap(text[slot.end :], text[len(before) : slot.end])}"
        else:
            text = f"{text[: slot.start]}{block}{text[slot.end :]}"
    if not text.endswith("\n"):
        text += "\n"
    again = read(text)
    if again is None or not _same(file.tests, again.tests, found):
        return Recording(None, "its layout leaves no room for a block: write its tests one key a line")
    return Recording(text)


def _gap(after: str, blank: str) -> str:
    """Return what follows an inserted block: the blank lines that stood before it, or a new line."""
    if not after or after.startswith("\n"):
        return after
    return (blank.replace(" ", "") or "\n") + " " * (len(blank) - len(blank.rstrip(" "))) + after


def _same(old: Sequence[EventTest], new: Sequence[EventTest], found: Mapping[str, Sequence[Plain]]) -> bool:
    def outline(tests: Sequence[EventTest]) -> list[tuple[Any, ...]]:
        return [(test.name, test.event.text, test.bus, test.exact) for test in tests]

    kept = [test.deliveries for test in old if test.name not in found]
    left = [test.deliveries for test in new if test.name not in found]
    counts = [len(test.deliveries or ()) for test in new if test.name in found]
    return (
        outline(old) == outline(new) and kept == left and counts == [len(found[t.name]) for t in old if t.name in found]
    )


def _block(deliveries: Sequence[Plain], column: int, hidden: str) -> str:
    """Return the YAML of the deliveries, all lines but the first indented."""
    listed = sorted((_delivery(item, hidden) for item in deliveries), key=lambda item: (item["rule"], item["target"]))
    text = yaml.dump({"deliveries": listed}, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10**9).rstrip(
        "\n"
    )
    first, *rest = text.split("\n")
    return "\n".join([first, *(f"{' ' * column}{line}" if line else line for line in rest)])


def _delivery(item: Plain, hidden: str) -> dict[str, Any]:
    made: dict[str, Any] = {"rule": item["rule"], "target": target_name(item["target"])}
    parameters = {
        param["key"]: _expectation(param)
        for param in item["parameters"]
        if param["status"] != "unknown" and param["form"] != "ORIGINAL" and hidden not in (param["text"] or "")
    }
    return {**made, "parameters": parameters} if parameters else made


def _expectation(param: Plain) -> Any:
    if param["status"] == "missing":
        return {"missing": True}
    return {"error": param["error"]} if param["status"] == "failed" else param["text"]


class _Dumper(yaml.SafeDumper):
    """Indents lists below their key, and writes texts of several lines as such."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent, lists too."""
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        """Write everything in full."""
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)
