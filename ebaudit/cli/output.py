"""Where output goes and how it may look there."""

# ruff: noqa: PTH123  pathlib costs start-up time
import os

from ebaudit.cli.args import Options
from ebaudit.cli.world import World
from ebaudit.model.request import RequestError
from ebaudit.report.look import Look

WIDTH, NARROWEST, WIDEST = 80, 40, 120


def look(options: Options, world: World) -> Look:
    """Decide how text is to look, by the options, the terminal and the conventional variables."""
    if getattr(options, "quiet", False) and getattr(options, "verbose", False):
        raise RequestError(("--quiet and --verbose exclude each other",))
    terminal = not options.output and world.out.isatty()
    colour = _colour(options, world, terminal)
    return Look(
        width=_width(world) if terminal else WIDTH,
        colour=colour,
        verbosity=-1 if getattr(options, "quiet", False) else int(getattr(options, "verbose", False)),
        links=world.directory if colour and terminal else "",
        exit_zero=getattr(options, "exit_zero", False),
    )


def write(text: str, options: Options, world: World) -> None:
    """Write a command's whole output, to the file that was asked for or to standard output."""
    if not options.output:
        world.out.write(text)
        return
    try:
        with open(options.output, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
    except OSError as error:
        where = os.path.dirname(options.output)  # noqa: PTH120  the same
        why = f"there is no directory '{where}'" if isinstance(error, FileNotFoundError) else error.strerror
        raise RequestError((f"--output '{options.output}': {why}",)) from None


def _colour(options: Options, world: World, terminal: bool) -> bool:
    """Follow https://no-color.org, https://force-color.org and https://bixense.com/clicolors/ if nothing was said."""
    if options.color != "auto":
        return bool(options.color == "always")
    if world.environ.get("NO_COLOR"):
        return False
    forced = world.environ.get("FORCE_COLOR") or world.environ.get("CLICOLOR_FORCE", "0") != "0"
    if forced and not options.output:
        return True
    return terminal and world.environ.get("TERM") != "dumb"


def _width(world: World) -> int:
    try:
        columns = int(world.environ.get("COLUMNS") or os.get_terminal_size(world.out.fileno()).columns)
    except (OSError, ValueError):
        return WIDTH
    return max(NARROWEST, min(columns, WIDEST)) if columns > 0 else WIDTH
