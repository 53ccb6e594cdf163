import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ebaudit.model.diagnostic import Outcome
from ebaudit.model.request import Inputs
from ebaudit.model.resources import Provider
from ebaudit.readers.hcl.read import find_roots, read, read_all
from tests.terraform_modules import BUS, CATALOG, estate, opened, plain, resource, said, write

BUS_TEXT = f'resource "{BUS}" "b" {{\n  event_bus_name = "b"\n}}\n'


def test_roots_are_the_directories_that_no_other_module_calls(tmp_path: Path) -> None:
    files = {
        "prod/main.tf": 'module "m" {\n  source = "../modules/m"\n}\n',
        "staging/main.tf.json": '{"module": {"m": {"source": "../modules/m"}}}',
        "modules/m/main.tf": BUS_TEXT,
        "prod/.terraform/modules/x/main.tf": BUS_TEXT,
        "docs/readme.md": "text",
    }
    write(tmp_path, files)
    assert find_roots(str(tmp_path)) == [str(tmp_path / "prod"), str(tmp_path / "staging")]
    assert find_roots(str(tmp_path / "modules/m")) == [str(tmp_path / "modules/m")]
    assert find_roots(str(tmp_path / "docs")) == []


def test_a_directory_that_is_named_is_a_root_although_an_example_calls_it(tmp_path: Path) -> None:
    write(tmp_path, {"main.tf": BUS_TEXT, "examples/a/main.tf": 'module "m" {\n  source = "../.."\n}\n'})
    assert find_roots(str(tmp_path)) == [str(tmp_path), str(tmp_path / "examples/a")]


def test_a_root_hides_no_roots_below_it(tmp_path: Path) -> None:
    write(tmp_path, {
        "main.tf": BUS_TEXT + 'module "m" {\n  source = "./m"\n}\n',
        "m/main.tf": BUS_TEXT,
        "envs/prod/main.tf": BUS_TEXT,
        "envs/empty/main.tf": "locals {}\n",
        ".hidden/main.tf": BUS_TEXT,
    })  # fmt: skip
    found = read_all(str(tmp_path), Inputs(), CATALOG)
    assert [(each.estate.root, sorted(estate(each))) for each in found] == [
        (str(tmp_path), [f"{BUS}.b", f"module.m.{BUS}.b"]),
        (str(tmp_path / "envs/empty"), []),
        (str(tmp_path / "envs/prod"), [f"{BUS}.b"]),
    ]
    assert [e.outcome for e in found[1].ledger] == [Outcome.SKIPPED]


def test_a_source_outside_of_module_calls_hides_no_root(tmp_path: Path) -> None:
    text = (
        'module "far" {\n  source = "a/b/c"\n}\nresource "alicloud_oss_bucket_object" "o" {\n  source = "./prod"\n}\n'
    )
    write(tmp_path, {"main.tf": text, "prod/main.tf": BUS_TEXT})
    assert find_roots(str(tmp_path)) == [str(tmp_path), str(tmp_path / "prod")]


def test_modules_that_only_call_each_other_are_not_lost(tmp_path: Path) -> None:
    write(tmp_path, {
        "a/main.tf": BUS_TEXT + 'module "b" {\n  source = "../b"\n}\n',
        "b/main.tf": 'module "a" {\n  source = "../a"\n}\n',
    })  # fmt: skip
    assert find_roots(str(tmp_path)) == [str(tmp_path / "a")]
    (found,) = read_all(str(tmp_path), Inputs(), CATALOG)
    assert sorted(estate(found)) == [f"{BUS}.b"]
    assert [d.code for d in found.diagnostics] == ["module-cycle"]


def test_a_directory_that_cannot_be_listed_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"main.tf": BUS_TEXT, "closed/main.tf": BUS_TEXT})
    closed = str(tmp_path / "closed")

    def refuse(real: Callable[[str], Any]) -> Callable[[str], Any]:
        def guarded(path: str) -> Any:
            if path == closed:
                raise PermissionError(errno.EACCES, "Permission denied", path)
            return real(path)

        return guarded

    # Whoever runs the tests may be allowed to read everything, so that permissions cannot be taken away.
    monkeypatch.setattr(os, "scandir", refuse(os.scandir))
    monkeypatch.setattr(os, "listdir", refuse(os.listdir))
    found = read_all(str(tmp_path), Inputs(), CATALOG)
    assert [said(each) for each in found] == [
        [],
        [("unreadable", f"{closed} cannot be read: Permission denied. Nothing in it was checked.")],
    ]


def test_a_directory_without_eventbridge_hides_no_roots_below_it(tmp_path: Path) -> None:
    write(tmp_path, {"main.tf": 'resource "alicloud_vpc" "v" {}\n', "envs/prod/main.tf": BUS_TEXT})
    assert find_roots(str(tmp_path)) == [str(tmp_path), str(tmp_path / "envs/prod")]


def test_directories_with_the_names_of_files_are_no_files(tmp_path: Path) -> None:
    found = opened(tmp_path, {"main.tf": BUS_TEXT, "old.tf/readme.md": "text"})
    assert said(found) == []
    assert list(estate(found)) == [f"{BUS}.b"]


def test_modules_without_eventbridge_are_passed_over(tmp_path: Path) -> None:
    files = {
        "main.tf": 'module "vpc" {\n  source = "./vpc"\n}\nmodule "eb" {\n  source = "./eb"\n}\n',
        "vpc/main.tf": 'resource "alicloud_vpc" "v" {}\n',
        "eb/main.tf": BUS_TEXT,
    }
    found = opened(tmp_path, files)
    assert list(estate(found)) == [f"module.eb.{BUS}.b"]
    assert [(e.subject, e.outcome) for e in found.ledger if e.kind == "module"] == [
        (str(tmp_path), Outcome.EVALUATED),
        ("module.vpc", Outcome.SKIPPED),
        ("module.eb", Outcome.EVALUATED),
    ]


def test_every_root_is_read_and_those_without_eventbridge_are_passed_over(tmp_path: Path) -> None:
    write(tmp_path, {
        "a/main.tf": BUS_TEXT,
        "b/main.tf": 'resource "alicloud_oss_bucket_object" "o" {\n  source = "./none"\n}\n',
        "c/main.tf": 'module "far" {\n  source = "example/eventbridge/alicloud"\n}\n',
    })  # fmt: skip
    found = read_all(str(tmp_path), Inputs(), CATALOG)
    assert [[(e.kind, e.subject, e.outcome) for e in each.ledger if e.kind == "module"] for each in found] == [
        [("module", str(tmp_path / "a"), Outcome.EVALUATED)],
        [("module", str(tmp_path / "b"), Outcome.SKIPPED)],
        [("module", str(tmp_path / "c"), Outcome.EVALUATED), ("module", "module.far", Outcome.SKIPPED)],
    ]
    assert [each.code for each in read_all(str(tmp_path / "d"), Inputs(), CATALOG)[0].diagnostics] == ["unreadable"]


def test_one_file_is_judged_with_its_siblings_for_references(tmp_path: Path) -> None:
    write(tmp_path, {
        "a.tf": f'resource "{BUS}" "a" {{\n  event_bus_name = local.name\n}}\n',
        "b.tf": f'locals {{\n  name = "from b"\n}}\nresource "{BUS}" "b" {{\n  event_bus_name = "b"\n}}\n',
    })  # fmt: skip
    found = read(str(tmp_path / "a.tf"), Inputs(), CATALOG)
    assert estate(found) == {f"{BUS}.a": {"event_bus_name": "from b"}}
    assert [e.why for e in found.ledger if e.kind == "module"] == [
        f"only the resources of {tmp_path}/a.tf are reported; the other files of its directory are read for references"
    ]


@pytest.mark.parametrize(
    ("name", "code"), [("missing", "unreadable"), ("empty", "no-terraform"), ("notes.txt", "not-terraform")]
)
def test_what_is_not_terraform_is_said(tmp_path: Path, name: str, code: str) -> None:
    write(tmp_path, {"empty/notes.txt": "", "notes.txt": ""})
    found = read(str(tmp_path / name), Inputs(), CATALOG)
    assert [d.code for d in found.diagnostics] == [code]
    assert found.estate.resources == ()


def test_bytes_that_are_not_utf8_are_located(tmp_path: Path) -> None:
    write(tmp_path, {"good.tf": BUS_TEXT})
    (tmp_path / "bad.tf").write_bytes(b'locals {\n  x = "caf\xe9"\n}\n')
    found = read(str(tmp_path), Inputs(), CATALOG)
    assert [(d.code, str(d.span)) for d in found.diagnostics] == [("not-utf8", f"{tmp_path}/bad.tf:2:11")]
    assert estate(found) == {f"{BUS}.b": {"event_bus_name": "b"}}


def test_byte_order_marks_and_carriage_returns_change_nothing(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_bytes(b"\xef\xbb\xbf" + BUS_TEXT.replace("\n", "\r\n").encode())
    found = read(str(tmp_path), Inputs(), CATALOG)
    assert said(found) == []
    assert estate(found) == {f"{BUS}.b": {"event_bus_name": "b"}}


def test_links_are_followed_and_links_to_nothing_are_said(tmp_path: Path) -> None:
    write(tmp_path, {"shared/bus.tf": BUS_TEXT, "root/main.tf": ""})
    (tmp_path / "root/bus.tf").symlink_to(tmp_path / "shared/bus.tf")
    (tmp_path / "root/gone.tf").symlink_to(tmp_path / "nowhere.tf")
    found = read(str(tmp_path / "root"), Inputs(), CATALOG)
    assert [d.code for d in found.diagnostics] == ["unreadable"]
    assert estate(found) == {f"{BUS}.b": {"event_bus_name": "b"}}


PROVIDERS = """
variable "region" {
  default = "cn-beijing"
}
provider "alicloud" {
  region = var.region
}
provider "alicloud" {
  alias      = "other"
  region     = "cn-shanghai"
  account_id = "1"
}
provider "alicloud" {
  alias = "assumed"
  assume_role {
    role_arn = "acs:ram::123456789:role/deploy"
  }
}
"""


def test_a_resource_knows_its_region_and_account(tmp_path: Path) -> None:
    child = f'resource "{BUS}" "in" {{\n  provider = alicloud.inner\n}}\nresource "{BUS}" "plain" {{}}\n'
    files = {
        "main.tf": PROVIDERS
        + f'resource "{BUS}" "a" {{}}\nresource "{BUS}" "b" {{\n  provider = alicloud.other\n}}\n'
        + f'resource "{BUS}" "c" {{\n  provider = alicloud.assumed\n}}\n'
        'module "m" {\n  source = "./m"\n  providers = {\n    alicloud.inner = alicloud.other\n  }\n}\n',
        "m/main.tf": child,
    }
    found = opened(tmp_path, files)
    assert said(found) == []
    got = {
        r.address: (r.provider.name, plain(r.provider.region), plain(r.provider.account_id))
        for r in found.estate.resources
    }
    assert got == {
        f"{BUS}.a": ("alicloud", "cn-beijing", "?provider.alicloud.account_id"),
        f"{BUS}.b": ("alicloud.other", "cn-shanghai", "1"),
        f"{BUS}.c": ("alicloud.assumed", "?provider.alicloud.assumed.region", "123456789"),
        f"module.m.{BUS}.in": ("alicloud.other", "cn-shanghai", "1"),
        f"module.m.{BUS}.plain": ("alicloud", "cn-beijing", "?provider.alicloud.account_id"),
    }


def test_without_provider_block_region_and_account_are_unknown(tmp_path: Path) -> None:
    provider: Provider = resource(opened(tmp_path, {"main.tf": BUS_TEXT}), f"{BUS}.b").provider
    assert (plain(provider.region), plain(provider.account_id)) == (
        "?provider.alicloud.region",
        "?provider.alicloud.account_id",
    )


def test_a_root_that_cannot_matter_is_passed_over_unparsed(tmp_path: Path) -> None:
    found = opened(tmp_path, {"main.tf": 'resource "alicloud_vpc" "v" {\n'})
    assert said(found) == []
    assert [(e.kind, e.subject, e.outcome, e.why) for e in found.ledger] == [
        ("module", str(tmp_path), Outcome.SKIPPED, "no file of it, or of what it calls, names an EventBridge resource")
    ]
