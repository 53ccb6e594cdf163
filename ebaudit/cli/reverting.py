"""How the way back to what is declared is printed: a script for shells, or JSON for programs.

``revert.schema.json`` beside this module is the JSON Schema of the latter (draft 2020-12).
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ebaudit.model.request import RequestError

if TYPE_CHECKING:
    from ebaudit.drift.calls import Gap
    from ebaudit.drift.revert import Step, Way

SCHEMA_VERSION = "1.0"
FORMATS = ("text", "json")


def shown(ways: "Sequence[Way]", format: str) -> str:
    """Return the ways back in a format; RequestError for one that has no form for them."""
    if format not in FORMATS:
        raise RequestError((f"--revert is printed with --format text or json, not {format}",))
    return _script(ways) if format == "text" else _json(ways)


def _script(ways: "Sequence[Way]") -> str:
    """Return a script: calls of the ``aliyun`` command, each below what it is for."""
    if not ways:
        return "# Nothing drifted that could be undone.\n"
    lines = ["# What undoes the drift. Read it before you run it: each call changes what is live."]
    for way in ways:
        parts = f": {', '.join(way.parts)}" if way.parts else ""
        lines += ["", f"# {_line(way.address)}{_line(parts)}", *(f"# {note}" for note in way.notes)]
        gaps = dict.fromkeys(gap for step in way.steps for gap in step.gaps)
        lines += [f"# Set {gap.name} to what belongs there: {_line(gap.where)}." for gap in gaps]
        lines += [_aliyun(step, way.region) for step in way.steps]
        if way.command:
            lines.append(f"# or: {way.command}" if way.steps else way.command)
    return "\n".join(lines) + "\n"


def _line(text: str) -> str:
    return " ".join(text.split())


def _aliyun(step: "Step", region: str) -> str:
    """Return a call as the command line takes it: https://www.alibabacloud.com/help/en/cli/command-line-structure."""
    parts = [f"aliyun eventbridge {step.action}"]
    if region:
        parts.append(f"--region {_word(region, ())}")
    parts += [f"--{name} {_word(value, step.gaps)}" for name, value in _texts(step)]
    return " ".join(parts)


def _texts(step: "Step") -> Iterator[tuple[str, str]]:
    """Yield the parameters as they are sent: structures as JSON texts."""
    from json import dumps

    for name, value in step.parameters.items():
        yield (
            name,
            value if isinstance(value, str) else dumps(value, ensure_ascii=False, separators=(",", ":")),
        )


def _word(text: str, gaps: "Sequence[Gap]") -> str:
    """Return a text as one word of a shell; the shell stops where a variable for a gap is not set."""
    from shlex import quote

    for gap in gaps:
        head, found, tail = text.partition(f"${{{gap.name}}}")
        if found:
            start = quote(head) if head else ""
            return f'{start}"${{{gap.name}:?}}"{_word(tail, gaps) if tail else ""}'
    return quote(text)


def _json(ways: "Sequence[Way]") -> str:
    from json import dumps

    document = {"schema_version": SCHEMA_VERSION, "ways": [_way(way) for way in ways]}
    return dumps(document, ensure_ascii=False, indent=2) + "\n"


def _way(way: "Way") -> dict[str, Any]:
    return {
        "address": way.address,
        "parts": list(way.parts),
        "region": way.region or None,
        "calls": [
            {
                "action": step.action,
                "parameters": dict(_texts(step)),
                "gaps": [{"name": gap.name, "where": gap.where} for gap in step.gaps],
            }
            for step in way.steps
        ],
        "command": way.command or None,
        "notes": list(way.notes),
    }
