"""What is outside the process: environment, streams, working directory and calendar; tests make their own."""

import os
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:  # the name alone: importing typing and collections is a quarter of a start
    from collections.abc import Mapping
    from typing import TextIO


class World:
    """The only place that commands take the outside from."""

    __slots__ = ("directory", "environ", "err", "out", "stdin", "today")

    def __init__(  # noqa: PLR0913  one argument for each thing outside
        self,
        environ: "Mapping[str, str]",
        out: "TextIO",
        err: "TextIO",
        directory: str,
        today: str,
        stdin: "TextIO | None" = None,
    ) -> None:
        self.environ = environ
        self.out = out
        self.err = err
        self.directory = directory
        self.today = today
        self.stdin = stdin


def real_world() -> World:
    """Return the world of this process. What the terminal cannot encode is printed escaped."""
    for stream in (sys.stdout, sys.stderr):
        # A stream that was closed before the start is None; nothing can be said there.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    return World(
        os.environ,
        sys.stdout or _nowhere(),
        sys.stderr or _nowhere(),
        _directory(),
        time.strftime("%Y-%m-%d"),
        sys.stdin,
    )


def _nowhere() -> "TextIO":
    return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123  pathlib costs start-up time; open to the end


def _directory() -> str:
    try:
        return os.getcwd()  # noqa: PTH109  pathlib costs start-up time
    except FileNotFoundError:  # removed under our feet; relative paths will say so
        return os.sep
