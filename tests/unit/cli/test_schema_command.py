import json
from pathlib import Path

from ebaudit.catalog import load
from tests.unit.cli.test_main import Ran, run

CATALOG = load()[0]


def test_every_type_is_listed_and_printed() -> None:
    ran = run("schema", "--format", "json")
    rows = json.loads(ran.out)["types"]
    assert [(row["kind"], row["type"]) for row in rows] == [
        *(("resource", name) for name in CATALOG.resource_types),
        *(("data_source", name) for name in CATALOG.data_source_types),
        *(("target", name) for name in CATALOG.target_types),
    ]
    assert [row["type"] for row in rows if not row["about"]] == []
    for row in rows:
        printed = run("schema", row["type"])
        assert printed.code == 0
        schema = json.loads(printed.out)
        assert (schema["$schema"], schema["type"]) == ("https://json-schema.org/draft/2020-12/schema", "object")
        assert schema["$id"].endswith(f":{row['type']}")


def test_the_list_for_people() -> None:
    lines = run("schema").out.splitlines()
    assert [line for line in lines if line and not line.startswith(" ")] == [
        "Resource types:",
        "Data sources:",
        "Target types:",
    ]
    assert "  acs.dingtalk                               DingTalk robot" in lines


def test_a_type_that_does_not_exist() -> None:
    assert run("schema", "acs.dingtlk") == Ran(
        2,
        "",
        "ebaudit: error: there is no type 'acs.dingtlk' (did you mean 'acs.dingtalk'?)\n"
        "ebaudit: error: 'ebaudit schema' lists the types\n",
    )


def test_a_type_that_the_user_adds(tmp_path: Path) -> None:
    targets = tmp_path / "targets"
    targets.mkdir()
    target = CATALOG.target("acs.dingtalk")
    assert target is not None
    added = {**target.schema, "$id": "urn:ebaudit:target:acme.pager", "title": "Pager"}
    (targets / "acme.pager.json").write_text(json.dumps(added), encoding="utf-8")
    assert json.loads(run("schema", "acme.pager", "--catalog", str(tmp_path)).out) == added


def test_a_catalog_that_cannot_be_used(tmp_path: Path) -> None:
    missing = tmp_path / "gone"
    assert run("schema", "--catalog", str(missing)) == Ran(
        2, "", f"ebaudit: error: --catalog '{missing}': no such directory\n"
    )
    (tmp_path / "targets").mkdir()
    (tmp_path / "targets" / "x.json").write_text("{", encoding="utf-8")
    ran = run("relate", "{}", "{}", "--catalog", str(tmp_path))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"ebaudit: error: {tmp_path}/targets/x.json:1:")
