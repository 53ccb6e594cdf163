"""Recorded calls: one file of JSON lines for each account and region, without secrets, in an order that stays.

The first line says what the file is. Each further line is a call: ``action``, ``parameters``, ``status`` and
``body`` or ``problem``. Where a call was made several times its lines stand in the order of the calls. What is left
of a secret is an object with the one member ``$withheld``.
"""

# ruff: noqa: PTH118, PTH123, PTH103, PTH208  pathlib costs start-up time

import os
from collections.abc import Mapping
from json import dumps, loads
from threading import Lock

from ebaudit.model.record import Record
from ebaudit.model.value import Sensitive, Unknown, Value
from ebaudit.readers.jsonparts import Json, mapping, sequence, text
from ebaudit.readers.live.actions import Action
from ebaudit.readers.live.calls import Calls, Parameters
from ebaudit.readers.live.replies import Kind, Reply

FORMAT, VERSION, ENDING, WITHHELD = "ebaudit-calls", 1, ".jsonl", "$withheld"


class CassetteError(Exception):
    """A recording that cannot be read or written; the text says which and why."""


class Recorder:
    """Keeps the calls that others answer, until they are saved."""

    __slots__ = ("_calls", "_found", "_lock")

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._lock = Lock()
        self._found: list[tuple[str, str, int, str]] = []

    def reply(self, action: Action, parameters: Parameters) -> Reply:
        """Return what comes back, and keep it."""
        reply = self._calls.reply(action, parameters)
        line = dumps(_line(action, parameters, reply), ensure_ascii=False, default=_written)
        with self._lock:
            self._found.append((action.name, _key(parameters), len(self._found), line))
        return reply

    def save(self, directory: str, account: str, region: str) -> None:
        """Write the calls of one account and region into a directory, which is made. Raises CassetteError."""
        head = dumps({"format": FORMAT, "version": VERSION, "account": account, "region": region})
        name = os.path.join(directory, f"{account or 'unknown'}-{region}{ENDING}")
        try:
            os.makedirs(directory, exist_ok=True)
            with open(name, "w", encoding="utf-8", errors="surrogatepass") as file:
                file.writelines(f"{line}\n" for line in (head, *(found[3] for found in sorted(self._found))))
        except OSError as error:
            raise CassetteError(f"{name} cannot be written: {error.strerror}") from None


class Cassette(Record):
    """The recorded calls of one account and region."""

    name: str
    account: str
    region: str
    calls: "Replayed"


class Replayed:
    """Answers calls as they were answered when they were recorded."""

    __slots__ = ("_lines", "_lock", "_name")

    def __init__(self, name: str) -> None:
        self._name = name
        self._lock = Lock()
        self._lines: dict[tuple[str, str], list[Mapping[str, Json]]] = {}

    def add(self, line: Mapping[str, Json]) -> None:
        """Add a recorded call."""
        self._lines.setdefault((text(line.get("action")), _key(mapping(line.get("parameters")))), []).append(line)

    def reply(self, action: Action, parameters: Parameters) -> Reply:
        """Return the next recorded answer to a call, its last one again after that."""
        with self._lock:
            found = self._lines.get((action.name, _key(parameters)))
            line = None if found is None else found.pop(0) if len(found) > 1 else found[0]
        if line is None:
            asked = ", ".join(f"{name}={value}" for name, value in sorted(parameters.items()))
            problem = f"the call {action.name}({asked}) is not in the recording {self._name}"
            return Reply(0, problem=problem, kind=Kind.NOT_RECORDED)
        status, tries = line.get("status"), line.get("tries")
        return Reply(
            status if isinstance(status, int) else 0,
            _read(line.get("body")),
            text(line.get("problem")),
            _kind(line.get("kind")),
            tries=tries if isinstance(tries, int) else 1,
        )


def load(directory: str) -> tuple[Cassette, ...]:
    """Read every recording of a directory, in the order of their names. Raises CassetteError."""
    try:
        names = sorted(name for name in os.listdir(directory) if name.endswith(ENDING))
    except OSError as error:
        raise CassetteError(f"{directory} cannot be read: {error.strerror}") from None
    found = [_load(os.path.join(directory, name)) for name in names]
    if not found:
        raise CassetteError(f"{directory} holds no recorded calls (*{ENDING}); --record makes them")
    return tuple(found)


def _load(name: str) -> Cassette:
    try:
        with open(name, encoding="utf-8", errors="surrogatepass") as file:
            head = mapping(loads(file.readline() or "null"))
            if head.get("format") != FORMAT or head.get("version") != VERSION:
                raise CassetteError(f"{name} is no recording of calls, or one of another version of ebaudit")
            calls = Replayed(name)
            for line in file:
                calls.add(mapping(loads(line)))
    except OSError as error:
        raise CassetteError(f"{name} cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError):
        raise CassetteError(f"{name} holds a line that is not JSON") from None
    return Cassette(name, text(head.get("account")), text(head.get("region")), calls)


def _key(parameters: Mapping[str, Json]) -> str:
    return dumps(parameters, sort_keys=True, ensure_ascii=False, default=str)


def _line(action: Action, parameters: Parameters, reply: Reply) -> dict[str, Json]:
    line: dict[str, Json] = {"action": action.name, "parameters": dict(sorted(parameters.items()))}
    line["status"] = reply.status
    if reply.tries > 1:
        line["tries"] = reply.tries
    if reply.problem:
        return {**line, "problem": reply.problem, "kind": str(reply.kind)}
    return {**line, "body": reply.body}


def _kind(value: Json) -> str:
    return value if isinstance(value, str) and value in set(Kind) else ""


def _written(value: object) -> Json:
    """Return JSON for what is left of a secret."""
    if not isinstance(value, Sensitive):
        return str(value)
    inner = value.value
    kept: dict[str, Json] = {"marks": sorted(value.marks)}
    if isinstance(inner, Unknown):
        kept["reason"] = inner.reason
        kept.update({name: getattr(inner, name) for name in ("prefix", "parts", "json") if getattr(inner, name)})
    return {WITHHELD: kept}


def _read(value: Json) -> Json:
    """Undo :func:`_written` everywhere in a recorded answer."""
    if isinstance(value, list):
        return [_read(item) for item in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1 and WITHHELD in value:
        return _withheld(mapping(value[WITHHELD]))
    return {name: _read(item) for name, item in value.items()}


def _withheld(kept: Mapping[str, Json]) -> Sensitive:
    from ebaudit.model.types import STRING

    inner = Unknown(
        text(kept.get("reason")),
        type=STRING,
        prefix=text(kept.get("prefix")),
        parts=tuple(part if isinstance(part, str) else None for part in sequence(kept.get("parts"))),
        json=_value(_read(kept.get("json"))),
        not_null=True,
    )
    return Sensitive(inner, frozenset(mark for mark in sequence(kept.get("marks")) if isinstance(mark, str)))


def _value(value: Json) -> Value:
    if isinstance(value, list):
        return tuple(_value(item) for item in value)
    if isinstance(value, dict):
        return {name: _value(item) for name, item in value.items()}
    found: Value = value
    return found
