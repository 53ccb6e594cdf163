from pathlib import Path
from typing import Any

import pytest

from ebaudit.model.types import BOOL, NUMBER, STRING
from ebaudit.model.value import Unknown
from tests.terraform_modules import evaluated, plain

SEED = {"main.tf": 'resource "terraform_data" "seed" {}\nvariable "secret" {\n  default = "s"\n  sensitive = true\n}\n'}
ID = "terraform_data.seed.id"
REF = f"?{ID}"


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        (f"{ID}", REF),
        (f"[{ID}, 1]", [REF, 1]),
        (f"length([{ID}, 1])", 2),
        (f"{{ a = {ID} }}.a", REF),
        (f"{{ a = {ID}, b = 1 }}.b", 1),
        (f'{ID} == "x" && false', False),
        (f'{ID} == "x" || true', True),
        (f'[for v in [{ID}, "b"] : upper(v)]', [REF, "B"]),
        (f'{{ for v in [{ID}] : v => 1 }}', REF),
        (f'[for v in ["a"] : v if v == {ID}]', REF),
        (f'[for v in toset(["a", {ID}]) : v]', REF),
        (f'{ID} == "x" ? "same" : "same"', "same"),
        (f'{ID} == "x" ? {{ a = 1, b = 2 }} : {{ a = 1, b = 3 }}', {"a": 1, "b": REF}),
        (f'try({ID}, "x")', REF),
        (f'try([{ID}][5], "x")', "x"),
        (f"can({ID})", REF),
        (f"{ID} == null", False),
        ('data.alicloud_account.me.id', None),
        (f'max([for v in [{ID}] : 1]...)', 1),
        (f"[{ID}][*]", [REF]),
        (f"{ID}[*]", [REF]),
        ("terraform_data.seed[*].id", [REF]),
    ],
)  # fmt: skip
def test_unknowns_spread_no_further_than_they_must(tmp_path: Path, expression: str, value: Any) -> None:
    files = {"main.tf": SEED["main.tf"] + 'data "alicloud_account" "me" {}\n'}
    got, errors = evaluated(tmp_path, expression, files)
    assert errors == []
    assert plain(got) == ("?data.alicloud_account.me.id" if value is None else value)


def test_a_template_keeps_its_known_start(tmp_path: Path) -> None:
    value, _ = evaluated(tmp_path, f'"acs:mns:${{{ID}}}:queues"', SEED)
    assert isinstance(value, Unknown)
    assert (value.type, value.prefix, value.refs, value.not_null) == (STRING, "acs:mns:", (ID,), True)
    assert value.parts == ("acs:mns:", None, ":queues")


def test_a_template_in_a_template_keeps_the_texts_of_both(tmp_path: Path) -> None:
    value, _ = evaluated(tmp_path, f'"${{"a:${{{ID}}}:"}}b/${{{ID}}}"', SEED)
    assert isinstance(value, Unknown)
    assert (value.prefix, value.parts) == ("a:", ("a:", None, ":b/", None))


@pytest.mark.parametrize(
    ("text", "structure"),
    [
        ('{"a": ["x:HOLE:y", 1, null]}', {"a": (("x:", ("x:", None, ":y")), 1, None)}),
        ('{"b": {"c": "HOLE"}}', {"b": {"c": ("", ())}}),
        ('["HOLE"]', (("", ()),)),
        ('{"a": HOLE}', None),
        ('{"HOLE": 1}', None),
        ('{"a": "HOLE", "a": 1}', None),
        ('{"a": "HOLE", "b": 1.0}', None),
        ('{"a": "HOLE", "b": -0}', None),
        ('{"a": "HOLE",}', None),
        ('a "HOLE"', None),
        ("[" * 5000 + '"HOLE"', None),
    ],
)  # fmt: skip
def test_json_around_an_account_keeps_its_structure(tmp_path: Path, text: str, structure: Any) -> None:
    files = {"main.tf": 'data "alicloud_account" "me" {}\n'}
    written = text.replace('"', '\\"').replace("HOLE", "${data.alicloud_account.me.id}")
    value, errors = evaluated(tmp_path, f'"{written}"', files)
    assert errors == []
    assert isinstance(value, Unknown)
    assert _shown(value.json) == structure


def test_json_around_anything_else_is_not_taken_apart(tmp_path: Path) -> None:
    value, _ = evaluated(tmp_path, f'"[\\"${{{ID}}}\\"]"', SEED)
    assert isinstance(value, Unknown)
    assert value.json is None


def _shown(value: Any) -> Any:
    """Show an unknown as what is known of it."""
    if isinstance(value, Unknown):
        return value.prefix, value.parts
    if isinstance(value, dict):
        return {name: _shown(item) for name, item in value.items()}
    return tuple(map(_shown, value)) if isinstance(value, tuple) else value


def test_an_undecided_conditional_keeps_what_both_texts_begin_with(tmp_path: Path) -> None:
    value, _ = evaluated(tmp_path, f'{ID} == "x" ? "shop-a" : "shop-b"', SEED)
    assert isinstance(value, Unknown)
    assert (value.type, value.prefix, value.not_null) == (STRING, "shop-", True)


def test_jsonencode_keeps_the_structure_of_a_partly_unknown_argument(tmp_path: Path) -> None:
    value, _ = evaluated(tmp_path, f'jsonencode({{ source = ["shop"], subject = [{ID}] }})', SEED)
    assert isinstance(value, Unknown)
    assert value.json is not None
    assert plain(value.json) == {"source": ["shop"], "subject": [REF]}


@pytest.mark.parametrize(
    ("expression", "type"),
    [(f'{ID} == "x"', BOOL), (f"length({ID}) + 1", NUMBER), (f"upper({ID})", STRING), (f'"${{{ID}}}x"', STRING)],
)
def test_unknowns_have_types(tmp_path: Path, expression: str, type: object) -> None:
    value, errors = evaluated(tmp_path, expression, SEED)
    assert errors == []
    assert isinstance(value, Unknown)
    assert value.type == type


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ('"a-${var.secret}"', ("sensitive", "a-s")),
        ("{ a = var.secret, b = 1 }", {"a": ("sensitive", "s"), "b": 1}),
        ('var.secret == "s" ? 1 : 2', ("sensitive", 1)),
        ("[for v in sensitive([1]) : v]", ("sensitive", [1])),
        ('{ (var.secret) = 1 }', ("sensitive", {"s": 1})),
        ("upper(var.secret)", ("sensitive", "S")),
        ('["a"][sensitive(0)]', ("sensitive", "a")),
        ("nonsensitive(var.secret)", "s"),
        ("length([var.secret])", 1),
        (f'"${{var.secret}}${{{ID}}}"', ("sensitive", REF)),
    ],
)  # fmt: skip
def test_sensitivity_goes_where_the_value_goes(tmp_path: Path, expression: str, value: Any) -> None:
    got, errors = evaluated(tmp_path, expression, SEED)
    assert errors == []
    assert plain(got) == value


def test_errors_about_sensitive_values_do_not_show_them(tmp_path: Path) -> None:
    value, errors = evaluated(tmp_path, 'tonumber(sensitive("hunter2")) + -sensitive("hunter3")', SEED)
    assert isinstance(value, Unknown)
    assert errors
    assert "hunter" not in " ".join(errors)
