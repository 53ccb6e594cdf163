"""Complete, small events that prove something, with likely values where the question leaves them free."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ebaudit.analysis.patterns.compiled import finite
from ebaudit.analysis.patterns.fieldset import FieldSet
from ebaudit.analysis.patterns.pattern import quote
from ebaudit.analysis.patterns.solve import ABSENT, Asked, Solution, solve, solve_string

if TYPE_CHECKING:
    from ebaudit.catalog import Catalog

ENVELOPE = {
    "id": "45ef4dewdwe1-7c35-447a-bd93-fab5a1b2c3d4",
    "source": "my.application",
    "specversion": "1.0",
    "type": "my:Thing:Happened",
    "datacontenttype": "application/json;charset=utf-8",
    "time": "2020-11-19T21:04:41+08:00",
}
"""What the envelope of a witness holds where the question leaves it free."""

LIKELY = {
    **{name: (value,) for name, value in ENVELOPE.items()},
    "source": ("my.application", "acs.oss"),
    "subject": ("acs:oss:cn-hangzhou:1234567890123456:bucket/object.txt",),
    "dataschema": ("http://example.com/schema.json",),
    "aliyuneventbusname": ("default",),
    "aliyunaccountid": ("1234567890123456",),
    "aliyunoriginalaccountid": ("1234567890123456",),
    "aliyunregionid": ("cn-hangzhou",),
    "aliyunpublishtime": ("2020-11-19T21:04:42.179Z",),
    "aliyunpublishaddr": ("172.25.0.1",),
}
_PLACES = (("source",), ("type",))


def build(inside: Asked, outside: Asked, catalog: "Catalog | None", *, payload: bool = True) -> str | None:
    """Return the JSON text of an event inside and outside the sets, or ``None``; raises BeyondBudgetError.

    Without ``payload`` the event has no ``data``.
    """
    plain = solve(inside, outside, LIKELY)
    if plain is None:
        return None
    likely = dict(LIKELY)
    pair = _official(inside, outside, catalog, plain) if catalog is not None else None
    if pair is not None:
        likely |= {"source": (pair[0],), "type": (pair[1],)}
        plain = solve(inside, outside, likely) or plain
        plain.setdefault(("source",), quote(pair[0]))
        plain.setdefault(("type",), quote(pair[1]))
    if not payload:
        plain["data",] = ABSENT
    return render(plain)


def _official(inside: Asked, outside: Asked, catalog: "Catalog", plain: Solution) -> tuple[str, str] | None:
    """Return an official source and one of its types that fit, where the question is about either."""
    if not any(place in plain for place in _PLACES):
        return None
    wanted = {place: ([s for p, s in inside if p == place], [s for p, s in outside if p == place]) for place in _PLACES}
    named = _named(wanted[_PLACES[0]][0])
    for source, types in _pairs(catalog, plain, named):
        if not _fits(wanted[_PLACES[0]], source):
            continue
        found = next((name for name in types if _fits(wanted[_PLACES[1]], name)), None)
        if found is not None:
            return source, found
    return None


def _named(inside: list[FieldSet]) -> frozenset[str] | None:
    """Return the few values that a field can have, ``None`` where there are more than a few."""
    found = [texts for accepted in inside if (texts := finite(accepted)) is not None]
    return frozenset.intersection(*found) if found else None


def _pairs(catalog: "Catalog", plain: Solution, named: frozenset[str] | None) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield official sources with their types, the one of the plain solution first; only ``named`` ones if given."""
    from json import loads

    chosen = loads(plain.get(("source",)) or '""')
    service = loads(plain.get(("type",)) or '""').partition(":")[0]
    likely = [name for name in (chosen, f"acs.{service}") if name in catalog.official_sources]
    if chosen in catalog.custom_sources:
        yield chosen, tuple(catalog.custom_sources[chosen].types)
    for name in dict.fromkeys((*likely, *catalog.official_sources)) if named is None else _official_of(catalog, named):
        yield name, catalog.official_sources[name].types


def _official_of(catalog: "Catalog", named: frozenset[str]) -> list[str]:
    """Return the official ones of a few names, in the catalog's order."""
    if not any(name in catalog.official_sources for name in named):
        return []
    return [name for name in catalog.official_sources if name in named]


def _fits(wanted: tuple[list[FieldSet], list[FieldSet]], value: str) -> bool:
    return solve_string(*wanted, (value,), ()) == value


def render(solution: Solution) -> str:
    """Print a solution as an event, its free attributes filled in."""
    attributes = {name: quote(value) for name, value in ENVELOPE.items()}
    attributes |= {place[0]: value for place, value in solution.items() if place != ("data",)}
    parts = [f"{quote(name)}:{value}" for name, value in attributes.items() if value != ABSENT]
    payload = solution.get(("data",), {})
    if payload != ABSENT:
        parts.append(f'"data":{_print(payload)}')
    return "{" + ",".join(parts) + "}"


def _print(tree: Any) -> str:
    if isinstance(tree, str):
        return tree
    if isinstance(tree, list):
        return "[" + ",".join(tree) + "]"
    return "{" + ",".join(f"{quote(name)}:{_print(value)}" for name, value in tree.items()) + "}"
