"""Expressions from public test suites, each with the value that Terraform 1.11.4 gives.

``data/terraform-expressions.jsonl`` names the source of each row; ``data/expression-files`` has the files
that some of them read, as the same suites have them.
"""

import json
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from ebaudit.model.diagnostic import Level
from ebaudit.model.request import Inputs
from ebaudit.model.source import SourceText
from ebaudit.model.value import Sensitive, Unknown, Value, unknowns
from ebaudit.readers.hcl.environment import ModuleInstance
from ebaudit.readers.hcl.evaluate import evaluate
from ebaudit.readers.hcl.kinds import type_of, type_text
from ebaudit.readers.hcl.parse import parse_expression, parse_template
from ebaudit.readers.hcl.project import Project
from ebaudit.readers.hcl.scope import Scope

DATA = Path(__file__).parent / "data"
ROWS = [json.loads(line) for line in (DATA / "terraform-expressions.jsonl").read_text().splitlines()]
EXCEPTIONS: dict[str, str] = {
    "e0980": "the suite gives the result the type of the second set's elements; Terraform's console says set(bool)",
}


class NoCatalog:
    def resource(self, type: str) -> None:
        return None

    def data_source(self, type: str) -> None:
        return None


def evaluated(row: dict[str, Any]) -> tuple[Value, list[str]]:
    source = SourceText("row", row["expr"])
    parse = parse_template if row["kind"] == "template" else parse_expression
    expr, problems = parse(source)
    root = str(DATA / "expression-files")
    project = Project(root, Inputs(), NoCatalog())
    environment = ModuleInstance(project, project.module(root), {})
    names = {name: given["value"] for name, given in row.get("vars", {}).items()}
    value = evaluate(expr, Scope(environment, source, names))
    said = [*problems, *project.log.diagnostics]
    return value, [f"{d.code}: {d.detail or d.summary}" for d in said if d.level is Level.ERROR]


def plain(value: Value) -> Any:
    if isinstance(value, Sensitive):
        return plain(value.value)
    if isinstance(value, Unknown):
        return value
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value


def same(ours: Any, theirs: Any) -> bool:
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(same, ours, theirs))
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return ours.keys() == theirs.keys() and all(same(ours[key], theirs[key]) for key in ours)
    if isinstance(ours, bool) or isinstance(theirs, bool) or not isinstance(ours, int | Fraction):
        return type(ours) is type(theirs) and bool(ours == theirs)
    # The rows went through JSON numbers, which have no more than a double's digits.
    return isinstance(theirs, int | float) and (ours == theirs or float(ours) == float(theirs))


def fits(ours: str, theirs: str) -> bool:
    """Compare types; the suites give empty collections element types that the expression's text does not say."""
    plain, wanted = (text.replace(" ", "").replace('"', "").replace("dynamic", "any") for text in (ours, theirs))
    return re.fullmatch(re.escape(plain).replace("any", ".*"), wanted) is not None


def ordered(value: Any, type: str) -> Any:
    """Sort what is a set: the suites list its elements in any order."""
    return sorted(value, key=json.dumps) if type.startswith("set(") else value


@pytest.mark.parametrize("row", [pytest.param(row, id=row["id"]) for row in ROWS if row["id"] not in EXCEPTIONS])
def test_expression_has_terraforms_value(row: dict[str, Any]) -> None:
    value, errors = evaluated(row)
    if row.get("error"):
        assert errors, (row["expr"], value)
        return
    assert errors == []
    assert list(unknowns(value)) == []
    kind = row.get("result_type", "")
    assert same(ordered(plain(value), kind), ordered(row["result"], kind)), (row["expr"], plain(value), row["result"])
    # A null has no type here: nothing that audits a configuration asks for one.
    if "result_type" in row and value is not None:
        assert fits(type_text(type_of(value)), row["result_type"])


def test_exceptions_are_few_and_still_needed() -> None:
    assert len(EXCEPTIONS) < 15
    assert set(EXCEPTIONS) <= {row["id"] for row in ROWS}
