"""Which events match: every row of ``data/patterns.jsonl`` that has an event and a verdict."""

import json
from pathlib import Path
from typing import Any

import pytest

from ebaudit.analysis.patterns.matching import match_text

ROWS = [json.loads(line) for line in (Path(__file__).parent / "data" / "patterns.jsonl").read_text().splitlines()]
JUDGED = [row for row in ROWS if row["expect"] in (True, False)]


def text_of(row: dict[str, Any], part: str) -> str:
    text: str = row[part]
    return f'{{"data":{text}}}' if row.get("wrap_in_data") else text


@pytest.mark.parametrize("row", JUDGED, ids=lambda row: row["id"])
def test_match(row: dict[str, Any]) -> None:
    answer = match_text(text_of(row, "pattern"), text_of(row, "event"))
    assert answer.match is not None
    assert answer.match.matches is row["expect"]
    if row["basis"].startswith("documentation"):
        assert answer.match.depends == ()
