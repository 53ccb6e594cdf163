"""What is known of unknown numbers, lengths and texts, and the zero below zero; each line as Terraform 1.11.4 has it.

Where Terraform's plan leaves open what is certain all the same, the certain value stands here.
"""

from pathlib import Path
from typing import Any

import pytest

from tests.terraform_modules import evaluated, plain

FILES = {
    "main.tf": """
resource "terraform_data" "s" {}
locals {
  u = terraform_data.s.id
  l = split("-", terraform_data.s.id)
  n = length(split("-", terraform_data.s.id))
  b = terraform_data.s.id == "x"
  t = "hi $${n}"
  o = { a = ["x $${n}"] }
}
"""
}
OPEN = "?terraform_data.s.id"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("length(local.l) > -1", True),
        ("length(local.l) >= 0", True),
        ("-1 < length(local.l)", True),
        ("length(local.l) == -1", False),
        ("length(local.l) > 0", OPEN),
        ("length(local.l) == 1", OPEN),
        ("length(local.u) > -1", True),
        ('length("a${local.u}") > 0', True),
        ('length("a${local.u}") > 1', OPEN),
        ("(local.b ? 1 : 2) < 5", True),
        ("(local.b ? 1 : 2) <= 2", True),
        ("(local.b ? 1 : 2) > 0", True),
        ("(local.b ? 1 : 2) >= 3", False),
        ("(local.b ? 1 : 2) == 3", False),
        ("(local.b ? 1 : 2) == 2", OPEN),
        ("(local.b ? 1 : 2) < 2", OPEN),
        ("(local.b ? 1 : local.n) > -1", True),
        ('length(local.b ? tolist(["a"]) : tolist(["b", "c"])) < 3', True),
        ('length(toset(["a", local.u])) > 0', True),
        ('length(toset(["a", local.u])) > 1', OPEN),
        ('length(toset(["a", "b", local.u])) >= 2', True),
        ("length(toset([local.u]))", 1),
        ('toset(["a", local.u]) == toset([])', False),
        ('toset(["a", "b"]) == toset([local.u])', False),
        ('toset(["a"]) == toset([local.u])', OPEN),
        ('[local.u, "b"] == ["a", "c"]', False),
        ('[local.u, "b"] == ["a", "b"]', OPEN),
        ('jsonencode(local.u) == ""', False),
        ('startswith(jsonencode(local.l), "[")', True),
        ("local.l == null", False),
        ('"x${local.u}" == "y"', False),
        ('startswith(local.b ? "same-1" : "same-2", "same")', True),
    ],
)
def test_what_is_certain_of_unknown_values_is_known(tmp_path: Path, text: str, value: Any) -> None:
    found, errors = evaluated(tmp_path, text, FILES)
    assert (plain(found), errors) == (value, [])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('"${-0}."', "-0."),
        ('"${0 * -1} ${0 / -5} ${-0.0} ${-(0)}"', "-0 -0 -0 -0"),
        ('"${-(-0)} ${-0 + 0} ${0 - 0} ${-5 % 5} ${-0 + -0} ${-0 - 0}"', "0 0 0 0 -0 -0"),
        ("jsonencode({ a = -0 })", '{"a":-0}'),
        ('"${tonumber("-0")} ${jsondecode("-0")} ${parseint("-0", 10)}"', "-0 -0 0"),
        ('"${abs(-0)} ${ceil(-0.5)} ${floor(-0)} ${signum(-0)} ${max(-0, 0)} ${min(0, -0)}"', "0 0 0 0 -0 0"),
        ('format("%v %s %f %d", -0, -0, -0, -0)', "-0 -0 -0.000000 0"),
        ('"${sum([-0, -0])} ${-0 == 0}"', "-0 true"),
    ],
)
def test_zero_keeps_its_sign(tmp_path: Path, text: str, value: str) -> None:
    assert evaluated(tmp_path, text) == (value, [])


@pytest.mark.parametrize(
    ("argument", "value"),
    [("local.t", "hi 1"), ("local.o.a[0]", "x 1"), ('local.o["a"][length([])]', "x 1"), ("local.o.a.0", "x 1")],
)
def test_a_template_comes_from_elsewhere(tmp_path: Path, argument: str, value: str) -> None:
    assert evaluated(tmp_path, f"templatestring({argument}, {{ n = 1 }})", FILES) == (value, [])


@pytest.mark.parametrize("argument", ['"x"', '"${local.t}"', "(local.t)", "upper(local.t)", "true ? local.t : local.t"])
def test_a_template_in_place_is_refused(tmp_path: Path, argument: str) -> None:
    found, errors = evaluated(tmp_path, f"templatestring({argument}, {{ n = 1 }})", FILES)
    assert [error.split(":")[0] for error in errors] == ["evaluation"]
    assert plain(found) == "?"
