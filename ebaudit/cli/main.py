"""Entry point: finds the command, runs it, and makes an exit code of whatever happens."""

import gc
import os
import sys

from ebaudit.cli.world import World, real_world

BUG, USAGE, INTERRUPTED, BROKEN_PIPE = 4, 2, 130, 141


def run() -> int:
    """Run the process's own command line and return the exit code.

    The collector stays off: a run makes much and drops little, and ends soon. The process ends here: taking
    every object apart first would only cost time, and the interpreter's own last flush would change the exit
    code where standard output takes nothing.
    """
    gc.disable()
    code = main(sys.argv[1:], real_world())
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (
            OSError,
            ValueError,
            AttributeError,
        ):  # full, closed or never there: main has said what there is
            continue
    os._exit(code)


def main(argv: list[str], world: World) -> int:
    """Run one command line in a world and return the exit code; nothing escapes but the end of the process."""
    try:
        code = _dispatch(argv, world)
        world.out.flush()
    except BrokenPipeError:
        _discard_output()
        return BROKEN_PIPE
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001  the last guard: no traceback reaches a user
        return _failed(error, argv, world)
    return code


def _dispatch(argv: list[str], world: World) -> int:
    name = argv[0] if argv else ""
    if name in {"version", "--version", "-V"} and len(argv) == 1:
        from ebaudit.cli.commands.version import line

        world.out.write(line())
        return 0
    from ebaudit.cli.dispatch import dispatch

    return dispatch(argv, world)


def _failed(error: Exception, argv: list[str], world: World) -> int:
    from ebaudit.model.request import RequestError

    if isinstance(error, RequestError):
        for problem in error.problems:
            world.err.write(f"ebaudit: error: {problem}\n")
        return USAGE
    if isinstance(error, OSError) and error.errno in _writing():
        world.err.write(f"ebaudit: error: standard output cannot be written: {error.strerror}\n")
        return USAGE
    from traceback import format_exception, walk_tb

    steps = [(frame.f_globals.get("__name__", ""), line) for frame, line in walk_tb(error.__traceback__)]
    place = next((f"{name}:{line}" for name, line in reversed(steps) if name.startswith("ebaudit")), "ebaudit")
    # The error's own text may quote what was being read, secrets included; it is for --debug only.
    world.err.write(f"ebaudit: internal error: {type(error).__name__} in {place}. This is a bug in ebaudit.\n")
    if "--debug" in argv or world.environ.get("EBAUDIT_DEBUG"):
        world.err.write("".join(format_exception(error)))
    else:
        world.err.write("ebaudit: --debug shows where; its output may quote what was being read.\n")
    return BUG


def _writing() -> set[int]:
    """Return the error numbers of a write that fails; files to read are opened where their errors are caught."""
    import errno

    return {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF}


def _discard_output() -> None:
    """Point standard output at nothing, so that the interpreter's last flush is quiet."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, sys.stdout.fileno())
    os.close(nothing)
