import io
from pathlib import Path

import pytest

from ebaudit.cli.config import Config, find_config, nearest
from ebaudit.cli.world import World
from ebaudit.model.finding import Severity
from ebaudit.model.request import RequestError, Waiver


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "infra" / "eu").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def find_config_here(here: Path) -> Config:
    return find_config(".", World({}, io.StringIO(), io.StringIO(), str(here), ""))


def read(text: str, path: Path) -> Config:
    path.write_text(text, encoding="utf-8")
    return find_config_here(path.parent)


def test_nothing_found_is_an_empty_configuration(here: Path) -> None:
    assert find_config_here(here) == Config()


def test_the_nearest_file_decides(here: Path) -> None:
    (here / "ebaudit.toml").touch()
    assert nearest("infra/eu") == str(here / "ebaudit.toml")
    (here / "infra" / "pyproject.toml").write_text("[tool.ebaudit]\n", encoding="utf-8")
    assert nearest("infra/eu") == str(here / "infra" / "pyproject.toml")
    (here / "infra" / "eu" / "pyproject.toml").write_text("[tool.other]\n", encoding="utf-8")
    (here / "infra" / "eu" / "main.tf").touch()
    assert nearest("infra/eu/main.tf") == str(here / "infra" / "pyproject.toml")
    (here / "infra" / "eu" / "ebaudit.toml").touch()
    assert nearest("infra/eu/main.tf") == str(here / "infra" / "eu" / "ebaudit.toml")


@pytest.mark.parametrize(
    "text",
    ['[tool]\nebaudit = {select = ["EB4"]}\n', 'tool.ebaudit.select = ["EB4"]', '["tool" . ebaudit]\nselect=["EB4"]'],
)
def test_the_shared_file_may_spell_the_table_in_any_way(text: str, here: Path) -> None:
    (here / "pyproject.toml").write_text(text, encoding="utf-8")
    assert find_config_here(here) == Config(file="pyproject.toml", select=("EB4",))


@pytest.mark.parametrize(
    "text", ["tool = 3 # [tool.ebaudit]", "# [tool.ebaudit]", 'tool = "ebaudit"', "ebaudit tool ="]
)
def test_the_shared_file_may_speak_of_us_without_a_table(text: str, here: Path) -> None:
    (here / "pyproject.toml").write_text(text, encoding="utf-8")
    assert find_config_here(here) == Config()


def test_the_search_ends_at_the_git_root(here: Path) -> None:
    (here / "ebaudit.toml").touch()
    (here / "infra" / ".git").touch()
    assert nearest("infra/eu") is None


def test_outside_a_repository_only_the_directory_itself_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "ebaudit.toml").touch()
    monkeypatch.chdir(tmp_path)
    assert nearest("a") is None
    assert nearest(".") == str(tmp_path / "ebaudit.toml")


def test_everything_that_can_be_said(here: Path) -> None:
    for name in ("policies", "catalog", "modules"):
        (here / name).mkdir()
    (here / "prod.tfvars").touch()
    text = """\
select = ["EB4", "EB5"]
ignore = ["literal-secret"]
fail-on = "high"
allow-incomplete = true
policies = ["policies"]
catalog = ["catalog"]
var-file = ["prod.tfvars"]
allow-path = ["modules"]
format = "json"

[severity]
EB401 = "low"

[[waiver]]
policy = "EB5"
address = "module.a.*"
reason = "accepted"
owner = "platform"
expires = 2027-01-31

[[waiver]]
policy = "EB401"
address = "*"
reason = "queue follows"
"""
    assert read(text, here / "ebaudit.toml") == Config(
        file="ebaudit.toml",
        select=("EB4", "EB5"),
        ignore=("literal-secret",),
        severities={"EB401": Severity.LOW},
        fail_on=Severity.HIGH,
        allow_incomplete=True,
        policies=("policies",),
        catalog=("catalog",),
        var_files=("prod.tfvars",),
        allow_paths=("modules",),
        format="json",
        waivers=(
            Waiver("EB5", "module.a.*", "accepted", "platform", "2027-01-31"),
            Waiver("EB401", "*", "queue follows"),
        ),
    )


def test_paths_are_as_seen_from_the_file(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "policies").mkdir()
    (here / "ebaudit.toml").write_text('policies = ["policies"]', encoding="utf-8")
    world = World({}, io.StringIO(), io.StringIO(), str(here / "infra"), "")
    monkeypatch.chdir(here / "infra")
    assert find_config("eu", world) == Config(file="../ebaudit.toml", policies=("../policies",))


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        pytest.param(
            'fail_on = "high"\n\nselekt = []\n',
            (
                "ebaudit.toml:1: there is no setting 'fail_on' (did you mean 'fail-on'?)",
                "ebaudit.toml:3: there is no setting 'selekt' (did you mean 'select'?)",
            ),
            id="unknown keys",
        ),
        pytest.param(
            'fail-on = "hihg"\n',
            ("ebaudit.toml:1: 'fail-on' is 'hihg', but there is no such severity (did you mean 'high'?)",),
            id="severity",
        ),
        pytest.param(
            "\n[severity]\nEB4 = 3\n",
            (
                "ebaudit.toml:3: 'EB4' is '3', but there is no such severity; choose from info, low, medium, high, "
                "critical",
            ),
            id="severity of a policy",
        ),
        pytest.param('select = "EB4"', ("ebaudit.toml:1: 'select' must be a list of strings",), id="list"),
        pytest.param("allow-incomplete = 1", ("ebaudit.toml:1: 'allow-incomplete' must be true or false",), id="flag"),
        pytest.param(
            'policies = ["gone"]', ("ebaudit.toml:1: 'policies' names 'gone', which does not exist",), id="path"
        ),
        pytest.param("waiver = 1", ("ebaudit.toml:1: 'waiver' must be an array of tables: [[waiver]]",), id="waiver"),
        pytest.param(
            '[[waiver]]\npolicy = "a"\naddress = "b"\nreason = "c"\n[[waiver]]\npolicy = "a"\nadress = "b"\n'
            'reason = ""\nexpires = "soon"\nowner = 1\n',
            (
                "ebaudit.toml:7: a waiver has no 'adress' (did you mean 'address'?)",
                "ebaudit.toml:5: a waiver needs its 'address'",
                "ebaudit.toml:8: a waiver needs its 'reason'",
                "ebaudit.toml:10: 'owner' must be a string",
                "ebaudit.toml:9: 'expires' must be a date such as 2027-01-31",
            ),
            id="parts of a waiver",
        ),
    ],
)
def test_complaints(text: str, problems: tuple[str, ...], here: Path) -> None:
    with pytest.raises(RequestError) as raised:
        read(text, here / "ebaudit.toml")
    assert raised.value.problems == problems


def test_complaints_about_pyproject_name_the_line_in_our_table(here: Path) -> None:
    with pytest.raises(RequestError) as raised:
        read("[tool.ruff]\nselekt = []\n[tool.ebaudit]\nselekt = []\n", here / "pyproject.toml")
    assert raised.value.problems == ("pyproject.toml:4: there is no setting 'selekt' (did you mean 'select'?)",)


def test_a_file_that_is_not_toml(here: Path) -> None:
    with pytest.raises(RequestError) as raised:
        read("select = [\n", here / "ebaudit.toml")
    assert raised.value.problems[0].startswith("ebaudit.toml: not valid TOML: ")


def test_a_file_that_is_not_text(here: Path) -> None:
    (here / "ebaudit.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(RequestError) as raised:
        find_config_here(here)
    assert raised.value.problems == ("ebaudit.toml: not UTF-8",)
