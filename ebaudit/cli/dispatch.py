"""From a command's name to its module: help for the program, for a command, and the call itself."""

from importlib import import_module
from typing import Protocol

from ebaudit.cli.args import Group, Options, help_text, parse
from ebaudit.cli.commands import COMMANDS
from ebaudit.cli.world import World
from ebaudit.model.request import RequestError
from ebaudit.suggest import suggest

HELP = {"-h", "--help", "help"}


class Command(Protocol):
    """What a module of ``ebaudit.cli.commands`` has."""

    USAGE: str
    """The command line in outline, without the program's name."""
    ABOUT: str
    """What the command does, a paragraph or two."""
    GROUPS: tuple[Group, ...]
    """Its arguments."""

    def execute(self, options: Options, world: World) -> int:
        """Run and return the exit code; RequestError for what the request gets wrong."""


def dispatch(argv: list[str], world: World) -> int:
    """Run the command that ``argv`` names."""
    if not argv:
        world.err.write(program_help())
        return 2
    name, *rest = [word for word in argv if word != "--debug"]
    if name in HELP and not rest:
        world.out.write(program_help())
        return 0
    if name in HELP:
        name, rest = rest[0], ["--help"]
    command = load(name)
    if any(word in {"-h", "--help"} for word in rest[: rest.index("--") if "--" in rest else None]):
        world.out.write(command_help(name))
        return 0
    return command.execute(parse(command.GROUPS, rest, name), world)


def load(name: str) -> Command:
    """Import the module of a command."""
    if name not in COMMANDS:
        kind = "option" if name.startswith("-") else "command"
        raise RequestError(
            (f"there is no {kind} '{name}'{suggest(name, COMMANDS)}", "'ebaudit help' lists the commands")
        )
    command: Command = import_module(f"ebaudit.cli.commands.{name}")
    return command


def program_help() -> str:
    """Return what ``ebaudit help`` prints."""
    width = max(map(len, COMMANDS))
    rows = "".join(f"  {name:<{width}}  {summary}\n" for name, summary in COMMANDS.items())
    return (
        "Checks Alibaba Cloud EventBridge as code.\n\n"
        "Usage: ebaudit COMMAND [OPTION]... [ARGUMENT]...\n\n"
        f"Commands:\n{rows}\n"
        "'ebaudit help COMMAND' explains one. Exit codes: 0 nothing found, 1 findings,\n"
        "2 wrong usage, 3 the audit is incomplete, 4 a bug in ebaudit.\n"
    )


def command_help(name: str) -> str:
    """Return what ``ebaudit help NAME`` prints."""
    command = load(name)
    return help_text(command.USAGE, command.ABOUT, command.GROUPS)
