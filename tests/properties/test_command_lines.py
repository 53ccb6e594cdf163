"""A command line that is recognised as an ordinary one means what argparse says it means."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ebaudit.cli.args import Option
from ebaudit.cli.commands import COMMANDS
from ebaudit.cli.dispatch import load
from ebaudit.cli.parser import read
from ebaudit.cli.plain import plain
from ebaudit.model.request import RequestError

WORDS = ("a", "b=c", "text", "json", "never", "EB401,EB2", "high", "3", "-", "--", "-x", "--no", "-3", "", "a b", "é")
TABLES = {name: [option for group in load(name).GROUPS for option in group.options] for name in COMMANDS}


def command_lines(table: list[Option]) -> st.SearchStrategy[list[str]]:
    flags = [flag for option in table for flag in option.flags if flag.startswith("-")]
    word = st.sampled_from(WORDS)
    flag = st.sampled_from(flags) if flags else word
    pair = st.one_of(
        st.tuples(flag), st.tuples(word), st.tuples(flag, word), st.builds(lambda f, w: (f"{f}={w}",), flag, word)
    )
    return st.lists(pair, max_size=5).map(lambda pairs: [each for found in pairs for each in found])


def by_argparse(table: list[Option], argv: list[str]) -> dict[str, Any] | None:
    try:
        return {
            name: [] if value is None and name == "paths" else value
            for name, value in vars(read(table, argv, "x")).items()
        }
    except RequestError:
        return None


@settings(max_examples=600, deadline=None)
@given(st.data())
def test_as_argparse_reads_it(data: st.DataObject) -> None:
    table = TABLES[data.draw(st.sampled_from(sorted(TABLES)))]
    argv = data.draw(command_lines(table))
    found = plain(table, argv)
    if found is not None:
        assert vars(found) == by_argparse(table, argv)


def test_ordinary_lines_are_recognised() -> None:
    """Otherwise the property would hold of a function that recognises nothing."""
    argv = ["infra", "--select", "EB4,EB2", "-q", "--format=json", "other", "--var", "a=b", "--var-file", "f"]
    found = plain(TABLES["check"], argv)
    assert found is not None
    assert (found.paths, found.select, found.quiet, found.format) == (["infra", "other"], ["EB4", "EB2"], True, "json")
    assert found.variables == [("var", "a=b"), ("file", "f")]
