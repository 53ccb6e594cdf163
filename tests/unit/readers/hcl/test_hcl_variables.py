from pathlib import Path
from typing import Any

import pytest

from ebaudit.model.diagnostic import Level
from tests.terraform_modules import BUS, estate, evaluated, opened, said, shown

ASKED = f'variable "name" {{\n  default = "default"\n}}\nresource "{BUS}" "b" {{\n  event_bus_name = var.name\n}}\n'

BUS_OF = f'resource "{BUS}" "b" {{{{\n  event_bus_name = {{}}\n}}}}\n'


def name(directory: Path, files: dict[str, str], **inputs: Any) -> Any:
    found = opened(directory, files, **inputs)
    assert said(found) == []
    return estate(found)[f"{BUS}.b"]["event_bus_name"]


def test_the_last_source_in_terraforms_order_wins(tmp_path: Path) -> None:
    files = {"main.tf": ASKED}
    assert name(tmp_path, files) == "default"
    environment = {"TF_VAR_name": "environment", "TF_VAR_other": "unused"}
    assert name(tmp_path, files, environment=environment) == "environment"
    files["terraform.tfvars"] = 'name = "tfvars"\n'
    assert name(tmp_path, files, environment=environment) == "tfvars"
    files["terraform.tfvars.json"] = '{"name": "json ${not.a.template}"}'
    assert name(tmp_path, files, environment=environment) == "json ${not.a.template}"
    files["b.auto.tfvars"] = 'name = "b"\n'
    files["a.auto.tfvars.json"] = '{"name": "a"}'
    assert name(tmp_path, files, environment=environment) == "b"
    files["given.tfvars"] = 'name = "file"\n'
    given = str(tmp_path / "given.tfvars")
    assert name(tmp_path, files, variables=(("var", "name=var"), ("file", given))) == "file"
    assert name(tmp_path, files, variables=(("file", given), ("var", "name=var=x"))) == "var=x"


def test_a_required_variable_without_value_is_unknown(tmp_path: Path) -> None:
    files = {"main.tf": ASKED.replace('  default = "default"\n', "  type = string\n")}
    found = opened(tmp_path, files)
    assert said(found) == []
    assert estate(found) == {f"{BUS}.b": {"event_bus_name": "?var.name"}}


@pytest.mark.parametrize(
    ("declaration", "text", "value"),
    [
        ("", "[1]", "[1]"),
        ("type = string", "1", "1"),
        ("type = number", "12", 12),
        ("type = bool", "true", True),
        ("type = list(string)", '["a", 1]', ["a", "1"]),
        ("type = any", '{ a = "b" }', {"a": "b"}),
        ("type = set(string)", '["b", "a", "b"]', ["a", "b"]),
        ("type = object({ a = number, b = optional(string, \"d\") })", '{ a = "1" }', {"a": 1, "b": "d"}),
        ("type = map(object({ on = optional(bool, true) }))", "{ x = {}, y = { on = false } }",
         {"x": {"on": True}, "y": {"on": False}}),
        ("type = object({ n = optional(object({ v = optional(string, \"in\") }), {}) })", "{}", {"n": {"v": "in"}}),
        ("type = list(object({ a = optional(string) }))", "[{}]", [{"a": None}]),
        ("type = tuple([string, number])", '[1, "2"]', ["1", 2]),
        ('type = "list"', '["x"]', ["x"]),
    ],
)  # fmt: skip
def test_values_are_converted_to_their_constraint(tmp_path: Path, declaration: str, text: str, value: Any) -> None:
    files = {
        "main.tf": f'variable "v" {{\n  {declaration}\n}}\nresource "{BUS}" "b" {{\n'
        "  event_bus_name = jsonencode(var.v)\n}\n"
    }
    from json import loads

    assert loads(name(tmp_path, files, variables=(("var", f"v={text}"),))) == value


def test_null_takes_the_default_where_null_is_not_allowed(tmp_path: Path) -> None:
    files = {
        "main.tf": 'module "m" {\n  source = "./m"\n  a = null\n  b = null\n}\n'
        f'resource "{BUS}" "b" {{\n  event_bus_name = module.m.out\n}}\n',
        "m/main.tf": 'variable "a" {\n  default = "x"\n}\nvariable "b" {\n  default = "y"\n  nullable = false\n}\n'
        'output "out" {\n  value = jsonencode([var.a, var.b])\n}\n',
    }
    assert name(tmp_path, files) == '[null,"y"]'


def test_sensitive_and_ephemeral_variables_are_marked(tmp_path: Path) -> None:
    files = {
        "main.tf": 'variable "s" {\n  default = "x"\n  sensitive = true\n}\nvariable "e" {\n  default = "y"\n'
        "  ephemeral = true\n}\n"
    }
    value, _ = evaluated(tmp_path, '"${var.s}${var.e}"', files)
    assert getattr(value, "marks", None) == {"sensitive", "ephemeral"}


@pytest.mark.parametrize(
    ("files", "code", "detail", "at"),
    [
        (
            {"main.tf": ASKED.replace("default =", "type = number\n  default =")},
            "invalid-value",
            'The value of the variable "name" is not of type number: "default" is not a number; a decimal '
            "representation of a number is required.",
            '"default"',
        ),
        (
            {"main.tf": ASKED.replace("default =", "type = lst(string)\n  default =")},
            "invalid-type",
            'There is no type named "lst". Did you mean "list"?',
            "lst(string)",
        ),
        (
            {
                "main.tf": ASKED.replace(
                    "default =",
                    "validation {\n    condition = length(var.name) < 3\n"
                    '    error_message = "At most two, not ${var.name}."\n  }\n  default =',
                )
            },
            "validation",
            'The value of the variable "name" breaks a rule of its own: At most two, not default.',
            "length(var.name) < 3",
        ),
        (
            {"main.tf": ASKED, "terraform.tfvars": "name = upper(1)\n"},
            "evaluation",
            'Call of "upper" failed: Functions cannot be called here: only constant values can stand.',
            "upper(1)",
        ),
    ],
)
def test_what_is_wrong_with_a_variable_is_said_at_its_place(
    tmp_path: Path, files: dict[str, str], code: str, detail: str, at: str
) -> None:
    found = opened(tmp_path, files)
    assert len(found.diagnostics) == 1
    (problem,) = found.diagnostics
    assert (problem.code, problem.detail) == (code, detail)
    assert shown(found, problem.span) == at
    assert problem.level is (Level.WARNING if "terraform.tfvars" in files and code != "evaluation" else Level.ERROR)


def test_an_undeclared_variable_is_named_without_its_value(tmp_path: Path) -> None:
    found = opened(tmp_path, {"main.tf": ASKED, "terraform.tfvars": '\nnmae = "x"\n'})
    path = tmp_path / "terraform.tfvars"
    assert [(problem.level, problem.code, problem.detail, problem.span) for problem in found.diagnostics] == [
        (
            Level.WARNING,
            "undeclared-variable",
            f'{path}:2 gives a value to "nmae", which the root module does not declare; it is not used. '
            'Did you mean "name"?',
            None,
        )
    ]


def test_texts_of_sensitive_variables_and_of_what_has_them_are_told(tmp_path: Path) -> None:
    files = {
        "main.tf": 'variable "a" {\n  sensitive = true\n  default = { x = ["one", 2] }\n}\nvariable "b" {\n'
        '  sensitive = true\n}\nvariable "c" {\n  default = "three"\n}\n'
        f'resource "{BUS}" "b" {{\n  event_bus_name = "${{var.a.x[0]}}${{var.b}}${{var.c}}"\n}}\n',
        "terraform.tfvars": 'b = "two"\n',
    }
    assert opened(tmp_path, files).secrets == ("one", "onetwothree", "two")


def test_a_bad_value_of_a_sensitive_variable_is_not_shown(tmp_path: Path) -> None:
    files = {"main.tf": ASKED.replace("default =", "sensitive = true\n  type = number\n  default =")}
    found = opened(tmp_path, files)
    assert said(found) == [("invalid-value", 'The value of the sensitive variable "name" is not of type number.')]


def test_unknown_names_on_the_command_line_are_errors(tmp_path: Path) -> None:
    found = opened(tmp_path, {"main.tf": ASKED}, variables=(("var", "nam=x"), ("var", "name")))
    assert said(found) == [
        (
            "undeclared-variable",
            '--var gives a value to "nam", which the root module does not declare. Did you mean "name"?',
        ),
        ("invalid-variable", '--var "name" gives no value: write --var "name=value".'),
    ]


def test_paths_and_workspace(tmp_path: Path) -> None:
    files = {
        "main.tf": 'module "m" {\n  source = "./sub/m"\n}\n'
        f'resource "{BUS}" "b" {{\n  event_bus_name = "${{path.module}}|${{path.root}}|${{module.m.path}}|'
        '${terraform.workspace}"\n}\n',
        "sub/m/main.tf": 'output "path" {\n  value = "${path.module}|${path.root}"\n}\n',
    }
    assert name(tmp_path, files) == ".|.|sub/m|.|default"
    files[".terraform/environment"] = "staging\n"
    assert name(tmp_path, files) == ".|.|sub/m|.|staging"
    assert name(tmp_path, files, environment={"TF_WORKSPACE": "prod"}) == ".|.|sub/m|.|prod"


VALIDATED = 'variable "a" {\n  default = 3\n  validation {\n%s  }\n}\n' + BUS_OF.format("var.a")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("    condition = var.a > 5\n", ("missing-argument", 'A validation block needs the argument "error_message".')),
        ('    error_message = "x"\n', ("missing-argument", 'A validation block needs the argument "condition".')),
        (
            '    condition = var.a\n    error_message = "x"\n',
            ("invalid-value", "The condition must be true or false: a bool is required, not number."),
        ),
    ],
)
def test_a_validation_must_be_one(tmp_path: Path, text: str, wanted: tuple[str, str]) -> None:
    assert said(opened(tmp_path, {"main.tf": VALIDATED % text}))[0] == wanted


def test_a_required_variable_cannot_be_null(tmp_path: Path) -> None:
    files = {
        "main.tf": 'module "m" {\n  source = "./m"\n  a      = null\n}\n',
        "m/main.tf": 'variable "a" {\n  nullable = false\n}\n' + BUS_OF.format("var.a"),
    }
    found = opened(tmp_path, files)
    assert said(found) == [("missing-input", 'The variable "a" is required and cannot be null.')]
    assert shown(found, found.diagnostics[0].span) == "null"


def test_ephemeral_values_are_not_kept(tmp_path: Path) -> None:
    variable = 'variable "a" {\n  default   = "x"\n  ephemeral = true\n}\n'
    found = opened(tmp_path, {"main.tf": variable + BUS_OF.format('"b-${var.a}"')})
    detail = 'The value of "event_bus_name" is ephemeral, but a resource keeps its arguments. Terraform refuses that.'
    assert said(found) == [("ephemeral-value", detail)]
    kept = opened(tmp_path, {"main.tf": variable + BUS_OF.format('ephemeralasnull(var.a) == null ? "n" : "y"')})
    assert (said(kept), estate(kept)) == ([], {f"{BUS}.b": {"event_bus_name": "n"}})


def test_count_and_for_each_exclude_each_other(tmp_path: Path) -> None:
    text = BUS_OF.format('"x"').replace("{\n", "{\n  count = 1\n  for_each = { a = 1 }\n", 1)
    assert said(opened(tmp_path, {"main.tf": text})) == [
        ("count-and-for-each", 'A block has either "count" or "for_each", not both.')
    ]
