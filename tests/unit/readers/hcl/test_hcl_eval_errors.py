from pathlib import Path

import pytest

from ebaudit.model.source import Span
from tests.terraform_modules import BUS, evaluated, opened, plain, said, shown

MODULE = {
    "main.tf": 'variable "region" {\n  default = "r"\n}\nlocals {\n  service = "s"\n}\n'
    'resource "alicloud_mns_queue" "q" {\n  name = "q"\n}\n'
}


@pytest.mark.parametrize(
    ("expression", "error"),
    [
        (
            "var.regio",
            'undeclared-reference: There is no variable named "regio" in this module. Did you mean "region"?',
        ),
        (
            "local.servce",
            'undeclared-reference: There is no local value named "servce" in this module. Did you mean "service"?',
        ),
        (
            "alicloud_mns_queue.p.name",
            "undeclared-reference: No resource alicloud_mns_queue.p is declared in this module. "
            'Did you mean "alicloud_mns_queue.q"?',
        ),
        ("[true].1e999", "invalid-index: The index that stands here is outside of this tuple: it has 1 element."),
        ("vra", 'undeclared-reference: There is nothing named "vra" here. Did you mean "var"?'),
        ("var", 'undeclared-reference: "var" needs an attribute after it, such as "var.name".'),
        ("each.key", 'undeclared-reference: "each.key" has a meaning only in a block with "for_each".'),
        ("upercase(1)", 'unsupported-function: There is no function named "upercase". Did you mean "uppercase"?'),
        ("uper(1)", 'unsupported-function: There is no function named "uper". Did you mean "upper"?'),
        ("{ abc = 1 }.abd",
            'unsupported-attribute: This object does not have an attribute named "abd". Did you mean "abc"?'),
        ("[1][3]", "invalid-index: The index 3 is outside of this tuple: it has 1 element."),
        ("null.a", 'unsupported-attribute: The value is null, so it has no attribute "a".'),
        ("true ? [] : 1", "evaluation: The two results of a conditional must have types in common: "
            "one is tuple([]), the other number."),
        ('"x${[]}"', "evaluation: Only a value that can be made a string can be part of a text: "
            "a string is required, not tuple."),
        ('"${null}x"', "evaluation: The value is null, which cannot be part of a text."),
        ("[for v in null : v]", "evaluation: The value is null; a 'for' expression cannot go through it."),
        (
            '{ for v in ["a", "a"] : v => 1 }',
            "evaluation: Two elements give the key \"a\" in this 'for' expression. "
            "Where that is meant, group them by an ellipsis (...) after the value.",
        ),
        ("max(1...)", "evaluation: Only a list, set or tuple can be expanded by an ellipsis (...)."),
    ],
)  # fmt: skip
def test_an_error_says_what_is_wrong(tmp_path: Path, expression: str, error: str) -> None:
    value, errors = evaluated(tmp_path, expression, MODULE)
    if expression == "upercase(1)":
        error = 'unsupported-function: There is no function named "upercase".'
        errors = [text.split(" Did you")[0] for text in errors]
    assert errors == [error]
    assert plain(value) == "?"


def test_an_error_in_one_part_leaves_the_others_known(tmp_path: Path) -> None:
    value, errors = evaluated(tmp_path, "{ a = var.nothing, b = [1, upper([])] }", MODULE)
    assert plain(value) == {"a": "?", "b": [1, "?"]}
    assert [text.split(":")[0] for text in errors] == ["undeclared-reference", "evaluation"]


def test_try_excuses_evaluation_but_not_references_to_nothing(tmp_path: Path) -> None:
    value, errors = evaluated(tmp_path, 'try({}.a, "fallback")', MODULE)
    assert (value, errors) == ("fallback", [])
    _, errors = evaluated(tmp_path, 'try(local.nothing, "fallback")', MODULE)
    assert [text.split(":")[0] for text in errors] == ["undeclared-reference"]


def test_only_the_chosen_arm_can_fail(tmp_path: Path) -> None:
    value, errors = evaluated(tmp_path, 'true ? "x" : tostring(element([], 0))', MODULE)
    assert (value, errors) == ("x", [])


def test_a_functions_of_a_provider_is_unknown_with_a_warning(tmp_path: Path) -> None:
    value, errors = evaluated(tmp_path, "provider::aws::arn_parse(1)", MODULE)
    assert plain(value) == "?provider::aws::arn_parse()"
    assert errors == [
        "provider-function: provider::aws::arn_parse is a function of a provider, which runs only inside Terraform; "
        "its value is treated as unknown."
    ]


def test_a_circle_of_locals_is_named(tmp_path: Path) -> None:
    files = {
        "main.tf": f'locals {{\n  a = local.b\n  b = local.c\n  c = local.a\n}}\nresource "{BUS}" "b" {{\n'
        "  event_bus_name = local.a\n}\n"
    }
    found = opened(tmp_path, files)
    assert said(found) == [("cycle", "local.a refers to local.b, which refers to local.c, which refers to local.a.")]
    assert found.diagnostics[0].span == Span(str(tmp_path / "main.tf"), 4, 7, 4, 14)


def test_the_span_is_the_part_at_fault(tmp_path: Path) -> None:
    files = {
        "main.tf": f'resource "{BUS}" "b" {{\n  event_bus_name = "x-${{upper(var.nme)}}"\n}}\nvariable "name" {{}}\n'
    }
    found = opened(tmp_path, files)
    assert [shown(found, d.span) for d in found.diagnostics] == ["var.nme"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : 1]]]", "too-much-work"),
        ("length(range(1000000))", "evaluation"),
        ("local.l9", "too-large"),
        (
            'jsondecode("${join("", [for i in range(1000) : "["])}${join("", [for i in range(1000) : "]"])}")',
            "too-large",
        ),
        (
            'yamldecode("${join("", [for i in range(1000) : "["])}${join("", [for i in range(1000) : "]"])}")',
            "too-large",
        ),
        ("local.w7", "too-large"),
    ],
)
def test_what_would_grow_without_end_is_refused(tmp_path: Path, text: str, code: str) -> None:
    bomb = "".join(f'  l{n} = "{f"${{local.l{n - 1}}}" * 10}"\n' for n in range(1, 10))
    wide = "".join(f"  w{n} = [{f'local.w{n - 1}, ' * 10}]\n" for n in range(1, 8))
    start = 'locals {\n  l0 = "0123456789"\n  w0 = []\n'
    found, errors = evaluated(tmp_path, text, {"main.tf": f"{start}{bomb}{wide}}}\n"})
    assert plain(found) == "?"
    assert {text.split(":")[0] for text in errors} == {code}


def test_long_chains_of_locals_are_no_problem(tmp_path: Path) -> None:
    chain = "".join(f"  l{n} = local.l{n - 1}\n" for n in range(1, 800))
    files = {
        "main.tf": f'locals {{\n  l0 = "end"\n{chain}}}\nresource "{BUS}" "b" {{\n  event_bus_name = local.l799\n}}\n'
    }
    found = opened(tmp_path, files)
    assert said(found) == []
    assert found.estate.event_buses[0].event_bus_name is not None
    assert found.estate.event_buses[0].event_bus_name.value == "end"


def test_values_that_nest_too_deep_are_refused(tmp_path: Path) -> None:
    tower = "".join(f"  t{n} = [local.t{n - 1}]\n" for n in range(1, 201))
    bus = f'resource "{BUS}" "b" {{\n  event_bus_name = jsonencode(local.t200)\n}}\n'
    found = opened(tmp_path, {"main.tf": f"locals {{\n  t0 = []\n{tower}}}\n{bus}"})
    assert said(found) == [("too-large", "The value nests lists and maps more than 200 deep.")]


@pytest.mark.parametrize(("how", "index"), [("count = 1", "[0]"), ("for_each = { a = 1 }", '["key"]')])
def test_instances_need_an_index(tmp_path: Path, how: str, index: str) -> None:
    files = {"main.tf": f'resource "terraform_data" "a" {{\n  {how}\n  input = 1\n}}\n'}
    _, errors = evaluated(tmp_path, "terraform_data.a.input", files)
    why = f'It has "{how.split()[0]}", so that only its instances have attributes'
    assert errors == [f'unsupported-attribute: There is no "input" here. {why}: write an index such as {index} first.']


def test_a_long_type_is_only_named(tmp_path: Path) -> None:
    _, errors = evaluated(tmp_path, f"true ? [{', '.join(['1'] * 60)}] : {{ a = 1 }}")
    said = "The two results of a conditional must have types in common: one is tuple, the other object({a=number})."
    assert errors == [f"evaluation: {said}"]
