"""From a snapshot to the estates that it was written from."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from ebaudit.model.diagnostic import Diagnostic, LedgerEntry, Level, ModuleCall, Outcome
from ebaudit.model.estate import Estate, Move, Opened, PlannedChange, Unread
from ebaudit.model.resources import Attribute, Block, Provider, Resource
from ebaudit.model.source import Span
from ebaudit.model.value import Value
from ebaudit.readers.assemble import Join, row
from ebaudit.readers.decode import decode as decode_estate
from ebaudit.readers.jsonparts import Json
from ebaudit.readers.snapshot.values import MalformedError, Spell, decode
from ebaudit.readers.snapshot.write import KEYED, NUMBERED

NAME = "snapshot"
Made = TypeVar("Made")


def read(name: str, document: Mapping[str, Json], join: Join | None = None) -> list[Opened]:
    """Read a snapshot, called ``name`` in messages; ``join`` adds to a resource what its source says.

    What cannot be read is a diagnostic; nothing is raised.
    """
    problem = _refused(name, document)
    if problem is not None:
        return [_nothing(name, problem)]
    spell = _spelling(document)
    try:
        estates = _each(document.get("estates"), "estates", lambda data: _Reader(name, data, spell, join).opened())
    except MalformedError as error:
        detail = f"In {name}, {error}. Nothing in it was checked. Write it anew with 'ebaudit snapshot'."
        return [_nothing(name, Diagnostic(Level.ERROR, "malformed-snapshot", "The snapshot is malformed", detail))]
    return estates or [Opened(Estate(NAME, name), (), (LedgerEntry(NAME, name, Outcome.EVALUATED, "no estate"),))]


def _refused(name: str, document: Mapping[str, Json]) -> Diagnostic | None:
    version = document.get("schema_version")
    major = version.partition(".")[0] if isinstance(version, str) else ""
    if major != "1":
        detail = (
            f"{name} has schema version {version!r}; the versions 1.x are understood. Nothing in it was checked. "
            "Read it with the ebaudit that wrote it, or write it anew."
        )
        return Diagnostic(Level.ERROR, "snapshot-version", "The snapshot's version is not known", detail)
    if document.get("secrets") not in (KEYED, NUMBERED):
        detail = f"In {name}, 'secrets' is neither '{KEYED}' nor '{NUMBERED}'. Nothing in it was checked."
        return Diagnostic(Level.ERROR, "malformed-snapshot", "The snapshot is malformed", detail)
    return None


def _nothing(name: str, problem: Diagnostic) -> Opened:
    return Opened(Estate(NAME, name), (problem,), (LedgerEntry(NAME, name, Outcome.FAILED, problem.summary),))


def _spelling(document: Mapping[str, Json]) -> Spell:
    """Return what makes a digest of what the snapshot says; numbers mean something only within one content."""
    if document.get("secrets") == KEYED:
        return lambda digest: digest if ":" in digest else f":{digest}"
    from hashlib import sha256
    from json import dumps

    content = sha256(dumps(document, sort_keys=True, default=str).encode()).hexdigest()[:8]
    return lambda number: f"{content}:{number}"


class _Reader:
    def __init__(self, name: str, data: Mapping[str, Json], spell: Spell, join: Join | None) -> None:
        self.name = name
        self.data = data
        self.spell = spell
        self.join = join

    def opened(self) -> Opened:
        data = self.data
        reader, root = _text(data, "reader"), _text(data, "root")
        resources = self.resources("resources", "managed")
        references = self.resources("references", "data")
        streams = tuple(self.resources("streams", "managed"))
        unread = tuple(_each(data.get("unread"), "unread", _unread))
        estate = decode_estate(reader, root, [*resources, *references])._replace(unread=unread, streams=streams)
        if len(estate.resources) + len(estate.references) < len(resources) + len(references):
            raise MalformedError("a resource is of another family")
        problems = tuple(_each(data.get("diagnostics"), "diagnostics", _diagnostic))
        whole = not problems and not unread
        head = LedgerEntry(
            NAME, self.name, Outcome.EVALUATED if whole else Outcome.PARTIAL, f"of {root}, which was read as {reader}"
        )
        return Opened(
            estate,
            problems,
            (head, *_rows(estate), *_cells(estate)),
            changes=tuple(_each(data.get("changes"), "changes", _change)),
            drift=tuple(_each(data.get("drift"), "drift", _change)),
            moves=tuple(_each(data.get("moves"), "moves", _move)),
            created_first=frozenset(_texts(data, "created_first")),
        )

    def resources(self, member: str, mode: str) -> list[Resource]:
        made = _each(self.data.get(member), member, lambda each: self.resource(each, mode))
        return [self.join(each) for each in made] if self.join is not None and member != "streams" else made

    def resource(self, data: Mapping[str, Json], mode: str) -> Resource:
        provider = _member(data, "provider")
        return Resource(
            _text(data, "address"),
            _text(data, "type"),
            mode,
            self.block(data),
            Provider(_text(provider, "name"), self.value(provider, "region"), self.value(provider, "account_id")),
            tuple(ModuleCall(address, None) for address in _texts(data, "calls")),
        )

    def value(self, data: Mapping[str, Json], name: str) -> Value:
        return decode(data.get(name), self.spell)

    def block(self, data: Mapping[str, Json]) -> Block:
        provided, left = frozenset(_texts(data, "provided")), frozenset(_texts(data, "left_to_provider"))
        arguments = {
            name: Attribute(decode(value, self.spell), provided=name in provided, by_provider=name in left)
            for name, value in _member(data, "arguments").items()
        }
        blocks = {name: tuple(_each(items, f"'{name}'", self.block)) for name, items in _member(data, "blocks").items()}
        unknown = _member(data, "unknown_blocks")
        beyond = {name: decode(value, self.spell) for name, value in _member(data, "beyond").items()}
        return Block(arguments, blocks, None, {name: _text(unknown, name) for name in unknown}, beyond)


def _rows(estate: Estate) -> Iterator[LedgerEntry]:
    for resource in (*estate.resources, *estate.references):
        yield row(resource, [])


def _cells(estate: Estate) -> Iterator[LedgerEntry]:
    for cell in estate.unread:
        yield LedgerEntry("account", f"{cell.account}/{cell.region}", Outcome.PARTIAL, cell.reason)


def _unread(data: Mapping[str, Json]) -> Unread:
    return Unread(*(_text(data, name) for name in Unread._fields))


def _move(data: Mapping[str, Json]) -> Move:
    return Move(_text(data, "before"), _text(data, "after"))


def _change(data: Mapping[str, Json]) -> PlannedChange:
    paths = data.get("replace_paths", [])
    if not isinstance(paths, list) or not all(isinstance(path, list) for path in paths):
        raise MalformedError("'replace_paths' is not an array of paths")
    return PlannedChange(
        _text(data, "address"),
        _text(data, "type"),
        tuple(_texts(data, "actions")),
        _text(data, "reason", ""),
        tuple(tuple(step for step in path if isinstance(step, str | int)) for path in paths),
        _text(data, "moved_from", ""),
        data.get("imported") is True,
    )


def _diagnostic(data: Mapping[str, Json]) -> Diagnostic:
    level = _text(data, "level")
    if level not in tuple(Level):
        raise MalformedError(f"no diagnostic has the level '{level}'")
    calls = tuple(ModuleCall(address, None) for address in _texts(data, "calls"))
    summary, detail = _text(data, "summary"), _text(data, "detail", "")
    return Diagnostic(Level(level), _text(data, "code"), summary, detail, _span(data.get("span")), calls)


def _span(data: Json) -> Span | None:
    if data is None:
        return None
    if not isinstance(data, list) or list(map(type, data)) != [str, int, int, int, int]:
        raise MalformedError("a 'span' is not a file with four numbers")
    return Span(*data)


def _each(data: Json, what: str, make: Callable[[Mapping[str, Json]], Made]) -> list[Made]:
    if data is None:
        return []
    if not isinstance(data, list) or not all(isinstance(each, dict) for each in data):
        raise MalformedError(f"{what} is not an array of objects")
    return [make(each) for each in data]


def _member(data: Mapping[str, Json], name: str) -> Mapping[str, Json]:
    found = data.get(name, {})
    if not isinstance(found, dict):
        raise MalformedError(f"'{name}' is not an object")
    return found


def _text(data: Mapping[str, Json], name: str, otherwise: Any = None) -> str:
    found = data.get(name, otherwise)
    if not isinstance(found, str):
        raise MalformedError(f"the text '{name}' is missing")
    return found


def _texts(data: Mapping[str, Json], name: str) -> list[str]:
    found = data.get(name, [])
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise MalformedError(f"'{name}' is not an array of texts")
    return found
