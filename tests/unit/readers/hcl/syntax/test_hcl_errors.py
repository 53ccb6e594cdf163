"""Syntax errors: where they are marked, what they say, and what is read in spite of them."""

import json
from pathlib import Path
from typing import Any

import pytest

from ebaudit.model.diagnostic import Level
from ebaudit.model.source import SourceText
from ebaudit.readers.hcl.parse import parse_file

ROWS: list[dict[str, Any]] = json.loads(Path(__file__).with_name("syntax_errors.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", ROWS, ids=[repr(row["text"])[:40] for row in ROWS])
def test_error(row: dict[str, Any]) -> None:
    body, problems = parse_file(SourceText("main.tf", row["text"]))
    assert {(problem.level, problem.code) for problem in problems} == {(Level.ERROR, "syntax")}
    assert {
        "text": row["text"],
        "read": sorted(body.attributes) + [block.type for block in body.blocks],
        "problems": [
            {
                "at": list(problem.span or ())[1:],
                "context": problem.context and list(problem.context)[1:],
                "summary": problem.summary,
                "detail": problem.detail,
            }
            for problem in problems
        ],
    } == row


def test_nesting_has_a_limit() -> None:
    body, problems = parse_file(SourceText("main.tf", f"a = {'[' * 5000}\nb = 1\n"))
    assert (list(body.attributes), [problem.summary for problem in problems]) == (["a", "b"], ["Nested too deep"])


def test_nesting_below_the_limit_is_read() -> None:
    text = "a {\n" * 100 + "x = " + "[" * 90 + "]" * 90 + "\n" + "}\n" * 100
    assert parse_file(SourceText("main.tf", text))[1] == []


def test_a_file_tells_a_bounded_number_of_errors() -> None:
    _, problems = parse_file(SourceText("main.tf", "a = ]\n" * 1000))
    assert (len(problems), problems[-1].summary) == (101, "Too many syntax errors")


UNIT = [
    'a = "\n',
    "a = <<E\n",
    "a = [\n",
    "a = f(\n",
    "a = {\n",
    "a {\n",
    'a = "${\n',
    "/*",
    "a = !",
    "1+",
    ".a",
    "'",
    "a = <<-E\n  ${x}\n",
    "x ? y : ",
]


@pytest.mark.parametrize("unit", UNIT)
def test_time_is_linear_whatever_is_left_open(unit: str) -> None:
    # Quadratic time would take minutes here; the test's own time limit is the assertion.
    text = "a = 1\nb = x" + unit * 40_000
    assert parse_file(SourceText("main.tf", text))[1] != []
