"""Which modules each command may import: start-up time is a feature, and one careless import doubles it.

Compared are top-level names, private ones aside, beyond what a bare interpreter has loaded.
"""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ESTATE = "fixtures/estates/actiontrail-to-dingtalk"
PLAN = "tests/conformance/data/plans/dingtalk/create.plan.json"
SHOW = "import sys; print(' '.join(sorted({name.split('.')[0] for name in sys.modules})))"

VERSION = {"ebaudit", "gc"}
ARGUMENTS = VERSION | set(
    "argparse bisect collections contextlib copyreg enum errno functools gettext importlib itertools keyword locale "  # noqa: SIM905  a table of words
    "operator re reprlib types typing warnings".split()
)
READING = ARGUMENTS | {"json"}
ALLOWED: dict[str, set[str]] = {
    "version": VERSION,
    "help": ARGUMENTS,
    "help check": ARGUMENTS | {"textwrap"},
    "check --selct": ARGUMENTS | {"difflib", "heapq"},
    "policies": ARGUMENTS | {"json"},
    "explain EB401": ARGUMENTS | {"json", "textwrap"},
    f"show {ESTATE}/clean": READING,
    f"show {ESTATE}/careless": READING,
    f"check {ESTATE}/clean": READING,
    f"check {ESTATE}/clean --format json": READING,
    f"check {PLAN}": READING,
    f"snapshot {ESTATE}/clean": READING | {"hashlib", "hmac"},
    f"snapshot {ESTATE}/careless": READING | {"hashlib", "hmac"},
    f"show {PLAN} --before": READING,
    "drift tests/conformance/data/plans/function/noop.plan.json": READING,
    "live permissions": READING,
    "help emulator": ARGUMENTS | {"textwrap"},
    "emulator --prt 1": ARGUMENTS | {"difflib", "heapq"},
}


def loaded(code: str) -> set[str]:
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return {name for name in ran.stdout.splitlines()[-1].split() if not name.startswith("_")}


@pytest.mark.parametrize("command", ALLOWED)
def test_a_command_imports_only_what_it_may(command: str) -> None:
    argv = command.split()
    run = f"import sys; from ebaudit.cli.main import main, real_world; main({argv!r}, real_world()); {SHOW}"
    assert loaded(run) - loaded(SHOW) - ALLOWED[command] == set()


def test_the_official_client_is_imported_at_half_its_cost() -> None:
    show = "print(' '.join(name.split('.')[0] for name in sys.modules))"
    run = f"import sys; from ebaudit.readers.live.importing import prepare; prepare(); {show}"
    assert loaded(run) & {"aiohttp", "apscheduler", "yarl"} == set()


def test_the_official_client_is_quiet_whatever_the_environment_says() -> None:
    run = (
        "import os, sys, logging; os.environ['DEBUG'] = 'sdk'; "
        "from ebaudit.readers.live.importing import LOGGERS, prepare; prepare(); "
        "print('DEBUG' in os.environ, *(type(h).__name__ for n in LOGGERS for h in logging.getLogger(n).handlers))"
    )
    assert loaded(run) == {"False", "NullHandler"}


SELDOM = {
    "analysis.patterns.algebra": "its patterns are plain",
    "analysis.patterns.proofs": "its patterns are plain",
    "analysis.schema.explain": "no fault",
    "analysis.schema.wording": "no fault",
    "catalog.habits": "no comparison",
    "policy.cel.parse": "no policy file",
    "policy.cel.tree": "no policy file",
    "policy.message": "no finding",
    "readers.hcl.json_syntax": "no JSON",
    "readers.hcl.syntax.recovery": "no syntax error",
    "readers.hcl.syntax.wanted": "no syntax error",
    "report.json": "another format",
}
"""Modules of our own that a run over a clean estate has no reason to import, and why."""


def test_a_clean_estate_imports_nothing_for_findings() -> None:
    argv = ["check", f"{ESTATE}/clean"]
    show = "print(' '.join(name.removeprefix('ebaudit.') for name in sys.modules))"
    run = f"import sys; from ebaudit.cli.main import main, real_world; main({argv!r}, real_world()); {show}"
    assert loaded(run) & set(SELDOM) == set()


NOT_FOR_SERVING = {"Tea", "alibabacloud_eventbridge20200401", "darabonba", "requests", "rich", "jsonschema", "msgspec"}


def test_the_emulator_needs_neither_the_client_nor_what_formats_need() -> None:
    argv = ["emulator", "--port", "65536"]
    run = f"import sys; from ebaudit.cli.main import main, real_world; main({argv!r}, real_world()); {SHOW}"
    found = loaded(run)
    assert found & NOT_FOR_SERVING == set()
    assert found >= {"starlette", "uvicorn"}
