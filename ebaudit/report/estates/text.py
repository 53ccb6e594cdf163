"""What was read, for people."""

from collections.abc import Iterator, Sequence

from ebaudit.model.estate import Opened
from ebaudit.model.resources import Resource
from ebaudit.model.value import Path, Unknown
from ebaudit.report.cells import clean
from ebaudit.report.estates import Hidden
from ebaudit.report.estates.plain import Plain, Shown, path_text, plain_scalar, redactor, structure
from ebaudit.report.lines import BLANK, Line, Page, place, plural
from ebaudit.report.look import Look
from ebaudit.report.redact import Redactor
from ebaudit.report.summary import diagnostics
from ebaudit.report.text import paint

LONG = 20
"""JSON shorter than this stays on its line."""


def render(opened: Sequence[Opened], hidden: Hidden, look: Look) -> str:
    """Return the resources of each estate, then what could not be read."""
    lines: list[Line] = []
    for item in opened:
        page = Page(look, item.sources, redactor(item, hidden))
        seen = (*item.estate.resources, *item.estate.references)
        lines.append((("strong", clean(f"{item.estate.root}: {plural(len(seen), 'resource')}")),))
        lines.append(BLANK)
        for resource in seen:
            lines += [*_resource(resource, hidden, page), BLANK]
        lines += diagnostics(item.diagnostics, page)
    return paint(lines, look)


def _resource(resource: Resource, hidden: Hidden, page: Page) -> Iterator[Line]:
    shown = Shown(resource, hidden(resource), page.redactor)
    kind = "data source" if resource.mode == "data" else "resource"
    yield (("label", f"{kind} "), ("strong", clean(resource.address)))
    yield (("", "  "), *place(resource.span), ("dim", _provider(resource)))
    yield from page.calls(resource.calls)
    yield from _object(shown.values, (), shown, 1)


def _provider(resource: Resource) -> str:
    known = [
        f"{name} {clean(value)}"
        for name, value in (("region", resource.provider.region), ("account", resource.provider.account_id))
        if isinstance(value, str)
    ]
    return f"  ({', '.join(known)})" if known else ""


def _object(values: dict[str, Plain], path: Path, shown: Shown, depth: int) -> Iterator[Line]:
    for name, value in values.items():
        at = (*path, name)
        if value and isinstance(value, list) and isinstance(value[0], dict) and (*at, 0) in shown.locations:
            for index, item in enumerate(value):
                yield (("", f"{'  ' * depth}{name}[{index}]"), *_where((*at, index), shown))
                yield from _object(item, (*at, index), shown, depth + 1)
        else:
            yield from _argument(name, value, at, shown, depth)


def _argument(name: str, value: Plain, path: Path, shown: Shown, depth: int) -> Iterator[Line]:
    lead = f"{'  ' * depth}{clean(name)} = "
    where = _where(path, shown)
    if path in shown.unknown:
        unknown = shown.unknown[path]
        hidden = "sensitive, " if path in shown.sensitive else ""
        yield (("", lead), ("warning", f"({hidden}unknown: {_why(unknown)})"), *where)
        yield from _refined(unknown, shown.redactor, depth + 1)
    elif isinstance(value, str) and (block := _block(value)):
        yield (("", lead.rstrip()), *where)
        for line in block:
            yield (("dim", f"{'  ' * (depth + 1)}| "), ("", clean(line)))
    else:
        yield (("", lead), ("", _literal(value, path, shown)), *where)
        yield from _inner_unknowns(path, shown, depth + 1)


def _block(text: str) -> list[str]:
    """Return the lines of a text that reads better in several: one with line breaks, or the output of jsonencode."""
    if "\n" in text.rstrip("\n"):
        return text.splitlines()
    if text[:1] not in {"{", "["} or len(text) < LONG:
        return []
    from json import dumps, loads

    try:
        value = loads(text)
    except ValueError:
        return []
    same = dumps(value, separators=(",", ":"), ensure_ascii=False) == text
    return dumps(value, indent=2, ensure_ascii=False).splitlines() if same else []


def _where(path: Path, shown: Shown) -> Line:
    span = shown.locations.get(path)
    return () if span is None else (("dim", f"  # {span.line}:{span.column}"),)


def _why(unknown: Unknown) -> str:
    refs = f"; {', '.join(unknown.refs)}" if unknown.refs else ""
    return clean(f"{unknown.reason}{refs}")


def _refined(unknown: Unknown, redactor: Redactor, depth: int) -> Iterator[Line]:
    """Say what is known of an unknown: how it starts, or what its JSON looks like."""
    if unknown.prefix and unknown.json is None:
        yield (("dim", f"{'  ' * depth}starts with "), ("", clean(redactor.text(str(plain_scalar(unknown.prefix))))))
    if unknown.json is not None:
        from json import dumps

        value, inner = structure(unknown, redactor)
        for line in dumps(value, indent=2, ensure_ascii=False).splitlines():
            yield (("dim", f"{'  ' * depth}| "), ("", clean(line)))
        for path, leaf in inner:
            yield (("", f"{'  ' * depth}{path_text(path)} is unknown: {_why(leaf)}"),)


def _inner_unknowns(path: Path, shown: Shown, depth: int) -> Iterator[Line]:
    for at, unknown in shown.unknown.items():
        if len(at) > len(path) and at[: len(path)] == path:
            yield (("", f"{'  ' * depth}{path_text(at)} is unknown: {_why(unknown)}"),)


def _literal(value: Plain, path: Path, shown: Shown) -> str:
    if path in shown.sensitive:
        return str(value)
    from json import dumps

    return clean(dumps(value, ensure_ascii=False))
