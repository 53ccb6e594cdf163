"""``ebaudit snapshot``: save what was read."""

from ebaudit.cli import options as shared
from ebaudit.cli.args import Group, Option, Options
from ebaudit.cli.output import write
from ebaudit.cli.world import World
from ebaudit.model.diagnostic import Level
from ebaudit.model.report import ExitCode
from ebaudit.model.request import RequestError

USAGE = "snapshot [OPTION]... [PATH]..."
ABOUT = """Save what was read as one JSON file, which every command reads like any other estate. It is the same from
run to run and ordered, so that git shows what changed. Secrets are not saved: with a key, what is left of each is
a digest that tells whether it changed; without one, a number that tells which of them are equal.

Exit codes: 0 everything was read, 2 wrong usage, 3 something could not be read or evaluated, which the snapshot says
as well, 4 a bug."""
SHORTEST = 16
VARIABLE = "EBAUDIT_SNAPSHOT_KEY"
KEY_FILE = Option(
    ("--key-file",),
    f"make the digests of secrets with the key in FILE, {SHORTEST} bytes or more; by default the one in {VARIABLE}",
    "FILE",
)
GROUPS = (
    shared.READING,
    shared.LIVE,
    Group("What is saved", (KEY_FILE, shared.OUTPUT, shared.DEBUG, shared.HELP)),
)


def execute(options: Options, world: World) -> int:
    """Write the snapshot."""
    from ebaudit.pipeline import open_all
    from ebaudit.readers.snapshot import write as to_text

    key = read_key(options.key_file, world)
    request, _ = shared.request(options, world)
    if key is not None:
        live = request.inputs.live._replace(digest_key=key)
        request = request._replace(inputs=request.inputs._replace(live=live))
    estates = open_all(request)
    if estates.problems:
        raise RequestError(tuple(f"{p.span}: {p.summary}." if p.span else f"{p.summary}." for p in estates.problems))
    write(to_text(estates.opened, estates.catalog, key), options, world)
    errors = [p for opened in estates.opened for p in opened.diagnostics if p.level is Level.ERROR]
    for problem in errors:
        world.err.write(f"ebaudit: {problem.span or 'error'}: {problem.summary}\n")
    return int(ExitCode.INCOMPLETE if errors else ExitCode.CLEAN)


def read_key(file: str | None, world: World) -> bytes | None:
    """Return the key for digests: of a file, else of the environment; RequestError for one that is no key."""
    if file:
        try:
            with open(file, "rb") as opened:  # noqa: PTH123  pathlib costs start-up time
                key, what = opened.read().strip(), f"--key-file '{file}'"
        except OSError as error:
            raise RequestError((f"--key-file '{file}': {error.strerror}",)) from None
    elif VARIABLE in world.environ:
        key, what = world.environ[VARIABLE].strip().encode("utf-8", "surrogateescape"), VARIABLE
    else:
        return None
    if len(key) < SHORTEST:
        raise RequestError((f"{what}: a key has {SHORTEST} bytes or more; 'openssl rand -hex 32' makes one",))
    return key
