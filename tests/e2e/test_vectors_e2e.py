"""The committed vectors of patterns and transforms, piped through the installed command in one go each.

The exceptions among the transforms are named where they are tested one by one, in
``tests/conformance/test_transform_vectors.py``; among the patterns there are none.
"""

import json
import subprocess
from pathlib import Path
from typing import Any

from tests.conformance.test_transform_vectors import NO_SUCH_FORM, OTHER, REFUSED, name
from tests.e2e.test_estates_e2e import command

DATA = Path(__file__).parents[1] / "conformance" / "data"
UNSPOKEN = "testTransformJsonPath_Data"
"""Upstream ignores this row's test: members that are null are dropped in truth."""


def rows(file: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / file).read_text(encoding="utf-8").splitlines()]


def answers(argv: list[str], asked: list[dict[str, Any]]) -> list[dict[str, Any]]:
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in asked)
    ran = subprocess.run(
        [*command(), *argv, "--jsonl", "-"], input=lines, capture_output=True, encoding="utf-8", timeout=60, check=False
    )
    assert ran.stderr == ""
    made = [json.loads(line) for line in ran.stdout.splitlines()]
    assert len(made) == len(asked)
    assert ran.returncode == (2 if any(row.get("error") == "InvalidLine" for row in made) else 0)
    return made


def wrapped(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row's question; what the source of the row matches alone is the payload."""
    texts = {part: row[part] for part in ("pattern", "event") if row.get(part) is not None}
    return {part: f'{{"data":{text}}}' for part, text in texts.items()} if row.get("wrap_in_data") else texts


def test_every_pattern() -> None:
    asked = rows("patterns.jsonl")
    assert len(asked) == 334
    given = answers(["match"], [wrapped(row) for row in asked])
    wrong = {row["id"]: answer for row, answer in zip(asked, given, strict=True) if not agrees(row["expect"], answer)}
    assert wrong == {}


def agrees(expected: Any, answer: dict[str, Any]) -> bool:
    if expected == "error":
        return str(answer.get("error")).startswith("EventRuleFilterPattern")
    if expected in (True, False):
        return answer.get("matches") is expected
    # The row says only that the pattern is valid: without an event there is nothing to answer.
    return answer == {"error": "InvalidLine", "message": "The line has no 'event'."}


def test_every_transform() -> None:
    asked = rows("transforms.jsonl")
    assert len(asked) == 34
    given = answers(["transform"], asked)
    wrong = {name(row): answer for row, answer in zip(asked, given, strict=True) if not renders(row, answer)}
    assert wrong == {}


def renders(row: dict[str, Any], answer: dict[str, Any]) -> bool:
    expected: str | None = row.get("expected", row.get("output"))
    if name(row) in REFUSED | NO_SUCH_FORM:
        return answer.get("error") == "InvalidConfig"
    if name(row) in OTHER - {UNSPOKEN}:  # they ask of a part of the machinery, which no command shows
        return "text" not in answer
    if expected is None:
        return answer == {"missing": True}
    text = str(answer.get("text"))
    if name(row) == UNSPOKEN or row.get("note") == "compare as JSON":
        without = {name: value for name, value in json.loads(expected).items() if value is not None}
        return bool(json.loads(text) == without)
    return text == expected
