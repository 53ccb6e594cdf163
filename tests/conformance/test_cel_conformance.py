"""CEL against expressions and results of the public conformance cases, and against cel-python.

``data/cel.jsonl`` states as facts what expressions give by https://github.com/google/cel-spec
(``tests/simple/testdata`` and ``doc/langdef.md``), in the revision with equality across types.
``celpy`` in a row says why cel-python gives something else.
"""

import json
from pathlib import Path
from typing import Any

import celpy
import pytest
from celpy import celtypes
from celpy.celparser import CELParseError
from celpy.evaluation import CELEvalError, CELSyntaxError

from ebaudit.policy.cel import CelError, CelSyntaxError, State, compile_expression
from ebaudit.policy.cel.parse import parse
from ebaudit.policy.cel.tree import decode, encode
from ebaudit.policy.cel.values import value_of_key

LINES = Path(__file__).with_name("data").joinpath("cel.jsonl").read_text(encoding="utf-8").split("\n")
ROWS = [json.loads(line) for line in LINES if line]


def ours(expression: str) -> Any:
    program = compile_expression(expression, {})
    return plain(program.run([State(), *[None] * program.slots]))


def plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {value_of_key(key): plain(item) for key, item in value.items()}
    return value


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['section']}: {row['expression'][:60]}")
def test_an_expression_gives_what_the_specification_says(row: dict[str, Any]) -> None:
    if row.get("error"):
        with pytest.raises((CelError, CelSyntaxError)):
            ours(row["expression"])
        return
    value = ours(row["expression"])
    assert (type(value), value) == (type(row["value"]), row["value"])


def valid(expression: str) -> bool:
    try:
        parse(expression)
    except CelSyntaxError:
        return False
    return True


@pytest.mark.parametrize("expression", [row["expression"] for row in ROWS if valid(row["expression"])])
def test_a_tree_survives_its_encoding(expression: str) -> None:
    tree = parse(expression)
    assert decode(json.loads(json.dumps(encode(tree)))) == tree


def theirs(expression: str) -> Any:
    environment = celpy.Environment()
    try:
        return from_celpy(environment.program(environment.compile(expression)).evaluate({}))
    except (CELEvalError, CELParseError, CELSyntaxError, ValueError) as error:
        return error


def from_celpy(value: Any) -> Any:
    if isinstance(value, celtypes.BoolType):
        return bool(value)
    if isinstance(value, celtypes.IntType | celtypes.UintType):
        return int(value)
    if isinstance(value, celtypes.DoubleType):
        return float(value)
    if isinstance(value, celtypes.StringType):
        return str(value)
    if isinstance(value, celtypes.ListType | list):
        return [from_celpy(item) for item in value]
    if isinstance(value, celtypes.MapType):
        return {from_celpy(key): from_celpy(item) for key, item in value.items()}
    return value


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['section']}: {row['expression'][:60]}")
def test_cel_python_agrees_but_for_named_reasons(row: dict[str, Any]) -> None:
    found = theirs(row["expression"])
    agrees = isinstance(found, Exception) if row.get("error") else same(found, row["value"])
    assert agrees is ("celpy" not in row)


def same(found: Any, wanted: Any) -> bool:
    return not isinstance(found, Exception) and bool(found == wanted)
