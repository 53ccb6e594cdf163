"""Whatever stands in the files, the reader answers with an estate and diagnostics, never with an exception.

``python -m tests.properties.test_hcl_reader_fuzz 100000 [SEED]`` reads as many mutated modules as one likes, and says
which took longest and how much memory all of them needed.
"""

import random
import resource
import sys
import tempfile
import time
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ebaudit.model.diagnostic import Diagnostic
from ebaudit.model.request import Inputs
from ebaudit.model.value import leaves
from ebaudit.readers.hcl.read import read
from tests.terraform_modules import CATALOG

HERE = Path(__file__).parents[1]
BASES = [path.read_text("utf-8") for path in sorted((HERE / "conformance/data/plans").glob("*/module/**/main.tf"))]
BASES += [path.read_text("utf-8") for path in sorted((HERE.parent / "fixtures/estates").glob("**/main.tf"))]
PIECES = (
    *"{}[]()*.=-!#\n\0é",
    *(
        '"',
        "${",
        "%{ for x in ",
        "<<-E\n",
        "...",
        "null",
        "each.value",
        "var.",
        "local.x",
        "count.index",
        "for_each = ",
    ),
    *("dynamic ", "1e999", "? 1 : ", "[*]", ".*", "\\u", "try(", "jsonencode(", "range(99999999)", "/*", "data."),
    *("module.", "self", "::", "=>", "true"),
)


@st.composite
def broken(draw: st.DrawFn) -> str:
    text = draw(st.sampled_from(BASES))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        until = min(len(text), at + draw(st.sampled_from((0, 0, 1, 2, 8, 30))))
        text = text[:at] + draw(st.sampled_from(PIECES)) + text[until:]
    return text


def check(directory: Path, text: str) -> None:
    """Read a module of one file and locate every part of every value."""
    (directory / "main.tf").write_text(text, encoding="utf-8", errors="replace")
    found = read(str(directory), Inputs(), CATALOG)
    assert all(isinstance(item, Diagnostic) for item in found.diagnostics)
    for each in found.estate.resources:
        for attribute in each.block.attributes.values():
            for path, _ in leaves(attribute.value):
                attribute.place(path, (0, 1))
                attribute.place(path, key=True)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=broken())
def test_the_reader_never_raises(text: str, tmp_path: Path) -> None:
    check(tmp_path, text)


def mutated(source: random.Random) -> str:
    """Return one of the modules with one to four stretches replaced, moved or doubled."""
    text = source.choice(BASES)
    for _ in range(source.randint(1, 4)):
        at = source.randint(0, len(text))
        until = min(len(text), at + source.choice((0, 0, 1, 2, 8, 30, 200)))
        piece = source.choice(PIECES) if source.random() < 0.7 else text[at:until] * source.choice((0, 2, 3))
        text = text[:at] + piece + text[until:]
    return text


def run(count: int, seed: int) -> tuple[float, str]:
    """Check many mutated modules; return the longest time in seconds and the text that took it."""
    source = random.Random(seed)  # noqa: S311  repeatable on purpose
    slowest = (0.0, "")
    with tempfile.TemporaryDirectory() as directory:
        for _ in range(count):
            text = mutated(source)
            before = time.process_time()
            check(Path(directory), text)
            slowest = max(slowest, (time.process_time() - before, text))
    return slowest


def test_mutated_modules_are_read() -> None:
    run(150, 5)


if __name__ == "__main__":
    seconds, worst = run(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 11)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(f"no exception; at most {seconds:.2f} s for one, {peak} MB for all; the slowest:\n{worst}\n")
