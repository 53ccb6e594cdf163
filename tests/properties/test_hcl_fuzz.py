"""Whatever the text, the parser returns a tree and diagnostics whose spans lie inside it, and no exception.

``python -m tests.properties.test_hcl_fuzz 100000`` runs as many texts as one likes.
"""

import random
import sys

from ebaudit.model.source import SourceText
from ebaudit.readers.hcl.json_syntax import parse_json_file
from ebaudit.readers.hcl.parse import parse_expression, parse_file, parse_template
from ebaudit.readers.hcl.syntax.mistakes import MOST
from ebaudit.readers.hcl.tree import Node
from tests.conformance.syntax.mutations import mutations

_SCRAPS = [
    '"',
    "${",
    "%{",
    "}",
    "<<E\n",
    "\nE\n",
    "{",
    "[",
    "(",
    ")",
    "]",
    "a",
    ".",
    "*",
    "=",
    "\n",
    ":",
    "\\",
    "~}",
    "/*",
    "#",
    ",",
    "if ",
    "for ",
    "in ",
    "endif",
    "else",
    "endfor",
    " ",
    "\r",
    "\x00",
    "\udcff",
    "é",
    "1",
    "e5",
    "?",
    "...",
    "=>",
    "::",
    "-",
    "!",
]


def scrambled(count: int, seed: int) -> list[str]:
    """Return texts made of the language's pieces in no order."""
    source = random.Random(seed)  # noqa: S311  repeatable on purpose
    return ["".join(source.choices(_SCRAPS, k=source.randrange(1, 60))) for _ in range(count)]


def check(text: str) -> None:
    """Parse a text in every way and look at all offsets."""
    source = SourceText("fuzz.tf", text)
    lines = text.count("\n") + 1
    for read in (parse_file, parse_expression, parse_template, parse_json_file):
        root, problems = read(source)
        assert len(problems) <= MOST + 1
        for problem in problems:
            span = problem.span
            assert span is not None
            assert (1, 1) <= (span.line, span.column) <= (span.end_line, span.end_column)
            assert span.end_line <= lines
        stack: list[object] = [root]
        while stack:
            node = stack.pop()
            if isinstance(node, (list, tuple)):
                stack.extend(node)
            elif isinstance(node, dict):
                stack.extend(node.values())
            elif isinstance(node, Node):
                assert 0 <= node.start <= node.end <= len(text), (read, type(node), node.start, node.end)
                stack.extend(getattr(node, name) for name in type(node).__slots__)


def run(count: int, seed: int) -> None:
    """Check half scrambled texts, half mutated files."""
    for text in scrambled(count // 2, seed):
        check(text)
    for _, text in mutations(count - count // 2, seed):
        check(text)


def test_no_text_is_too_strange() -> None:
    run(1500, 3)


if __name__ == "__main__":
    run(int(sys.argv[1]), 11)
    sys.stdout.write("no exception\n")
