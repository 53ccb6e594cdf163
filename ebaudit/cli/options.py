"""Arguments that several commands share, each written once, and what they make of a request."""

# ruff: noqa: PTH110, PTH112, PTH118  pathlib costs start-up time

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ebaudit.cli.args import Group, Option, Options, assignment, number, one_of, whole, words
from ebaudit.cli.config import Config, find_config
from ebaudit.cli.inputs import STDIN
from ebaudit.cli.world import World
from ebaudit.model.finding import Severity
from ebaudit.model.request import LIVE as LIVE_PATH
from ebaudit.model.request import Inputs, LiveInputs, Request, RequestError

if TYPE_CHECKING:
    from ebaudit.catalog import Catalog

MANY = {"action": "append", "default": []}
"""A repeatable option."""
FLAG = {"action": "store_true"}

PATHS = Option(
    ("paths",),
    "a directory, a .tf or .tf.json file, a plan or state (JSON of 'terraform show -json', a plan file, a raw state), "
    "a snapshot, - for one on standard input, or live: or live:REGION for an account; by default the current directory",
    "PATH",
    {"nargs": "*"},
)
VAR = Option(
    ("--var",),
    "set a variable of the root module; repeatable",
    "NAME=VALUE",
    {"action": "append", "default": [], "dest": "variables", "type": lambda text: ("var", assignment(text))},
)
VAR_FILE = Option(
    ("--var-file",),
    "read variables from a file; repeatable, what comes later wins",
    "FILE",
    {"action": "append", "default": [], "dest": "variables", "type": lambda text: ("file", text)},
)
CHDIR = Option(("--chdir",), "take PATH, --var-file and --allow-path as seen from DIR", "DIR")
ALLOW_PATH = Option(
    ("--allow-path",), "let file functions read below DIR, outside the root module too; repeatable", "DIR", MANY
)
CATALOG = Option(("--catalog",), "add what DIR describes to the built-in catalog; repeatable", "DIR", MANY)
SOURCE = Option(
    ("--source",), "the root module that a plan or state came from; by default the directory that it lies in", "DIR"
)
BEFORE = Option(("--before",), "of a plan, read what was there before it, not what it makes", "", FLAG)
INPUTS = (SOURCE, VAR, VAR_FILE, CHDIR, ALLOW_PATH, CATALOG)
"""What decides how a module, plan, state or snapshot is read."""
READING = Group("What is read", (PATHS, SOURCE, BEFORE, VAR, VAR_FILE, CHDIR, ALLOW_PATH, CATALOG))

REGION = Option(
    ("--region",),
    "read this region; repeatable; by default that of the environment, of the profile, or of what is compared",
    "REGION",
    {**MANY, "dest": "regions"},
)
PROFILE = Option(("--profile",), "use this profile of the aliyun command", "NAME")
ASSUME_ROLE = Option(
    ("--assume-role",), "assume this role, each with the one before it; repeatable", "ARN", {**MANY, "dest": "roles"}
)
ENDPOINT = Option(("--endpoint",), "call this instead of the public endpoints (http://host:port)", "URL")
CONCURRENCY = Option(
    ("--concurrency",), "calls under way at once, 1 to 64; by default 16", "N", {"type": whole(1, 64), "default": 16}
)
MAX_QPS = Option(
    ("--max-qps",),
    "the most calls a second of each action; by default as many as the service takes",
    "N",
    {"type": number(0.1), "default": 0.0},
)
DEADLINE = Option(
    ("--deadline",), "seconds that all calls may take; by default 600", "SECONDS", {"type": number(1), "default": 600.0}
)
RECORD = Option(("--record",), "keep the calls in DIR, without secrets", "DIR", {"dest": "record_calls"})
REPLAY = Option(("--replay",), "take the answers from DIR instead of calling", "DIR")
LIVE = Group(
    "How live accounts are reached",
    (REGION, PROFILE, ASSUME_ROLE, ENDPOINT, CONCURRENCY, MAX_QPS, DEADLINE, RECORD, REPLAY),
)

SELECT = Option(
    ("--select",),
    "run only these policies: ids, names or the start of either, separated by commas; repeatable",
    "POLICY,...",
    {"action": "extend", "type": words},
)
IGNORE = Option(
    ("--ignore",),
    "leave these policies out, named in the same way; repeatable",
    "POLICY,...",
    {"action": "extend", "type": words},
)
POLICIES = Option(("--policies",), "add the policies of DIR to the built-in ones; repeatable", "DIR", MANY)

OUTPUT = Option(("--output",), "write to FILE instead of standard output", "FILE")
COLOR = Option(
    ("--color",),
    "auto (the default), always or never; auto follows the terminal, NO_COLOR and FORCE_COLOR",
    "WHEN",
    {"type": one_of("value", ("auto", "always", "never")), "default": "auto"},
)
QUIET = Option(("-q", "--quiet"), "print one line for each finding and error, nothing else", "", FLAG)
VERBOSE = Option(("-v", "--verbose"), "print everything that the run knows", "", FLAG)
DEBUG = Option(("--debug",), "on a bug in ebaudit, print where; EBAUDIT_DEBUG=1 does the same", "", FLAG)
HELP = Option(("-h", "--help"), "print this", "", FLAG)
PRINTING = (OUTPUT, QUIET, VERBOSE, COLOR, DEBUG, HELP)
"""How a report is printed, beside its format."""


def format_option(names: Iterable[str]) -> Option:
    """Return ``--format`` with these choices."""
    known = tuple(names)
    listed = f"{', '.join(known[:-1])} or {known[-1]}"
    return Option(("--format",), f"{listed}; by default text", "FORMAT", {"type": one_of("format", known)})


def request(options: Options, world: World) -> tuple[Request, Config]:
    """Make a request of a command's reading options, the configuration and the environment.

    A single value on the command line replaces the configuration's, and so do --select and --ignore;
    what can be repeated is added to it.
    """
    base = _directory("--chdir", options.chdir) if options.chdir else ""
    paths = tuple(_path(base, path) for path in options.paths or ["."])
    config = find_config(base or "." if paths[0] == STDIN or is_live(paths[0]) else paths[0], world)
    variables = tuple((kind, _var_file(base, text) if kind == "file" else text) for kind, text in options.variables)
    allowed = tuple(_directory("--allow-path", below(base, path)) for path in options.allow_path)
    inputs = Inputs(
        (*(("file", path) for path in config.var_files), *variables),
        {name: value for name, value in world.environ.items() if _is_terraforms(name)},
        (*config.allow_paths, *allowed),
        source=_directory("--source", below(base, options.source)) if options.source else "",
        before=options.before,
        standard_input=_standard_input(world) if STDIN in paths else None,
        live=live_inputs(options, world) if any(map(is_live, paths)) else LiveInputs(),
    )
    catalog = (*config.catalog, *(_directory("--catalog", path) for path in options.catalog))
    return Request(paths, inputs, catalog_directories=catalog, today=world.today), config


def live_inputs(options: Options, world: World) -> LiveInputs:
    """Return how live accounts are reached; RequestError for what makes no sense of it."""
    from ebaudit.cli.live import inputs

    return inputs(options, world)


def catalog(options: Options, world: World) -> "Catalog":
    """Load the catalog with what --catalog and the configuration add; RequestError for what is wrong there."""
    from ebaudit.catalog import load

    added = (*find_config(".", world).catalog, *(_directory("--catalog", path) for path in options.catalog))
    loaded, problems = load(added)
    if problems:
        raise RequestError(tuple(f"{p.span}: {p.summary}." if p.span else f"{p.summary}." for p in problems))
    return loaded


def policy_directories(options: Options, config: Config) -> tuple[str, ...]:
    """Return the directories of further policies."""
    return (*config.policies, *(_directory("--policies", path) for path in options.policies))


def judging(asked: Request, options: Options, config: Config) -> Request:
    """Return the request with the options that only judging has."""
    return asked._replace(
        select=tuple(config.select if options.select is None else options.select),
        ignore=tuple(config.ignore if options.ignore is None else options.ignore),
        severities=config.severities,
        policy_directories=policy_directories(options, config),
        waivers=config.waivers,
        accepted_drift=config.drift,
        fail_on=Severity(options.fail_on or config.fail_on or Severity.MEDIUM),
        allow_incomplete=options.allow_incomplete or config.allow_incomplete,
    )


def _standard_input(world: World) -> bytes:
    """Return all of standard input as it is: a plan says itself in which encoding it is."""
    if world.stdin is None:
        return b""
    stream = getattr(world.stdin, "buffer", None)
    return world.stdin.read().encode() if stream is None else bytes(stream.read())


def _is_terraforms(name: str) -> bool:
    return name.startswith("TF_VAR_") or name in {"TF_WORKSPACE", "TF_DATA_DIR"}


def is_live(path: str) -> bool:
    """Tell whether a path means a live account."""
    return path.startswith(LIVE_PATH)


def _path(base: str, path: str) -> str:
    return path if path == STDIN or is_live(path) else _existing("path", below(base, path))


def below(base: str, path: str) -> str:
    """Return a path as seen from ``base``; a live account lies nowhere."""
    if is_live(path):
        return path
    return os.path.normpath(os.path.join(base, path)) if base else path


def _var_file(base: str, path: str) -> str:
    return _existing("--var-file", below(base, path))


def _existing(what: str, path: str) -> str:
    if not os.path.exists(path):
        raise RequestError((f"{what} '{path}': no such file or directory",))
    return path


def _directory(what: str, path: str) -> str:
    if not os.path.isdir(path):
        problem = "not a directory" if os.path.exists(path) else "no such directory"
        raise RequestError((f"{what} '{path}': {problem}",))
    return path
