"""The patch that makes the code say what is live: edits of literal arguments, and a file for what is not declared.

What no edit can say (a value that an expression or a ``for_each`` gives, code that several things share, a block that
came or went) is said in a note.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from ebaudit.differences.pairing import PREFIX, name_of
from ebaudit.drift.changes import Drifted, What
from ebaudit.drift.words import change_text
from ebaudit.drift.written import Writer, json_expression, quoted, references
from ebaudit.model.credentials import credentials
from ebaudit.model.estate import Estate
from ebaudit.model.record import Record
from ebaudit.model.resources import Attribute, Block, Resource
from ebaudit.model.source import SourceText, Span
from ebaudit.model.value import Value

if TYPE_CHECKING:
    from ebaudit.catalog import Catalog

RULE = f"{PREFIX}rule"
ADOPTED = "adopted.tf"
_SYMBOL = re.compile(
    r"\b(?:var|local|each|count|data|module|path|terraform|self|dynamic)\.|\b[a-z]+_[a-z_]+\.[A-Za-z_]"
)
"""What an expression has that is more than a literal."""


class Edit(Record):
    """A replacement in a text, by offsets."""

    file: str
    start: int
    end: int
    text: str


class Adopted(Record):
    """The patch, as a unified diff, and what it cannot do."""

    patch: str
    notes: tuple[str, ...]

    def text(self) -> str:
        """Return both for a file that ``git apply`` and ``patch`` take."""
        notes = "".join(f"# {line}\n" for line in self.notes)
        return f"{notes}{self.patch}" or "# Nothing drifted that code could say.\n"


def adopt(
    drifted: Sequence[Drifted],
    declared: Estate,
    sources: Mapping[str, SourceText],
    catalog: "Catalog",
    secrets: Sequence[str] = (),
) -> Adopted:
    """Make the patch for what drifted; ``sources`` are the texts of the declared side.

    No line with one of the ``secrets`` in it, or with credentials of any kind, gets into the patch.
    """
    maker = _Maker(declared, sources, catalog, [each for each in secrets if each])
    for each in drifted:
        if each.undecided is None:
            maker.take(each)
    return maker.made()


class _Maker:
    def __init__(
        self, declared: Estate, sources: Mapping[str, SourceText], catalog: "Catalog", secrets: Sequence[str]
    ) -> None:
        self.declared = declared
        self.sources = sources
        self.catalog = catalog
        self.secrets = secrets
        self.edits: list[Edit] = []
        self.notes: list[str] = []
        self.new: list[Resource] = []
        self.shared = frozenset(_several(_spans(declared.resources)))

    def take(self, drifted: Drifted) -> None:
        """Adopt one thing, or note why that cannot be done."""
        if drifted.what is What.UNMANAGED and not drifted.part:
            streams = [each for each in (drifted.resource, *drifted.within) if not self.catalog.resource(each.type)]
            self.new += [each for each in (drifted.resource, *drifted.within) if each not in streams]
            self.notes += [f"{each.address}: Terraform has no resource for it." for each in streams]
            return
        edit = self.edit(drifted) if drifted.what is What.CHANGED else None
        if edit is None:
            self.notes.append(
                f"{drifted.address}: {change_text(drifted, name_of(drifted.resource))} Change the code by hand"
                f"{f', at {drifted.span}' if drifted.span is not None else ''}."
            )
        elif edit not in self.edits:
            self.edits.append(edit)

    def edit(self, drifted: Drifted) -> Edit | None:
        """Return the replacement of an argument that is written as a literal, or of one that is not written."""
        live = drifted.live
        if live is None or "[" in drifted.resource.address or "(" in drifted.part:
            return None
        value = _at(live.block, drifted.part)
        text = None if value is None else _literal(drifted.part, value.value)
        if text is None:
            return None
        mine = _at(drifted.resource.block, drifted.part)
        if mine is None:
            return self.inserted(drifted, text) if drifted.part == "status" else None
        return self.replaced(mine.span, text)

    def replaced(self, span: Span | None, text: str) -> Edit | None:
        """Return the replacement of what stands at a span, when it is a literal."""
        source = self.sources.get(span.file) if span is not None else None
        if span is None or source is None or span in self.shared:
            return None
        start, end = (_offset(source.text, *place) for place in ((span.line, span.column), span[3:]))
        old = source.text[start:end]
        literal = (
            old.startswith(('"', "jsonencode(")) and not _SYMBOL.search(old) and "${" not in old.replace("$${", "")
        )
        return Edit(span.file, start, end, text) if literal else None

    def inserted(self, drifted: Drifted, text: str) -> Edit | None:
        """Return the insertion of an argument below the resource's name."""
        name = drifted.resource.attribute("rule_name")
        span = name.span if name is not None else None
        source = self.sources.get(span.file) if span is not None else None
        if span is None or source is None or span in self.shared:
            return None
        line = source.line(span.line)
        indent = line[: len(line) - len(line.lstrip())]
        end = _offset(source.text, span.end_line, 1) + len(source.line(span.end_line))
        width = len(line[len(indent) :].partition("=")[0].rstrip()) if "=" in line else 0
        padded = "status".ljust(max(width, line[len(indent) :].find("=") - 1))
        return Edit(span.file, end, end, f"\n{indent}{padded} = {text}")

    def made(self) -> Adopted:
        """Return the patch."""
        parts = [*self._edited(), *self._created()]
        return Adopted("".join(parts), tuple(dict.fromkeys(self.notes)))

    def _edited(self) -> Iterator[str]:
        for file in sorted({edit.file for edit in self.edits}):
            text = old = self.sources[file].text
            for edit in sorted((each for each in self.edits if each.file == file), key=lambda each: -each.start):
                text = text[: edit.start] + edit.text + text[edit.end :]
            yield self.shown(file, old, text)

    def shown(self, file: str, old: str, new: str) -> str:
        """Return a patch without secrets in it: without the lines around where these have some, else none."""
        for context in (3, 0):
            patch = _diff(file, old, new, context)
            if not any(secret in patch for secret in self.secrets) and not credentials(patch):
                return patch
        self.notes.append(f"{file}: a secret stands in what would change. Change it by hand.")
        return ""

    def _created(self) -> Iterator[str]:
        if not self.new:
            return
        taken = [each.address for each in self.declared.resources]
        writer = Writer(self.catalog, references(self.declared.resources), taken)
        for resource in self.new:
            writer.add(resource)
        text = writer.text()
        self.notes += [f"var.{name} is a secret: set it outside of the code." for name in writer.variables]
        root = self.declared.root.rstrip("/")
        file = f"{root}/{ADOPTED}" if self.declared.reader == "hcl" and not root.endswith((".tf", ".json")) else ADOPTED
        yield self.shown(file, "", text)


def _literal(part: str, value: Value) -> str | None:
    if not isinstance(value, str):
        return None
    return json_expression(value) if part == "filter_pattern" else quoted(value)


def _at(block: Block, part: str) -> Attribute | None:
    """Return the argument of a block that a part names."""
    if part.startswith("targets["):
        name, _, inside = part.removeprefix("targets[").partition("].")
        for target in block.blocks.get("targets", ()):
            found = target.attributes.get("target_id")
            if found is not None and found.value == name and "[" not in inside:
                return _at(target, inside)
        return None
    first, _, rest = part.partition(".")
    if not rest:
        return block.attributes.get(first)
    items = block.blocks.get(first, ())
    return _at(items[0], rest) if len(items) == 1 else None


def _spans(resources: Iterable[Resource]) -> Iterator[Span]:
    """Yield where each argument is written, once for each instance that has it from there."""
    left = [resource.block for resource in resources]
    while left:
        block = left.pop()
        yield from (each.span for each in block.attributes.values() if each.span is not None)
        left += [inner for items in block.blocks.values() for inner in items]


def _several(spans: Iterable[Span]) -> Iterator[Span]:
    """Yield what occurs more than once: code that a module or a ``dynamic`` uses for several things."""
    seen: set[Span] = set()
    for span in spans:
        if span in seen:
            yield span
        seen.add(span)


def _offset(text: str, line: int, column: int) -> int:
    start = 0
    for _ in range(line - 1):
        start = text.index("\n", start) + 1
    return start + column - 1


def _diff(file: str, old: str, new: str, context: int) -> str:
    from difflib import unified_diff

    name = file.lstrip("/")
    before = f"a/{name}" if old else "/dev/null"
    lines = unified_diff(old.splitlines(keepends=True), new.splitlines(keepends=True), before, f"b/{name}", n=context)
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
