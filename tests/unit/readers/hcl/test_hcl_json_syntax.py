"""The JSON syntax gives the tree that the same configuration has in native syntax, placed in the JSON file."""

from collections.abc import Collection
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest

from ebaudit.model.source import SourceText
from ebaudit.readers.hcl.json_syntax import parse_json_file, parse_json_value
from ebaudit.readers.hcl.parse import parse_file
from ebaudit.readers.hcl.tree import Template, Text
from tests.hcl_trees import dump_body
from tests.terraform_modules import evaluated


def nested(type: str, labels: tuple[str, ...], path: tuple[str, ...]) -> Collection[str]:
    if type == "provider":
        return {"assume_role"}
    return {(): {"targets"}, ("targets",): {"param_list"}}.get(path, set()) if labels[0] == "rule" else ()


def tree(text: str) -> tuple[str, list[tuple[str, str, str]]]:
    body, problems = parse_json_file(SourceText("main.tf.json", text), nested)
    told = [(str(problem.span), problem.summary, problem.detail) for problem in problems]
    return dump_body(body), told


SAME = [
    (
        "{}",
        "",
    ),
    (
        '{"//": "a comment"}',
        "",
    ),
    (
        '{"variable": {"a": {"type": "list(string)", "default": ["x", null, true, -1.5]}, "b": {}}}',
        'variable "a" {\n type = list(string)\n default = ["x", null, true, N]\n}\nvariable "b" {}',
    ),
    (
        '{"locals": [{"a": 1}, {"//": "c", "b": {"k${var.x}": [1e2]}}]}',
        'locals { a = 1 }\nlocals { b = { "k${var.x}" = [100] } }',
    ),
    (
        '{"output": {"o": {"value": "${module.m.x}", "depends_on": ["module.m"]}}}',
        'output "o" {\n value = "${module.m.x}"\n depends_on = [module.m]\n}',
    ),
    (
        ('{"provider": {"alicloud": [{"region": "r"}, {"alias": "b", "assume_role": [{"role_arn": "x"}]}]}}'),
        (
            'provider "alicloud" { region = "r" }\nprovider "alicloud" {\n alias = "b"\n assume_role { '
            'role_arn = "x" }\n}'
        ),
    ),
    (
        (
            '{"resource": {"rule": {"r": {"targets": [{"id": "1"}, {"id": "2", "param_list": {"form": '
            '"X"}}], "tags": {"a": "b"}}}}}'
        ),
        (
            'resource "rule" "r" {\n tags = { "a" = "b" }\n targets { id = "1" }\n targets {\n id = "2"\n '
            'param_list { form = "X" }\n }\n}'
        ),
    ),
    (
        '{"resource": [{"other": {"a": {"x": [{"y": 1}]}}}, {"other": [{"b": {}}]}]}',
        'resource "other" "a" { x = [{ "y" = 1 }] }\nresource "other" "b" {}',
    ),
    (
        (
            '{"resource": {"rule": {"r": {"provider": "alicloud.b", "lifecycle": {"ignore_changes": '
            '["name", "tags[0]"]}}}}}'
        ),
        'resource "rule" "r" {\n provider = alicloud.b\n lifecycle { ignore_changes = [name, tags[0]] }\n}',
    ),
    (
        (
            '{"resource": {"rule": {"r": {"dynamic": {"targets": {"for_each": "${var.l}", "iterator": '
            '"t", "content": {"id": "${t.key}", "dynamic": {"param_list": {"for_each": [], "content": '
            '{}}}, "param_list": null}}}}}}}'
        ),
        (
            'resource "rule" "r" {\n dynamic "targets" {\n for_each = "${var.l}"\n iterator = t\n content '
            '{\n id = "${t.key}"\n dynamic "param_list" {\n for_each = []\n content {}\n }\n }\n }\n}'
        ),
    ),
    (
        ('{"module": {"m": {"source": "./m", "providers": {"alicloud": "alicloud.b"}, "list": [{"a": 1}]}}}'),
        'module "m" {\n source = "./m"\n providers = { alicloud = alicloud.b }\n list = [{ "a" = 1 }]\n}',
    ),
    (
        (
            '{"terraform": {"required_version": ">= 1", "required_providers": {"a": {"source": '
            '"b/c"}}, "backend": {"oss": {}}}}'
        ),
        (
            'terraform {\n required_version = ">= 1"\n required_providers { a = { "source" = "b/c" } }\n '
            'backend "oss" {}\n}'
        ),
    ),
    (
        (
            '{"moved": {"from": "a.b", "to": "a.c[\\"k\\"]"}, "check": {"h": {"assert": {"condition": '
            '"${x}"}, "data": {"d": {"e": {}}}}}}'
        ),
        ('moved {\n from = a.b\n to = a.c["k"]\n}\ncheck "h" {\n assert { condition = "${x}" }\n data "d" "e" {}\n}'),
    ),
    (
        '{"locals": {"t": "%{ if a }y%{ endif } $${x} \\u00e9 \\\\n"}}',
        'locals { t = "%{ if a }y%{ endif } $${x} é \\\\n" }',
    ),
]


@pytest.mark.parametrize(("json", "native"), SAME)
def test_same_tree_as_native_syntax(json: str, native: str) -> None:
    body, problems = parse_file(SourceText("main.tf", native))
    assert problems == []
    assert tree(json) == (dump_body(body).replace("N]", "-3/2]"), [])


WRONG = [
    ("{", [("main.tf.json:1:1", "Invalid JSON")]),
    ('{"foo": {}}', [("main.tf.json:1:2", "Unknown block")]),
    ('{"locals": 1}', [("main.tf.json:1:12", "Wrong kind of JSON value")]),
    ('{"locals": [1, {}]}', [("main.tf.json:1:13", "Wrong kind of JSON value")]),
    ('{"resource": {"a": {}}}', [("main.tf.json:1:20", "Label missing")]),
    ('{"resource": {"a": "b"}}', [("main.tf.json:1:20", "Wrong kind of JSON value")]),
    ('{"locals": {"a": 1, "a": 2}}', [("main.tf.json:1:21", "Argument set twice")]),
    ('{"locals": {"a": {"b": 1, "b": 2}}}', [("main.tf.json:1:27", "Name used twice")]),
    ('{"locals": {"a": "x\\n${1 +}"}}', [("main.tf.json:1:27", "Expected an expression")]),
    ('{"output": {"o": {"depends_on": ["a b"]}}}', [("main.tf.json:1:37", "Expected the end")]),
]


@pytest.mark.parametrize(("text", "told"), WRONG)
def test_mistakes(text: str, told: list[tuple[str, str]]) -> None:
    assert [(span, summary) for span, summary, _ in tree(text)[1]] == told


def test_each_character_of_a_string_has_its_place() -> None:
    text = r'{"locals": {"a": "x\n\u00e9\ud83d\ude00${ v }\"z"}}'
    body, _ = parse_json_file(SourceText("main.tf.json", text))
    expr = body.blocks[0].body.attributes["a"].expr
    assert isinstance(expr, Template)
    found = []
    for part in expr.parts:
        if isinstance(part, Text) and part.offsets is not None:
            places = [part.offsets[at] for at in range(len(part.value) + 1)]
            found.append((part.value, [text[start:end] for start, end in pairwise(places)]))
        else:
            found.append(("", [text[part.start : part.end]]))
    assert found == [
        ("x\n\u00e9\U0001f600", ["x", r"\n", r"\u00e9", r"\ud83d\ude00"]),
        ("", ["v"]),
        ('"z', [r"\"", "z"]),
    ]


def test_values_of_variables_are_plain() -> None:
    value, problems = parse_json_value(SourceText("x.tfvars.json", '{"a": ["${b}", 1.5], "//": 1, "c": {"d": null}}'))
    assert (value, problems) == ({"a": ("${b}", Fraction(3, 2)), "c": {"d": None}}, [])


def test_a_file_of_values_is_an_object() -> None:
    value, problems = parse_json_value(SourceText("x.tfvars.json", "[1]"))
    assert (value, [problem.summary for problem in problems]) == (None, ["Wrong kind of JSON value"])


def test_blocks_that_share_a_property_stand_where_their_objects_open() -> None:
    text = '{"resource": {"rule": {"r": {"targets": [{"a": 1}, {"a": 2}]}, "s": {"targets": {}}}}}'
    body, problems = parse_json_file(SourceText("main.tf.json", text), nested)
    assert problems == []
    blocks = [block for rule in body.blocks for block in rule.body.blocks]
    assert [(text[block.start : block.header_end], text[block.start : block.end]) for block in blocks] == [
        ("{", '{"a": 1}'),
        ("{", '{"a": 2}'),
        ('"targets"', '"targets": {}'),
    ]


def test_a_default_is_text_whatever_it_looks_like(tmp_path: Path) -> None:
    variable = '{"variable": {"a": {"default": {"k": ["${b}", "%{ if", "\\u0024${x}"]}}}}'
    value, errors = evaluated(tmp_path, "var.a", {"main.tf.json": variable})
    assert (value, errors) == ({"k": ("${b}", "%{ if", "$${x}")}, [])
