"""``ebaudit version``. Imports next to nothing: it is run to see whether anything runs."""

from ebaudit import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ebaudit.cli.args import Group, Options
    from ebaudit.cli.world import World

USAGE = "version"
ABOUT = "Print the version."
GROUPS: "tuple[Group, ...]" = ()


def line() -> str:
    """Return the version as it is printed."""
    return f"ebaudit {__version__}\n"


def execute(options: "Options", world: "World") -> int:
    """Print the version."""
    world.out.write(line())
    return 0
