"""Regenerates every generated file: ``python -m tests.docs`` (``make docs``); a test holds them fresh.

To add a generated file, add its path and the function that makes its text to :data:`GENERATED`.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from ebaudit.catalog import load
from ebaudit.policy.builtin import compile_builtin, compiled_paths, read_directory
from ebaudit.policy.reference import markdown_reference
from tests import facts
from tests.transcripts import filled

ROOT = Path(__file__).parents[1]


@cache
def _compiled() -> tuple[str, str]:
    return compile_builtin(str(ROOT / "policies"), load()[0])


def _reference() -> str:
    policies, _ = read_directory(str(ROOT / "policies"), load()[0])
    return markdown_reference(sorted(policies, key=lambda policy: policy.id))


GENERATED: dict[Path, Callable[[], str]] = {
    Path(compiled_paths()[0]): lambda: _compiled()[0],
    Path(compiled_paths()[1]): lambda: _compiled()[1],
    ROOT / "docs/facts.md": facts.page,
    ROOT / "policies/README.md": _reference,
    ROOT / "README.md": lambda: filled(ROOT / "README.md"),
    ROOT / "docs/emulator.md": lambda: filled(ROOT / "docs/emulator.md"),
    ROOT / "docs/live.md": lambda: filled(ROOT / "docs/live.md"),
    ROOT / "docs/diff.md": lambda: filled(ROOT / "docs/diff.md"),
    ROOT / "docs/drift.md": lambda: filled(ROOT / "docs/drift.md"),
    ROOT / "docs/patterns.md": lambda: filled(ROOT / "docs/patterns.md"),
}


def main() -> None:
    """Write every generated file."""
    for path, make in GENERATED.items():
        path.write_text(make(), encoding="utf-8")


if __name__ == "__main__":
    main()
