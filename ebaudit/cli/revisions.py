"""Trees of git revisions, written out beside the work tree, which is never touched.

A temporary index is filled from the revision and checked out below a temporary directory; neither the
repository's index nor its work tree takes part. Source: https://git-scm.com/docs/git-checkout-index
"""

# ruff: noqa: PTH103, PTH110, PTH112, PTH118, PTH120  pathlib costs start-up time

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ebaudit.model.record import Record
from ebaudit.model.request import RequestError

if TYPE_CHECKING:
    from subprocess import CompletedProcess

SECONDS = 300
DOTS, MERGE_BASE = "..", "..."


class Range(Record):
    """Two revisions as given; ``forked`` means that the first is where both parted."""

    before: str
    after: str
    forked: bool = False


class Tree(Record):
    """A revision written out: its label, the directory of the whole tree, and the path asked for in it."""

    label: str
    root: str
    path: str

    def name(self, text: str) -> str:
        """Return a text with places in the temporary tree named as git names them: ``REVISION:path``."""
        return text.replace(f"{self.root}/", f"{self.label}:").replace(self.root, f"{self.label}:")


def parse_range(text: str) -> Range | None:
    """Read ``A..B`` or ``A...B``, where an empty side is HEAD; ``None`` when it is no range or names a file."""
    if DOTS not in text or os.path.exists(text) or text.startswith(("./", "../", "/")) or set(text) <= {".", "/"}:
        return None
    forked = MERGE_BASE in text
    before, _, after = text.partition(MERGE_BASE if forked else DOTS)
    if before.startswith("-") or after.startswith("-") or DOTS in after:
        return None
    return Range(before or "HEAD", after or "HEAD", forked)


def write_trees(asked: Range, path: str, directory: str, environ: Mapping[str, str]) -> tuple[Tree, Tree]:
    """Write both revisions below ``directory``; RequestError when git cannot, with what it says."""
    here = path if os.path.isdir(path) else os.path.dirname(path) or "."
    top = _Git(here, environ).text("rev-parse", "--show-toplevel")
    git = _Git(top, environ)  # below the top, checkout-index would leave the rest out
    inside = os.path.relpath(os.path.realpath(path), os.path.realpath(top))
    commits = [git.text("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}", about=name) for name in asked[:2]]
    labels = [asked.before, asked.after]
    if asked.forked:
        commits[0] = git.text("merge-base", *commits)
        labels[0] = commits[0][:12]
    made = [
        _write(git, commit, label, os.path.join(directory, side), inside)
        for commit, label, side in zip(commits, labels, ("before", "after"), strict=True)
    ]
    return made[0], made[1]


def _write(git: "_Git", commit: str, label: str, root: str, inside: str) -> Tree:
    os.makedirs(os.path.join(root, ".git"))  # marks the top, where the search for a configuration ends
    index = f"{root}.index"
    git.text("read-tree", commit, index=index)
    git.text("checkout-index", "--all", "--quiet", f"--prefix={root}/", index=index)
    path = os.path.normpath(os.path.join(root, inside))
    if not os.path.exists(path):
        os.makedirs(path)
    return Tree(label, root, path)


class _Git:
    """Runs git in one directory."""

    def __init__(self, directory: str, environ: Mapping[str, str]) -> None:
        self.directory = directory
        self.environ = environ

    def text(self, *words: str, index: str = "", about: str = "") -> str:
        """Return what a command prints."""
        ran = self.run(words, index)
        if ran.returncode == 0:
            return ran.stdout.strip()
        if about:
            raise RequestError((f"there is no revision '{about}' here",))
        said = ran.stderr.strip().splitlines()
        raise RequestError((f"git {words[0]} fails: {said[-1] if said else f'exit code {ran.returncode}'}",))

    def run(self, words: tuple[str, ...], index: str) -> "CompletedProcess[str]":
        import subprocess

        environ = {**self.environ, "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
        if index:
            environ["GIT_INDEX_FILE"] = index
        try:
            return subprocess.run(  # noqa: S603  fixed words and revisions that do not begin with '-'
                ["git", "-C", self.directory, *words],  # noqa: S607  the git of the user
                env=environ,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=SECONDS,
                check=False,
            )
        except FileNotFoundError:
            raise RequestError(("git is not installed, and a range of revisions needs it",)) from None
        except subprocess.TimeoutExpired:
            raise RequestError((f"git {words[0]} took more than {SECONDS} seconds",)) from None
