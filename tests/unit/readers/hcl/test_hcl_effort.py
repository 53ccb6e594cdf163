"""A few lines of configuration cannot make the reader work without end; what is refused is unknown, not wrong."""

from pathlib import Path

import pytest

from ebaudit.model.value import Unknown
from tests.terraform_modules import BUS, estate, evaluated, opened, said

RESOURCE = f'resource "{BUS}" "b" {{\n  event_bus_name = "b"\n  description    = length(jsonencode(local.x))\n}}\n'


def doubled(start: str, step: str, times: int) -> str:
    """Return locals of which each is made of the one before twice."""
    lines = [f"a0 = {start}", *(f"a{i} = {step.replace('A', f'local.a{i - 1}')}" for i in range(1, times))]
    return "\n".join([*lines, f"x = local.a{times - 1}"])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("x = [for a in range(1000) : [for b in range(1000) : a * b]]", "too-much-work"),
        ('x = "%{for a in range(1000)}%{for b in range(1000)}${a}${b}%{endfor}%{endfor}"', "too-much-work"),
        ("x = [for a in range(1000) : range(1000)[*]]", "too-much-work"),
        ("x = [for a in range(1000) : contains(range(1000), -1)]", "too-much-work"),
        ("x = [for a in range(1000) : jsonencode(range(1000))]", "too-much-work"),
        ("x = [for a in range(1000) : range(1000) == range(1000)]", "too-much-work"),
        ("x = [for a in range(1000) : a > 0 ? range(1000) : concat(range(1000), [1])]", "too-much-work"),
        ('b = join("", range(1000))\nx = [for a in range(1000) : replace(local.b, "", local.b)]', "too-much-work"),
        ('b = join("", range(1000))\nx = [for a in range(1000) : length(regexall(".", local.b))]', "too-much-work"),
        ('x = [for a in range(1000) : length(format("%100000d", a))]', "too-much-work"),
        ("x = setproduct(range(1000), range(1000))", "too-large"),
        ("x = range(1e6)", "evaluation"),
        (doubled("range(1000)", "concat(A, A)", 16), "too-large"),
        (doubled('["a"]', "flatten([A, A])", 25), "too-large"),
        (doubled('["a"]', "[A, A]", 40), "too-large"),
        (doubled("1", "[A, A]", 22) + " == local.a21", "too-much-work"),
        (doubled("1", 'terraform_data.u.id == "" ? [A, A] : [A, A]', 30), "too-much-work"),
        (doubled('"aaaaaaaaaaaaaaaa"', '"${A}${A}"', 40), "too-large"),
        (doubled('"\\"\\""', "jsonencode(A)", 60), "too-large"),
    ],
)
def test_work_without_end_is_refused(tmp_path: Path, text: str, code: str) -> None:
    files = {"main.tf": f'locals {{\n{text}\n}}\nresource "terraform_data" "u" {{}}\n{RESOURCE}'}
    found = opened(tmp_path, files)
    assert said(found)[0][0] == code
    assert estate(found)[f"{BUS}.b"]["event_bus_name"] == "b"


def test_a_long_list_of_rules_is_not_refused(tmp_path: Path) -> None:
    text = """locals {
      names = flatten([for a in range(1000) : [for b in range(10) : { name = "r-${a}-${b}", targets = ["a", "b"] }]])
      x = flatten([for r in local.names : [for t in r.targets : {
        key = "${r.name}/${t}", rule = r.name, body = jsonencode({ source = [r.name], type = [t] })
      }]])
    }
    """
    value = '"${length(local.x)}"'
    found = opened(tmp_path, {"main.tf": text + f'resource "{BUS}" "b" {{\n  event_bus_name = {value}\n}}\n'})
    assert (said(found), estate(found)) == ([], {f"{BUS}.b": {"event_bus_name": "20000"}})


def test_each_value_has_an_allowance_of_its_own(tmp_path: Path) -> None:
    lines = [f"v{i} = [for a in range(100) : [for b in range(400) : b]]" for i in range(5)]
    lines.append(f"x = [{', '.join(f'length(local.v{i})' for i in range(5))}]")
    found = opened(tmp_path, {"main.tf": "locals {\n" + "\n".join(lines) + "\n}\n" + RESOURCE})
    assert said(found) == []


@pytest.mark.parametrize("call", ["try({}, 1)", "can({})", 'try({}.x, "y")'])
def test_try_does_not_pass_over_what_only_we_refuse(tmp_path: Path, call: str) -> None:
    value, errors = evaluated(tmp_path, call.replace("{}", "[for a in range(1000) : [for b in range(1000) : 1]]"))
    assert isinstance(value, Unknown)
    assert [text.split(":")[0] for text in errors] == ["too-much-work"]


def test_try_does_not_pass_over_files_that_only_we_do_not_read(tmp_path: Path) -> None:
    value, errors = evaluated(tmp_path, 'try(file("/etc/hostname"), "none")')
    assert isinstance(value, Unknown)
    assert [text.split(":")[0] for text in errors] == ["outside-root"]
    assert evaluated(tmp_path, 'try(file("missing"), "none")') == ("none", [])


def test_modules_that_multiply_are_not_followed_without_end(tmp_path: Path) -> None:
    call = 'module "b" {{\n  source = "../{}"\n  count  = 200\n}}\n'
    files = {
        "main.tf": call.format("a").replace("../", "./"),
        "a/main.tf": call.format("b"),
        "b/main.tf": "locals {\n  x = 1\n}\n" + RESOURCE,
    }
    found = opened(tmp_path, files)
    assert said(found) == [
        ("too-large", "The configuration makes more than 20,000 modules; those beyond were not checked.")
    ]
