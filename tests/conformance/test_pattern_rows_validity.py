"""Which patterns are accepted, and in which words they are refused.

``data/patterns.jsonl`` holds cases from the open-source engine's tests, the documentation, a test
program and the tests of similar engines; ``source`` of each row names the file that it comes from.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from ebaudit.analysis.patterns.parse import parse_pattern
from ebaudit.analysis.patterns.problems import PREAMBLE

ROWS = [json.loads(line) for line in (Path(__file__).parent / "data" / "patterns.jsonl").read_text().splitlines()]


def text_of(row: dict[str, Any], part: str) -> str:
    text: str = row[part]
    return f'{{"data":{text}}}' if row.get("wrap_in_data") else text


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_validity(row: dict[str, Any]) -> None:
    pattern, problems = parse_pattern(text_of(row, "pattern"))
    rejected = [problem for problem in problems if problem.rejected]
    assert (pattern is None) == (row["expect"] == "error")
    assert (pattern is None) == bool(rejected)
    if "error" in row:
        assert PREAMBLE + rejected[0].reason == row["error"]
