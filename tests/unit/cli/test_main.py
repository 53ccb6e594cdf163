import io
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from ebaudit import __version__
from ebaudit.cli import dispatch
from ebaudit.cli.args import Options, parse
from ebaudit.cli.commands import COMMANDS, check
from ebaudit.cli.main import main
from ebaudit.cli.options import judging, request
from ebaudit.cli.output import look
from ebaudit.cli.world import World
from ebaudit.model.finding import Severity
from ebaudit.model.request import Inputs, Request, RequestError
from ebaudit.policy.selection import NOTHING_LEFT
from ebaudit.report import Look

MEANINGLESS = "no policy has the id or name 'EB0', or one that starts with it ('ebaudit policies' lists them)"


class Ran(NamedTuple):
    code: int
    out: str
    err: str


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def world(environ: Mapping[str, str] | None = None, *, terminal: bool = False, directory: str = "/work") -> World:
    out = Terminal() if terminal else io.StringIO()
    return World(environ or {}, out, io.StringIO(), directory, "2026-11-24")


def run(*argv: str, environ: Mapping[str, str] | None = None) -> Ran:
    made = world(environ)
    code = main(list(argv), made)
    assert isinstance(made.out, io.StringIO)
    assert isinstance(made.err, io.StringIO)
    return Ran(code, made.out.getvalue(), made.err.getvalue())


@pytest.mark.parametrize("argv", [["version"], ["--version"], ["-V"], ["version", "--debug"]])
def test_version(argv: list[str]) -> None:
    assert run(*argv) == Ran(0, f"ebaudit {__version__}\n", "")


@pytest.mark.parametrize("argv", [["help"], ["--help"], ["-h"]])
def test_help(argv: list[str]) -> None:
    assert run(*argv) == Ran(0, dispatch.program_help(), "")


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command_fits_eighty_columns_and_has_every_option(name: str) -> None:
    ran = run(name, "--help")
    assert ran == run("help", name)
    assert ran.code == 0
    assert [line for line in ran.out.splitlines() if len(line) > 80] == []
    options = [option for group in dispatch.load(name).GROUPS for option in group.options]
    assert [option.flags for option in options if (option.flags[-1]) not in ran.out and not option.metavar] == []


@pytest.mark.parametrize(
    ("argv", "problem"),
    [
        (["chek"], "there is no command 'chek' (did you mean 'check'?)"),
        (["--selct"], "there is no option '--selct'"),
        (["check", "--selct", "EB4"], "there is no option '--selct' (did you mean '--select'?)"),
        (["check", "--fail-on", "hihg"], "argument --fail-on: there is no severity 'hihg' (did you mean 'high'?)"),
        (["check", "--format", "jsn"], "argument --format: there is no format 'jsn' (did you mean 'json'?)"),
        (
            ["check", "--color", "x"],
            "argument --color: there is no value 'x'; choose from auto, always, never",
        ),
        (["check", "-q", "-v"], "--quiet and --verbose exclude each other"),
        (
            ["transform", "--form", "CONSTANT", "--value-file", "gone", "--event", "{}"],
            "--value-file 'gone': No such file or directory",
        ),
        (["check", "--exit-zero=1"], "argument --exit-zero: takes no value, but got '1'"),
        (["check", "--select", ","], "argument --select: names nothing"),
        (["check", "--ignore", "EB"], NOTHING_LEFT),
        (["check", "--var", "s3cret"], "argument --var: expected NAME=VALUE"),
        (["check", "--var", "=s3cret"], "argument --var: expected NAME=VALUE"),
        (["check", "--policies", "main.tf"], "--policies 'main.tf': not a directory"),
        (["policies", "--select", "EB0"], MEANINGLESS),
        (["explain", "EB0"], "there is no policy 'EB0' ('ebaudit policies' lists them)"),
        (["check", "--output"], "argument --output: expected one argument"),
        (["check", "/nowhere"], "path '/nowhere': no such file or directory"),
        (["check", "--policies", "/nowhere"], "--policies '/nowhere': no such directory"),
        (["check", "--var-file", "/nowhere"], "--var-file '/nowhere': no such file or directory"),
        (["check", "--chdir", "/nowhere"], "--chdir '/nowhere': no such directory"),
        (["explain"], "the following arguments are required: POLICY"),
        (["version", "now"], "unexpected argument 'now'"),
    ],
)
def test_wrong_usage(argv: list[str], problem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "main.tf").touch()
    ran = run(*argv)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.splitlines()[0] == f"ebaudit: error: {problem}"


def test_nothing_at_all_is_wrong_usage() -> None:
    assert run() == Ran(2, "", dispatch.program_help())


class _Broken:
    USAGE = ABOUT = ""
    GROUPS = ()

    def execute(self, options: Options, world: World) -> int:
        raise KeyError("hunter22")


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatch, "load", lambda name: _Broken())


@pytest.mark.usefixtures("broken")
def test_a_bug_is_one_line_that_quotes_nothing() -> None:
    ran = run("check")
    assert (ran.code, ran.out) == (4, "")
    assert ran.err.startswith("ebaudit: internal error: KeyError in ebaudit.cli.dispatch:")
    assert "hunter22" not in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.usefixtures("broken")
@pytest.mark.parametrize(("argv", "environ"), [(["--debug"], {}), ([], {"EBAUDIT_DEBUG": "1"})])
def test_a_bug_is_traced_on_demand(argv: list[str], environ: dict[str, str]) -> None:
    assert "Traceback" in run("check", *argv, environ=environ).err


def test_an_interrupt_is_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(argv: list[str], world: World) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(dispatch, "dispatch", interrupted)
    assert run("check") == Ran(130, "", "")


def options(*argv: str) -> Options:
    return parse(check.GROUPS, list(argv), "check")


def asked(*argv: str, environ: Mapping[str, str] | None = None, directory: str = "/work") -> Request:
    parsed = options(*argv)
    made, config = request(parsed, world(environ, directory=directory))
    return judging(made, parsed, config)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "infra").mkdir()
    (tmp_path / "extra").mkdir()
    (tmp_path / "infra" / "a.tfvars").touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_bare_request(here: Path) -> None:
    assert asked(directory=str(here)) == Request((".",), today="2026-11-24")


def test_a_full_request(here: Path) -> None:
    judged = ["--select", "EB4,EB5", "--ignore=EB401", "--policies", "extra", "--fail-on", "low", "--allow-incomplete"]
    given = ["--var", "a=1", "--var-file", "a.tfvars", "--var", "b=2"]
    read = ["--chdir", "infra", "--allow-path", "../extra", "--catalog", "extra", "."]
    environ = {"TF_VAR_a": "1", "TF_WORKSPACE": "eu", "TF_DATA_DIR": ".tf", "TF_LOG": "trace", "HOME": "/root"}
    assert asked(*judged, *given, *read, environ=environ, directory=str(here)) == Request(
        paths=("infra",),
        inputs=Inputs(
            (("var", "a=1"), ("file", "infra/a.tfvars"), ("var", "b=2")),
            {"TF_VAR_a": "1", "TF_WORKSPACE": "eu", "TF_DATA_DIR": ".tf"},
            ("extra",),
        ),
        select=("EB4", "EB5"),
        ignore=("EB401",),
        policy_directories=("extra",),
        catalog_directories=("extra",),
        fail_on=Severity.LOW,
        allow_incomplete=True,
        today="2026-11-24",
    )


def test_the_command_line_overrides_the_configuration(here: Path) -> None:
    (here / "ebaudit.toml").write_text(
        'select = ["EB4"]\nfail-on = "high"\npolicies = ["extra"]\nvar-file = ["infra/a.tfvars"]\n', encoding="utf-8"
    )
    made = asked("--var", "a=1", "--fail-on", "info", "--policies", "infra", directory=str(here))
    assert made == Request(
        paths=(".",),
        inputs=Inputs((("file", "infra/a.tfvars"), ("var", "a=1"))),
        select=("EB4",),
        policy_directories=("extra", "infra"),
        fail_on=Severity.INFO,
        today="2026-11-24",
    )
    assert asked("--select", "EB5", directory=str(here)).select == ("EB5",)


@pytest.mark.parametrize(
    ("argv", "environ", "terminal", "expected"),
    [
        ([], {}, False, Look()),
        ([], {"COLUMNS": "100"}, True, Look(width=100, colour=True, links="/work")),
        ([], {"COLUMNS": "20"}, True, Look(width=40, colour=True, links="/work")),
        ([], {"COLUMNS": "x"}, True, Look(colour=True, links="/work")),
        ([], {"NO_COLOR": "1", "CLICOLOR_FORCE": "1"}, True, Look()),
        ([], {"TERM": "dumb"}, True, Look()),
        ([], {"CLICOLOR_FORCE": "1"}, False, Look(colour=True)),
        ([], {"CLICOLOR_FORCE": "0"}, False, Look()),
        (["--color", "always"], {"NO_COLOR": "1"}, False, Look(colour=True)),
        (["--color=never"], {"CLICOLOR_FORCE": "1"}, True, Look()),
        (["--output", "x"], {"CLICOLOR_FORCE": "1"}, True, Look()),
        (["-q"], {}, False, Look(verbosity=-1)),
        (["-v", "--exit-zero"], {}, False, Look(verbosity=1, exit_zero=True)),
    ],
)
def test_look(argv: list[str], environ: dict[str, str], terminal: bool, expected: Look) -> None:
    assert look(options(*argv), world(environ, terminal=terminal)) == expected


def test_arguments_may_stand_anywhere() -> None:
    assert options("a", "--var", "x=1", "b").paths == ["a", "b"]
    assert options("--", "-odd").paths == ["-odd"]


def test_options_are_not_abbreviated() -> None:
    with pytest.raises(RequestError) as raised:
        options("--sel", "EB4")
    assert raised.value.problems[0].startswith("there is no option '--sel'")


def test_policies_as_json_have_what_the_list_has() -> None:
    rows = json.loads(run("policies", "--format", "json").out)["policies"]
    lines = run("policies").out.splitlines()
    assert [line.split()[:3] for line in lines] == [[row["id"], row["severity"], row["for"] or "fact"] for row in rows]


def test_real_world_prints_what_the_terminal_cannot_encode(monkeypatch: pytest.MonkeyPatch) -> None:
    from ebaudit.cli.world import real_world

    buffer = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(buffer, encoding="ascii"))
    made = real_world()
    made.out.write("订")
    made.out.flush()
    assert buffer.getvalue() == b"\\u8ba2"
