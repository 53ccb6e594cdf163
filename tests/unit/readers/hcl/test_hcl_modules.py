from pathlib import Path
from typing import Any

import pytest

from ebaudit.model.diagnostic import ModuleCall, Outcome
from ebaudit.model.source import Span
from tests.terraform_modules import BUS, estate, opened, resource, said

NAMED = (
    f'variable "name" {{}}\nresource "{BUS}" "b" {{\n  event_bus_name = var.name\n}}\n'
    f'output "bus" {{\n  value = {BUS}.b\n}}\n'
)


def buses(files: dict[str, str], directory: Path, **inputs: Any) -> dict[str, Any]:
    found = opened(directory, files, **inputs)
    assert said(found) == []
    return {address: values["event_bus_name"] for address, values in estate(found).items()}


def test_inputs_and_outputs_pass_through_calls(tmp_path: Path) -> None:
    files = {
        "main.tf": 'module "a" {\n  source = "./m"\n  name = "one"\n}\n'
        f'resource "{BUS}" "c" {{\n  event_bus_name = "${{module.a.bus.event_bus_name}}-two"\n}}\n',
        "m/main.tf": NAMED,
    }
    assert buses(files, tmp_path) == {f"module.a.{BUS}.b": "one", f"{BUS}.c": "one-two"}


def test_addresses_are_terraforms(tmp_path: Path) -> None:
    files = {
        "main.tf": 'module "a" {\n  source = "./m"\n  for_each = { x = "1", "y \\"z" = "2" }\n  name = each.value\n}\n'
        'module "n" {\n  source = "./m"\n  count = 2\n  name = "n${count.index}"\n}\n',
        "m/main.tf": NAMED,
    }
    assert buses(files, tmp_path) == {
        f'module.a["x"].{BUS}.b': "1",
        f'module.a["y \\"z"].{BUS}.b': "2",
        f"module.n[0].{BUS}.b": "n0",
        f"module.n[1].{BUS}.b": "n1",
    }


def test_the_call_chain_has_every_call(tmp_path: Path) -> None:
    files = {
        "main.tf": 'module "out" {\n  source = "./out"\n}\n',
        "out/main.tf": '\nmodule "in" {\n  source = "../in"\n  name = "x"\n}\n',
        "in/main.tf": NAMED,
    }
    found = opened(tmp_path, files)
    bus = resource(found, f"module.out.module.in.{BUS}.b")
    assert bus.calls == (
        ModuleCall("module.out", Span(str(tmp_path / "main.tf"), 1, 1, 1, 13)),
        ModuleCall("module.out.module.in", Span(str(tmp_path / "out/main.tf"), 2, 1, 2, 12)),
    )
    assert bus.span == Span(str(tmp_path / "in/main.tf"), 2, 1, 2, 47)


def test_a_module_is_parsed_once_however_often_it_is_called(tmp_path: Path) -> None:
    calls = "".join(f'module "m{n}" {{\n  source = "./m"\n  name = "{n}"\n}}\n' for n in range(5))
    found = opened(tmp_path, {"main.tf": calls, "m/main.tf": NAMED})
    assert len(found.estate.event_buses) == 5
    assert [e.subject for e in found.ledger if e.kind == "file"] == [
        str(tmp_path / "main.tf"),
        str(tmp_path / "m/main.tf"),
    ]


def test_an_installed_module_is_read_where_terraform_put_it(tmp_path: Path) -> None:
    files = {
        "main.tf": 'module "far" {\n  source = "example/bus/alicloud"\n  name = "far"\n}\n',
        "{data}/modules/modules.json": '{"Modules":[{"Key":"","Source":"","Dir":"."},'
        '{"Key":"far","Source":"registry.terraform.io/example/bus/alicloud","Dir":"{data}/modules/far"}]}',
        "{data}/modules/far/main.tf": NAMED,
    }
    for data, environment in ((".terraform", {}), ("elsewhere", {"TF_DATA_DIR": "elsewhere"})):
        made = {name.replace("{data}", data): text.replace("{data}", data) for name, text in files.items()}
        assert buses(made, tmp_path / data, environment=environment) == {f"module.far.{BUS}.b": "far"}


def test_a_module_that_is_not_installed_is_a_ledger_entry(tmp_path: Path) -> None:
    files = {
        "main.tf": 'module "far" {\n  source = "git::https://example.com/far.git"\n}\n'
        f'resource "{BUS}" "b" {{\n  event_bus_name = module.far.name\n}}\n'
    }
    found = opened(tmp_path, files)
    assert said(found) == []
    assert estate(found) == {f"{BUS}.b": {"event_bus_name": "?module.far"}}
    entry = next(e for e in found.ledger if e.subject == "module.far")
    assert entry.outcome is Outcome.SKIPPED
    assert entry.why == (
        'the module "git::https://example.com/far.git" is not installed: run "terraform init" or "terraform get" first'
    )


@pytest.mark.parametrize(
    ("files", "code", "detail"),
    [
        (
            {"main.tf": 'module "m" {\n  source = "./missing"\n}\n'},
            "missing-module",
            "module.m cannot be read: the directory {0}/missing cannot be read: No such file or directory. "
            "Nothing in it was checked.",
        ),
        (
            {"main.tf": 'module "m" {\n  source = "./empty"\n}\n', "empty/readme.md": ""},
            "missing-module",
            "module.m cannot be read: the directory {0}/empty holds no Terraform files. Nothing in it was checked.",
        ),
        (
            {"main.tf": 'module "m" {\n  source = "./\0"\n}\n'},
            "missing-module",
            "module.m cannot be read: its source is not a literal text that can name a place. "
            "Nothing in it was checked.",
        ),
        (
            {"main.tf": 'module "m" {\n  source = "./m"\n  nme = 1\n  name = "x"\n}\n', "m/main.tf": NAMED},
            "undeclared-variable",
            'The called module has no variable named "nme". Did you mean "name"?',
        ),
        (
            {"main.tf": 'module "m" {\n  source = "./m"\n}\n', "m/main.tf": NAMED},
            "missing-input",
            'The call gives no value for the required variable "name".',
        ),
        (
            {"main.tf": 'module "m" {\n  source = "./"\n}\n' + f'resource "{BUS}" "b" {{}}\n'},
            "module-cycle",
            "module.m cannot be read: the call is inside of {0}, the module that it calls, so that it would never end. "
            "Nothing in it was checked.",
        ),
        (
            {
                "main.tf": 'module "a" {\n  source = "./a"\n}\n',
                "a/main.tf": f'module "b" {{\n  source = "../b"\n}}\nresource "{BUS}" "b" {{}}\n',
                "b/main.tf": 'module "c" {\n  source = "../a"\n}\n',
            },
            "module-cycle",
            "module.a.module.b.module.c cannot be read: the call is inside of {0}/a, the module that it calls, "
            "so that it would never end. Nothing in it was checked.",
        ),
    ],
)
def test_what_is_wrong_with_a_call_is_said(tmp_path: Path, files: dict[str, str], code: str, detail: str) -> None:
    assert said(opened(tmp_path, files)) == [(code, detail.format(tmp_path))]


def test_unknown_for_each_is_one_instance_with_an_unknown_key(tmp_path: Path) -> None:
    files = {
        "main.tf": 'resource "alicloud_vpc" "v" {}\n'
        f'resource "{BUS}" "b" {{\n  for_each = toset([alicloud_vpc.v.id])\n  event_bus_name = "bus"\n'
        "  description = each.key\n}\n"
        f'resource "{BUS}" "c" {{\n  count = alicloud_vpc.v.size\n  event_bus_name = "n-${{count.index}}"\n}}\n'
        f'output "name" {{\n  value = {BUS}.b["any"].event_bus_name\n}}\n'
    }
    found = opened(tmp_path, files)
    assert said(found) == []
    assert estate(found) == {
        f"{BUS}.b[(unknown)]": {"event_bus_name": "bus", "description": "?alicloud_vpc.v.id"},
        f"{BUS}.c[(unknown)]": {"event_bus_name": "?alicloud_vpc.v.size"},
    }
    why = "its for_each is unknown (known only after apply); one instance stands for all"
    assert [(e.subject, e.why) for e in found.ledger if "for_each" in e.why] == [(f"{BUS}.b", why)]


def test_override_files_change_what_others_declare(tmp_path: Path) -> None:
    files = {
        "main.tf": f'locals {{\n  x = "base"\n  y = "kept"\n}}\nresource "{BUS}" "b" {{\n  event_bus_name = local.x\n'
        "  description = local.y\n}\n",
        "override.tf": f'resource "{BUS}" "b" {{\n  description = "over"\n}}\n',
        "z_override.tf": 'locals {\n  x = "changed"\n}\n',
    }
    found = opened(tmp_path, files)
    assert said(found) == []
    assert estate(found) == {f"{BUS}.b": {"event_bus_name": "changed", "description": "over"}}
    description = resource(found, f"{BUS}.b").block.attributes["description"]
    assert description.span == Span(str(tmp_path / "override.tf"), 2, 17, 2, 23)


def test_tofu_files_take_the_place_of_their_twins(tmp_path: Path) -> None:
    files = {
        "main.tf": f'resource "{BUS}" "old" {{\n  event_bus_name = "old"\n}}\n',
        "main.tofu": f'resource "{BUS}" "new" {{\n  event_bus_name = "new"\n}}\n',
    }
    assert buses(files, tmp_path) == {f"{BUS}.new": "new"}


def test_a_broken_file_excuses_references_into_it(tmp_path: Path) -> None:
    files = {
        "main.tf": f'resource "{BUS}" "b" {{\n  event_bus_name = "${{local.name}}-${{var.x}}"\n}}\n',
        "broken.tf": "locals {\n  name = [1,\n}\n",
    }
    found = opened(tmp_path, files)
    assert [d.code for d in found.diagnostics] == ["syntax"]
    assert estate(found) == {f"{BUS}.b": {"event_bus_name": "?"}}


def test_only_what_eventbridge_needs_is_evaluated(tmp_path: Path) -> None:
    files = {
        "main.tf": f'locals {{\n  broken = upper([])\n}}\nresource "alicloud_vpc" "v" {{\n  name = var.nothing\n}}\n'
        f'resource "{BUS}" "b" {{\n  event_bus_name = "b"\n}}\n'
    }
    assert buses(files, tmp_path) == {f"{BUS}.b": "b"}


def test_blocks_that_do_not_matter_are_accepted(tmp_path: Path) -> None:
    files = {
        "main.tf": f'moved {{\n  from = {BUS}.a\n  to = {BUS}.b\n}}\nimport {{\n  to = {BUS}.b\n  id = "x"\n}}\n'
        "removed {\n  from = alicloud_vpc.x\n}\n"
        'check "c" {\n  assert {\n    condition = true\n    error_message = "m"\n  }\n}\n'
        'ephemeral "random_password" "p" {\n  length = 8\n}\nterraform {\n  required_version = ">= 1.3"\n}\n'
        f'resource "{BUS}" "b" {{\n  event_bus_name = "b"\n  depends_on = [alicloud_vpc.x]\n  lifecycle {{\n'
        "    ignore_changes = [description]\n  }\n}\n"
    }
    assert buses(files, tmp_path) == {f"{BUS}.b": "b"}


def test_unknown_block_types_are_named(tmp_path: Path) -> None:
    found = opened(tmp_path, {"main.tf": 'resorce "alicloud_event_bridge_rule" "b" {}\n'})
    assert said(found) == [
        ("unknown-block-type", 'Terraform has no blocks of type "resorce". Did you mean "resource"?')
    ]


def test_declared_twice_is_said_once_with_the_other_place(tmp_path: Path) -> None:
    found = opened(tmp_path, {"main.tf": 'variable "a" {}\nvariable "a" {}\n' + f'resource "{BUS}" "b" {{}}\n'})
    where = f"{tmp_path}/main.tf:1:1"
    assert said(found) == [
        ("duplicate-declaration", f"The same variable is declared at {where} already; the first declaration is used.")
    ]
