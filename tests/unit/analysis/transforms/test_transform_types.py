"""Templates whose events have a declared schema: what a variable is decides what is wrong with its place."""

from typing import Any

import pytest

from ebaudit.analysis.transforms import analyse
from tests.estates import NO_CATALOG, estate, rule, target

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "note": {"type": ["string", "null"]},
        "id": {"type": "string", "format": "uuid"},
        "total": {"type": "number"},
        "mixed": {"type": ["string", "number"]},
        "lines": {"type": "array", "items": {"type": "object", "properties": {"sku": {"type": "string"}}}},
        "customer": {"type": "object"},
    },
}


def found(path: str, template: str, *, key: str = "Body", others: tuple[Any, ...] = ()) -> list[tuple[str, str]]:
    params = [(key, "TEMPLATE", f'{{"v":"{path}"}}', template), *others]
    made = rule("r", targets=[target("r", "t", "acs.mail", params=params)])
    schemas = {made.resource.address: (SCHEMA,)}
    return [(fact.code, str(fact.span).replace("/a:", ":")) for fact in analyse(estate(made), NO_CATALOG, schemas)]


@pytest.mark.parametrize(
    ("path", "quoted", "unquoted"),
    [
        ("$.data.note", "unescaped-string-in-json", "unquoted-string-in-json"),
        ("$.data.id", None, "unquoted-string-in-json"),
        ("$.data.total", None, None),
        ("$.data.mixed", "unescaped-string-in-json", None),
        ("$.data.lines", "quoted-object-in-json", None),
        ("$.data.lines[0]", "quoted-object-in-json", None),
        ("$.data.lines[0].sku", "unescaped-string-in-json", "unquoted-string-in-json"),
        ("$.data.customer", "quoted-object-in-json", None),
        ("$.data.other", "unescaped-string-in-json", None),
    ],
)
def test_a_place_in_json(path: str, quoted: str | None, unquoted: str | None) -> None:
    assert found(path, '{"a":"${v}"}') == ([(quoted, "template:1:7")] if quoted else [])
    assert found(path, '{"a":${v}}') == ([(unquoted, "template:1:6")] if unquoted else [])


def test_a_number_cannot_change_html_or_a_statement() -> None:
    html = (("IsHtmlBody", "CONSTANT", "true"),)
    assert found("$.data.total", "<b>${v}</b>", others=html) == []
    assert found("$.data.note", "<b>${v}</b>", others=html) == [("unescaped-in-html", "template:1:4")]
    assert found("$.data.total", "insert into t values (${v})", key="ExecuteSQL") == []
    assert found("$.data.id", "insert into t values ('${v}')", key="ExecuteSQL") == [
        ("event-data-in-sql", "template:1:24")
    ]
