"""Sizes, names and tables: what keeps the house habitable."""

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ebaudit.cli.commands import COMMANDS
from ebaudit.report import FORMATS
from ebaudit.report.changes import FORMATS as CHANGE_FORMATS
from ebaudit.report.estates import FORMATS as ESTATE_FORMATS

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "ebaudit").rglob("*.py"))
TEXTS = [*MODULES, *sorted((ROOT / "tests").rglob("*.py")), *sorted((ROOT / "benchmarks").rglob("*.py"))]
LINES, FUNCTION_LINES = 400, 60
BANNED_NAMES = {"util", "utils", "helper", "helpers", "common", "base", "manager", "mixin", "misc"}
UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|NotImpl" + r"ementedError)\b")
POSSESSIVE_GROUP = re.compile(r"(?<!\\)\)(?:[*+?]|\{\d*,?\d*\})\+|\(\?>")
FORMAT_TABLES = {
    "ebaudit.report": FORMATS,
    "ebaudit.report.changes": CHANGE_FORMATS,
    "ebaudit.report.estates": ESTATE_FORMATS,
}


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            yield node.name, node.end_lineno - node.lineno + 1


@pytest.mark.parametrize("path", TEXTS, ids=named)
def test_a_file_is_small_and_finished(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LINES
    assert UNFINISHED.findall(text) == []


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_a_function_is_small(path: Path) -> None:
    assert [(name, lines) for name, lines in functions(path) if lines > FUNCTION_LINES] == []


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_only_single_characters_are_matched_possessively(path: Path) -> None:
    """Before Python 3.11.5 a possessive group that fails in its middle keeps what it took, and ``0.b`` is a number."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    assert [text for text in texts if isinstance(text, str) and POSSESSIVE_GROUP.search(text)] == []


def test_no_module_is_a_drawer() -> None:
    assert [named(path) for path in MODULES if path.stem in BANNED_NAMES or path.parent.name in BANNED_NAMES] == []


@pytest.mark.parametrize("path", [path for path in MODULES if path.name == "__init__.py"], ids=named)
def test_public_names_are_sorted(path: Path) -> None:
    module = importlib.import_module(".".join(path.parent.relative_to(ROOT).parts))
    public = list(getattr(module, "__all__", []))
    assert public == sorted(public)
    assert [name for name in public if not hasattr(module, name)] == []


@pytest.mark.parametrize("package", FORMAT_TABLES)
def test_formats_are_the_modules_that_render(package: str) -> None:
    directory = ROOT.joinpath(*package.split("."))
    rendering = {path.stem for path in directory.glob("*.py") if "def render(" in path.read_text(encoding="utf-8")}
    assert rendering - {"__init__"} == set(FORMAT_TABLES[package])
    assert list(FORMAT_TABLES[package]) == sorted(FORMAT_TABLES[package])


def test_commands_are_the_modules_of_their_directory() -> None:
    files = {path.stem for path in (ROOT / "ebaudit" / "cli" / "commands").glob("*.py")}
    assert files - {"__init__"} == set(COMMANDS)


def test_test_files_have_names_of_their_own() -> None:
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert sorted(names) == sorted(set(names))
