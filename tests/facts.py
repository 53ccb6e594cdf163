"""The facts that the analyses document in their docstrings: what ``docs/facts.md`` and a test are made of."""

import re
from collections.abc import Iterator

from ebaudit.analysis import patterns, routing, schema, transforms
from ebaudit.drift import facts as drift
from ebaudit.policy import load

Row = tuple[tuple[str, ...], str]
"""Codes, and what facts of these codes say."""

_HEAD = """# Facts

What the analysis computes and a policy can judge with `fact: CODE`, see [policies.md](policies.md). In expressions and
messages `fact` is what was found: `fact.message`, a sentence, and what each kind of fact brings besides (`argument`,
`parameter`, `expected`, `got`, `suggestion`, ...), which is absent where it is not known. This page is generated.
"""
_SECTIONS = {
    "Resources and targets": schema,
    "Patterns": patterns,
    "Transforms": transforms,
    "Buses, references and delivery": routing,
    "Drift": drift,
}


def rows(text: str) -> Iterator[Row]:
    """Yield the rows of a docstring's table, which has bars or columns."""
    for codes, what in re.findall(r"^\| (``[^|]*``) \| (.*) \|$", text, re.MULTILINE):
        yield tuple(re.findall(r"``([^`]*)``", codes)), what.replace(" | ", ": ")
    column = re.search(r"^=+ +=", text, re.MULTILINE)
    if column is None:
        return
    width = len(column[0]) - 1
    table = text[column.start() :].split("\n\n", 1)[0]
    for row in re.split(r"\n(?=\S)", table):
        codes, what = row[:width].strip(), " ".join(row[width:].split())
        if re.fullmatch(r"[a-z]+-[a-z-]+(, [a-z]+-[a-z-]+)*", codes):
            yield tuple(codes.split(", ")), what


def documented() -> dict[str, list[Row]]:
    """Return the rows of every analysis under its title."""
    return {title: list(rows(module.__doc__ or "")) for title, module in _SECTIONS.items()}


def page() -> str:
    """Return ``docs/facts.md``."""
    judges: dict[str, list[str]] = {}
    for policy in load()[0]:
        judges.setdefault(policy.fact, []).append(policy.id)
    lines = [_HEAD]
    for title, found in documented().items():
        lines += [f"## {title}", "", "| fact | what it says | built-in policy |", "|---|---|---|"]
        for codes, what in found:
            by = ", ".join(policy for code in codes for policy in judges.get(code, ()))
            names = ", ".join(f"`{code}`" for code in codes)
            lines.append(f"| {names} | {what.replace('``', '`')} | {by} |")
        lines.append("")
    return "\n".join(lines)
