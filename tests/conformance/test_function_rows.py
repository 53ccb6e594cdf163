"""Every function against what Terraform 1.11.4 answered.

``data/terraform-functions-recorded.jsonl`` has one expression a line with the JSON and the type that
``terraform console`` gave for it in ``data/function-files``, or its error.
"""

import json
import re
from pathlib import Path

import pytest

import ebaudit.readers.hcl.evaluate  # noqa: F401  registers the kinds of expression
from ebaudit.model.source import SourceText
from ebaudit.model.value import Value, reveal
from ebaudit.readers.hcl.core import evaluate
from ebaudit.readers.hcl.equality import unmark_deep
from ebaudit.readers.hcl.functions import FUNCTIONS, call
from ebaudit.readers.hcl.functions.context import CallContext
from ebaudit.readers.hcl.functions.json_text import encoded
from ebaudit.readers.hcl.kinds import type_of, type_text
from ebaudit.readers.hcl.nowhere import Inside
from ebaudit.readers.hcl.parse import parse_expression, parse_template
from ebaudit.readers.hcl.scope import Log, Scope

DATA = Path(__file__).parent / "data"
FILES = str(DATA / "function-files")
ROWS = [json.loads(line) for line in (DATA / "terraform-functions-recorded.jsonl").read_text("utf-8").splitlines()]
DIFFERENT = {
    "try(1/0 > 1, 2)": "infinity cannot be written as JSON, so a division by zero is an error here",
    'cidrsubnet("10.0.0.0/8", -1, 0)': "a prefix that shrinks is no subnet",
    'cidrsubnet("10.0.0.0/8", 2, -1)': "Terraform wraps a negative number around to another subnet",
}
UNRECORDABLE = {"abspath", "templatestring", "base64gzip", "bcrypt", "plantimestamp", "rsadecrypt", "timestamp", "uuid"}


def _evaluate(text: str) -> tuple[Value, list[str]]:
    log = Log()

    def function(name: str, arguments: list[Value], scope: Scope) -> Value:
        def render(template: str, title: str, variables: dict[str, Value]) -> Value:
            source = SourceText(title, template)
            tree, problems = parse_template(source)
            assert problems == []
            inner = Scope(Inside(log, (), function), source, dict(variables))
            inner.faults = scope.faults
            return evaluate(tree, inner)

        return call(name, arguments, CallContext(FILES, FILES, render))

    source = SourceText("expression", text)
    tree, problems = parse_expression(source)
    assert problems == []
    value = evaluate(tree, Scope(Inside(log, (), function), source))
    return value, [diagnostic.detail for diagnostic in log.diagnostics]


def _type_words(text: str) -> str:
    """Write Terraform's notation of a type as ours: no spaces, no trailing commas."""
    packed = re.sub(r"\s+", "", text).replace(":", "=")
    return re.sub(r",(?=[\]})])", "", packed).replace('"', "").replace("dynamic", "any")


def _null_inside(value: Value) -> bool:
    value = reveal(value)
    items = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else ()
    return value is None or any(map(_null_inside, items))


@pytest.mark.parametrize("row", ROWS, ids=[row["expr"] for row in ROWS])
def test_function_answers_as_terraform_does(row: dict[str, str]) -> None:
    value, errors = _evaluate(row["expr"])
    if row["expr"] in DIFFERENT:
        assert errors or encoded(value) != row["result"]
        return
    if "error" in row:
        assert errors, f"Terraform refuses it: {row['error']}"
        return
    assert errors == []
    assert encoded(unmark_deep(value)[0]) == row["result"]
    if row["type"] and not _null_inside(value):
        assert re.sub(r"\s+", "", type_text(type_of(value))) == _type_words(row["type"])


def test_every_function_has_recorded_rows() -> None:
    text = "\n".join(row["expr"] for row in ROWS)
    unseen = {name for name in FUNCTIONS if not re.search(rf"(?<![a-z0-9]){name}\(", text)}
    assert unseen == UNRECORDABLE
