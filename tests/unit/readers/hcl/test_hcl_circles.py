"""Circles that Terraform 1.11.4 refuses with "Cycle:" or "may not refer to itself", and what only looks like one."""

from pathlib import Path

import pytest

from ebaudit.readers.hcl.components import circular, way_round
from tests.terraform_modules import BUS, opened, said, shown

BUS_TEXT = f'resource "{BUS}" "bus" {{\n  event_bus_name = "b"\n}}\n'
M = 'module "m" {\n  source = "./m"\n'


def data(name: str, *lines: str) -> str:
    return "\n".join([f'resource "terraform_data" "{name}" {{', *lines, "}", ""])


def condition(kind: str, text: str) -> str:
    return f'  lifecycle {{\n    {kind} {{\n      condition = {text}\n      error_message = "x"\n    }}\n  }}'


def validated(name: str, text: str) -> str:
    inside = f'validation {{\n    condition = {text}\n    error_message = "x"\n  }}'
    return f'variable "{name}" {{\n  default = "x"\n  {inside}\n}}\n'


A, B = "terraform_data.a", "terraform_data.b"
B_USES_A = data("b", "input = terraform_data.a.input")
TWO = f"{A} refers to {B}, which refers to {A}. Terraform refuses that."
ONE = f"{A} refers to itself. Terraform refuses that."
THROUGH_M = "module.m refers to module.m.var.x, which refers to module.m. Terraform refuses that."
IN_AND_OUT = 'variable "x" {}\noutput "y" {\n  value = var.x\n}\n'
PLAIN = 'variable "x" {\n  default = 1\n}\noutput "y" {\n  value = 1\n}\n'


@pytest.mark.parametrize(
    ("root", "module", "detail", "at"),
    [
        (data("a", "input = local.l") + f"locals {{\n  l = {B}.id\n}}\n" + B_USES_A, "",
         f"{A} refers to local.l, which refers to {B}, which refers to {A}. Terraform refuses that.", "local.l"),
        (data("a", f"depends_on = [{B}]") + B_USES_A, "", TWO, B),
        (data("a", condition("precondition", f"{B}.input == 1")) + B_USES_A, "", TWO, f"{B}.input"),
        (data("a", condition("postcondition", f"{B}.input == 1")) + B_USES_A, "", TWO, f"{B}.input"),
        (data("a", f"lifecycle {{\n  replace_triggered_by = [{B}]\n}}") + B_USES_A, "", TWO, B),
        (data("a", f'provisioner "local-exec" {{\n  command = "echo ${{{B}.id}}"\n}}') + B_USES_A, "", TWO, f"{B}.id"),
        (data("a", f"for_each = {B}") + data("b", "for_each = { x = 1 }", f'input = {A}["x"].input'), "", TWO, B),
        (data("a", f"input = {A}.id"), "", ONE, f"{A}.id"),
        (data("a", "count = 2", f'input = count.index == 0 ? "x" : {A}[count.index - 1].id'), "", ONE, A),
        (data("a", condition("postcondition", f"{A}.input == 1")), "", ONE, f"{A}.input"),
        (M + f"  x = module.m.y\n  depends_on = [{A}]\n}}\n" + data("a", "input = module.m.y"), PLAIN,
         "module.m.output.y refers to module.m, which refers to terraform_data.a, which refers to module.m.output.y. "
         "Terraform refuses that.", A),
        (M + "  x = keys(module.m)\n}\n", PLAIN, THROUGH_M, "module.m"),
        (M + "  count = 2\n  x = module.m[*].y\n}\n", PLAIN, THROUGH_M, "module.m"),
        (M + "  count = 2\n  x = module.m[0 + 1].y\n}\n", PLAIN, THROUGH_M, "module.m"),
        (M + "  count = 0\n  x = one(module.m[*].y)\n}\n", PLAIN, THROUGH_M, "module.m"),
        (validated("a", f"var.a == {B}.input") + data("b", "input = var.a"), "",
         f"var.a refers to {B}, which refers to var.a. Terraform refuses that.", f"{B}.input"),
        ("", validated("a", "var.a == var.b") + validated("b", "var.b == var.a"),
         "module.m.var.a refers to module.m.var.b, which refers to module.m.var.a. Terraform refuses that.", "var.b"),
        (f'provider "terraform" {{\n  x = {A}.id\n}}\n' + data("a"), "",
         f"provider.terraform refers to {A}, which refers to provider.terraform. Terraform refuses that.", f"{A}.id"),
    ],
)  # fmt: skip
def test_a_circle_is_named_where_it_begins(tmp_path: Path, root: str, module: str, detail: str, at: str) -> None:
    called = "" if not module or "module" in root else M + "}\n"
    files = {"main.tf": BUS_TEXT + called + root, **({"m/main.tf": BUS_TEXT + module} if module else {})}
    found = opened(tmp_path, files)
    assert said(found) == [("cycle", detail)]
    assert shown(found, found.diagnostics[0].span) == at


@pytest.mark.parametrize(
    ("root", "module"),
    [
        (M + "  x = module.m.y\n}\n", PLAIN),
        (M + "  count = 2\n  x = module.m[0].y\n}\n", PLAIN),
        ("locals {\n  a = [for local in [{ b = 1 }] : local.b]\n  b = local.a\n}\n", ""),
        (data("a", "input = 1", f"depends_on = [{A}]"), ""),
        (data("a", "input = 1", f'provisioner "local-exec" {{\n  command = "echo ${{{A}.id}}"\n}}'), ""),
        (data("a", "input = 1", "lifecycle {\n  ignore_changes = [input]\n}"), ""),
        (data("a", "input = 1", condition("postcondition", "self.input == 1")), ""),
        (validated("a", 'var.a != ""'), ""),
        (M + f"  x = {A}.id\n}}\n" + data("a", "input = module.m.y"), PLAIN),
        (data("a", "input = { terraform_data = 1 }"), ""),
    ],
)
def test_what_only_looks_like_a_circle_is_none(tmp_path: Path, root: str, module: str) -> None:
    files = {"main.tf": BUS_TEXT + root, **({"m/main.tf": BUS_TEXT + module} if module else {})}
    assert said(opened(tmp_path, files)) == []


def test_a_circle_that_evaluation_meets_is_said_once(tmp_path: Path) -> None:
    text = f'resource "{BUS}" "b" {{\n  event_bus_name = module.m.y\n}}\n' + M + "  x = module.m.y\n}\n"
    found = opened(tmp_path, {"main.tf": text, "m/main.tf": BUS_TEXT + IN_AND_OUT})
    assert said(found) == [("cycle", "module.m.output.y refers to module.m.var.x, which refers to module.m.output.y.")]


def test_in_json_names_may_be_texts(tmp_path: Path) -> None:
    resources = '{"a": {"depends_on": ["terraform_data.b"]}, "b": {"input": "${terraform_data.a.id}"}}'
    files = {"main.tf": BUS_TEXT, "more.tf.json": f'{{"resource": {{"terraform_data": {resources}}}}}'}
    assert said(opened(tmp_path, files)) == [("cycle", TWO)]


def test_what_an_override_file_refers_to_counts(tmp_path: Path) -> None:
    files = {"main.tf": BUS_TEXT + data("a", "input = 1") + B_USES_A, "a_override.tf": data("a", f"input = {B}.id")}
    assert said(opened(tmp_path, files)) == [("cycle", TWO)]


def test_groups_and_ways_of_a_graph() -> None:
    graph = {1: [2, 9], 2: [3], 3: [2, 4], 4: [4], 5: [1]}
    assert sorted(map(sorted, circular(graph))) == [[2, 3], [4]]
    assert (way_round(graph, 2), way_round(graph, 4)) == ([2, 3, 2], [4, 4])
    chain = {n: [n + 1] for n in range(50_000)}
    assert [len(group) for group in circular({**chain, 50_000: [0]})] == [50_001]
