"""What the options of ``ebaudit emulator`` mean, and the run from its start to its end."""

import gc
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from ebaudit.cli import options as shared
from ebaudit.cli.args import Options
from ebaudit.cli.world import World
from ebaudit.emulator import Emulator, Fault, Quirks, Running, Settings
from ebaudit.emulator.actions import ACTIONS
from ebaudit.emulator.faults import ALL, KINDS
from ebaudit.emulator.receivers import local
from ebaudit.emulator.saving import StateError, restore, save
from ebaudit.emulator.seed import seed_from
from ebaudit.emulator.serve import emulator, listen, serving
from ebaudit.model.request import RequestError
from ebaudit.suggest import suggest

HIGHEST, MOST = 65536, 1_000_000
"""The first number that is no port; the largest latency or rate."""
SAVED_EVERY = 1.0
"""Seconds between two looks at whether something changed that must be saved."""
DETAILS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "throttle": ("code", str),
    "error": ("status", int),
    "code": ("code", str),
    "html": ("status", int),
    "body": ("text", str),
    "delay": ("seconds", float),
    "shift": ("by", int),
}
"""What may follow a fault's kind after a colon."""


def settings_of(options: Options) -> Settings:
    """Return the settings that the options ask for."""
    default = Settings()
    return default._replace(
        account=options.account or default.account,
        region=options.region or default.region,
        quirks=quirks_of(options.quirk),
        quotas=not options.no_quotas,
        activated=not options.not_activated,
        retry_scale=default.retry_scale if options.retry_scale is None else options.retry_scale,
    )


def quirks_of(words: list[str]) -> Quirks:
    """Read ``NAME=VALUE`` of quirks: true and false, or a number where the quirk has one."""
    found = Quirks()
    for word in words:
        name, _, text = word.partition("=")
        name = name.replace("-", "_")
        if name not in Quirks._fields:
            raise RequestError((f"--quirk: there is no quirk '{name}'{suggest(name, Quirks._fields)}",))
        found = Quirks(**{**found._asdict(), name: _like(getattr(found, name), text, word)})
    return found


def _like(present: bool | int, text: str, word: str) -> bool | int:
    """Read a value of the type that the quirk has."""
    if isinstance(present, bool) and text in ("true", "false"):
        return text == "true"
    if not isinstance(present, bool) and text.isascii() and text.isdigit():
        return int(text)
    kind = "true or false" if isinstance(present, bool) else "a number"
    raise RequestError((f"--quirk {word}: that is {kind}",))


def by_action(option: str, words: list[str]) -> dict[str, float]:
    """Read ``NUMBER`` or ``ACTION=NUMBER``, the former for every action."""
    found = {}
    for word in words:
        action, _, text = word.rpartition("=")
        number = _number(text)
        if number is None:
            raise RequestError((f"{option} {word}: '{text}' is no number from 0 to {MOST:,}",))
        found[_action(option, action or ALL)] = number
    return found


def _number(text: str) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return found if 0 <= found <= MOST else None


def _action(option: str, name: str) -> str:
    known = {action for _, action in ACTIONS}
    if name != ALL and name not in known:
        raise RequestError((f"{option}: there is no action '{name}'{suggest(name, sorted(known))}",))
    return name


def fault_of(word: str) -> Fault:
    """Read ``ACTION=KIND[:DETAIL][*TIMES]``; without times, every call of the action meets the fault."""
    action, _, rest = word.partition("=")
    rest, star, times = rest.partition("*")
    kind, colon, detail = rest.partition(":")
    if kind not in KINDS:
        raise RequestError((f"--fault {word}: there is no fault '{kind}'{suggest(kind, KINDS)}",))
    try:
        name, convert = DETAILS[kind] if colon else ("", str)
        details: dict[str, Any] = {name: convert(detail)} if colon else {}
        number = int(times) if star else -1
    except (KeyError, ValueError):
        raise RequestError((f"--fault {word}: it is ACTION=KIND[:DETAIL][*TIMES]",)) from None
    return Fault(_action("--fault", action), kind, number, **details)


def run(options: Options, world: World) -> int:
    """Serve until interrupted; the state is saved while it runs and at the end."""
    gc.enable()  # this command runs for hours
    made = emulator(settings_of(options))
    for fault in map(fault_of, options.fault):
        made.faults.add(fault)
    made.latency = {name: each / 1000 for name, each in by_action("--latency", options.latency).items()}
    made.set_rates(by_action("--rate", options.rate), retry_after=options.retry_after)
    filled = _fill(made, options, world)
    with _listen(options.host, options.port) as sock, serving(made, options.host, sock) as found:
        if options.state:
            _save_first(made, options.state)
        with _ended() as ended:
            _greet(found, filled, options, world)
            _until_the_end(ended, made, options.state, world)
    return 0


def _listen(host: str, port: int) -> socket.socket:
    if not 0 <= port < HIGHEST:
        raise RequestError((f"--port {port}: a port is 0 to {HIGHEST - 1}",))
    try:
        return listen(host, port)
    except OSError as error:
        raise RequestError((f"cannot listen on {host}, port {port}: {error.strerror}",)) from None


def _fill(made: Emulator, options: Options, world: World) -> str:
    """Give the emulator what it begins with; return where it is from."""
    try:
        if options.state and restore(made, options.state):
            return f" from {options.state}"
    except StateError as error:
        raise RequestError((str(error),)) from None
    for path in options.seed:
        options.paths, options.before = [path], False
        if shared.is_live(path):
            raise RequestError((f"--seed {path}: save it with 'ebaudit snapshot' first, and seed the snapshot",))
        request, _ = shared.request(options, world)
        for note in seed_from(made, request.paths[0], request.inputs):
            world.err.write(f"ebaudit: {note}\n")
    return f" from {', '.join(options.seed)}" if options.seed else ""


def _greet(found: Running, filled: str, options: Options, world: World) -> None:
    if local(found.url) is None:
        world.err.write(
            f"ebaudit: warning: {options.host} can be reached from other machines, and the keys are no secret: "
            "whoever gets there can change everything in the emulator and let it send to its own loopback\n"
        )
    cell = found.emulator.cell(found.account)
    rules = sum(map(len, cell.rules.values()))
    world.out.write(
        f"EventBridge of account {found.account} in {found.region}: {found.url}\n"
        f"keys {found.access_key} {found.secret}; faults, counts and deliveries: {found.url}/_emulator\n"
        f"in it{filled}: event buses {len(cell.buses)}, rules {rules}, event sources {len(cell.sources)}, "
        f"connections {len(cell.connections)}, API destinations {len(cell.destinations)}, "
        f"event streams {len(cell.streams)}\n"
        "Ctrl-C ends it\n"
    )
    world.out.flush()


def _until_the_end(ended: threading.Event, made: Emulator, state: str | None, world: World) -> None:
    saved, over = made.changes, False
    while not over:
        over = ended.wait(SAVED_EVERY)
        if state and made.changes != saved:
            saved = made.changes
            _save(made, state, world)


@contextmanager
def _ended() -> Iterator[threading.Event]:
    """Yield what is set when the process is asked to end, by Ctrl-C or by whoever started it."""
    ended = threading.Event()
    before = {each: signal.signal(each, lambda *_: ended.set()) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield ended
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _save_first(made: Emulator, state: str) -> None:
    """Save at the start, when somebody still looks."""
    try:
        save(made, state)
    except OSError as error:
        raise RequestError((f"--state '{state}': {error.strerror}",)) from None


def _save(made: Emulator, state: str, world: World) -> None:
    try:
        save(made, state)
    except OSError as error:
        world.err.write(f"ebaudit: error: the state cannot be saved to '{state}': {error.strerror}\n")
