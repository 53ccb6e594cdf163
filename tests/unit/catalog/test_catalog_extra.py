import json
from pathlib import Path
from typing import Any

import pytest

from ebaudit.catalog import load
from ebaudit.catalog.entries import EventSchema
from ebaudit.catalog.extra import LEFT_OUT, CustomSource
from ebaudit.catalog.files import read
from ebaudit.model.diagnostic import Diagnostic, Level
from ebaudit.model.finding import Certainty

SOURCE = {
    "name": "shop.orders",
    "types": ["order:Created"],
    "source": "https://wiki.example.com/orders",
    "certainty": "documented",
}
SCHEMA = {
    "event_source": "shop.orders",
    "type": "order:Created",
    "data": {"type": "object", "required": ["id"]},
    "source": "https://wiki.example.com/orders",
}


def put(root: Path, path: str, data: Any) -> None:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(data if isinstance(data, str) else json.dumps(data, indent=2))


def problems(root: Path) -> list[tuple[str, str]]:
    _, found = load((str(root),))
    assert all(each.level is Level.ERROR and each.detail == (LEFT_OUT if each.span else "") for each in found)
    return [(_at(each, root), f"{each.summary}.") for each in found]


def _at(diagnostic: Diagnostic, root: Path) -> str:
    span = diagnostic.span
    return "" if span is None else f"{Path(span.file).relative_to(root)}:{span.line}:{span.column}"


def test_a_directory_adds_targets_sources_and_schemas(tmp_path: Path) -> None:
    put(tmp_path, "targets/acme.pager.json", {**read("targets/acs.sms"), "title": "Pager"})
    put(tmp_path, "event_sources/shop.json", SOURCE)
    put(tmp_path, "event_schemas/created.json", SCHEMA)
    put(tmp_path, "README.md", "ours")
    catalog, found = load((str(tmp_path),))
    assert found == ()
    shape = catalog.target("acme.pager")
    assert shape is not None
    assert (shape.title, "acme.pager" in catalog.target_types) == ("Pager", True)
    assert catalog.custom_sources == {
        "shop.orders": CustomSource(
            "shop.orders", ("order:Created",), "https://wiki.example.com/orders", Certainty.DOCUMENTED
        )
    }
    assert catalog.event_schema("shop.orders", "order:Created") == EventSchema(
        "shop.orders", "order:Created", {"type": "object", "required": ["id"]}, "https://wiki.example.com/orders"
    )


def test_a_target_type_of_the_user_wins(tmp_path: Path) -> None:
    put(tmp_path, "targets/acs.sms.json", {**read("targets/acs.sms"), "title": "Ours"})
    shape = load((str(tmp_path),))[0].target("acs.sms")
    assert shape is not None
    assert shape.title == "Ours"


@pytest.mark.parametrize(
    ("path", "data", "expected"),
    [
        (
            "event_sources/a.json",
            '{\n  "name": "a",\n  "types": [1],\n  "source": "x",\n  "certainty": "documented"\n}',
            [("event_sources/a.json:3:13", "1 is not of type 'string'.")],
        ),
        (
            "event_sources/a.json",
            {**SOURCE, "tpyes": []},
            [
                (
                    "event_sources/a.json:1:1",
                    "Additional properties are not allowed ('tpyes' was unexpected).",
                )
            ],
        ),
        ("event_schemas/a.json", '{"a": }', [("event_schemas/a.json:1:7", "A JSON value is expected here.")]),
        (
            "event_schemas/a.json",
            {**SCHEMA, "data": {"type": "objekt"}},
            [("event_schemas/a.json:5:13", "'objekt' is not valid under any of the given schemas.")],
        ),
    ],
)
def test_a_problem_is_reported_where_it_stands(
    tmp_path: Path, path: str, data: Any, expected: list[tuple[str, str]]
) -> None:
    put(tmp_path, path, data)
    assert problems(tmp_path) == expected


def test_a_stray_file_and_a_missing_directory(tmp_path: Path) -> None:
    put(tmp_path, "sources/a.json", "{}")
    stray = tmp_path / "sources"
    assert problems(tmp_path) == [
        (
            "",
            f"'{stray}' is not a part of a catalog; its folders are event_schemas, event_sources, targets.",
        )
    ]
    missing = tmp_path / "nowhere"
    assert problems(missing) == [("", f"The catalog directory '{missing}' cannot be read: No such file or directory.")]


def test_a_file_that_is_not_text(tmp_path: Path) -> None:
    put(tmp_path, "targets/x.json", "")
    (tmp_path / "targets" / "x.json").write_bytes(b"\xff\xfe")
    ((_, detail),) = problems(tmp_path)
    assert detail.startswith(f"'{tmp_path / 'targets' / 'x.json'}' cannot be read: ")
