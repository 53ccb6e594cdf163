"""Arguments and nested blocks of two resources, whatever their type."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ebaudit.differences.folds import Folds
from ebaudit.differences.values import bare, shown
from ebaudit.model.change import ArgumentChange
from ebaudit.model.resources import Block
from ebaudit.model.value import Value

if TYPE_CHECKING:
    from ebaudit.catalog.shapes import BodyShape

NOTHING = Block({}, {})


class Differ:
    """Compares blocks of one kind of resource; ``of`` is its name in the table of defaults."""

    def __init__(self, of: str, folds: Folds) -> None:
        self.of = of
        self.folds = folds
        self.replacing: list[str] = []
        """Paths of changed arguments that cannot be changed in place."""

    def blocks(
        self, before: Block, after: Block, shape: "BodyShape | None", path: str = "", place: str = ""
    ) -> Iterator[ArgumentChange]:
        """Yield every argument that changed, named by its path; ``place`` is where folds are noted."""
        names = sorted({*before.attributes, *after.attributes})
        for name in names:
            declared = shape.attributes.get(name) if shape is not None else None
            if (declared is not None and declared.read_only) or (self.of, f"{path}{name}") in self.folds.server:
                continue
            one, other = _value(before, name), _value(after, name)
            at = f"{path}{name}"
            answer = self.folds.equal(self.of, _plain_path(at), one, other, f"{place}#{at}")
            if answer:
                continue
            if declared is not None and declared.force_new:
                self.replacing.append(at)
            secret = declared is not None and declared.secret
            yield ArgumentChange(
                at, shown(one, secret=secret), shown(other, secret=secret), _hidden(one, other, secret), answer is None
            )
        yield from self._nested(before, after, shape, path, place)

    def _nested(
        self, before: Block, after: Block, shape: "BodyShape | None", path: str, place: str
    ) -> Iterator[ArgumentChange]:
        for name in sorted({*before.blocks, *after.blocks}):
            declared = shape.blocks.get(name) if shape is not None else None
            old, new = before.blocks.get(name, ()), after.blocks.get(name, ())
            if declared is not None and declared.nesting == "set":
                old, new = self._sorted(old, new, f"{place}#{path}{name}")
            changed = False
            for index in range(max(len(old), len(new))):
                one = old[index] if index < len(old) else NOTHING
                other = new[index] if index < len(new) else NOTHING
                at = f"{path}{name}." if max(len(old), len(new)) == 1 else f"{path}{name}[{index}]."
                for change in self.blocks(one, other, declared.shape if declared is not None else None, at, place):
                    changed = True
                    yield change
            if changed and declared is not None and declared.force_new:
                self.replacing.append(f"{path}{name}")
        for name in sorted({*before.unknown_blocks, *after.unknown_blocks}):
            one_, other_ = before.unknown_blocks.get(name), after.unknown_blocks.get(name)
            if one_ != other_:
                yield ArgumentChange(f"{path}{name}", _unknown(one_), _unknown(other_))

    def _sorted(
        self, old: Sequence[Block], new: Sequence[Block], place: str
    ) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
        one, other = tuple(sorted(old, key=_key)), tuple(sorted(new, key=_key))
        if [*map(_key, one)] == [*map(_key, other)] and [*map(_key, old)] != [*map(_key, new)]:
            self.folds.add("block-order", place)
        return one, other


def _value(block: Block, name: str) -> Value:
    found = block.attributes.get(name)
    return found.value if found is not None else None


def _plain_path(path: str) -> str:
    return ".".join(part.partition("[")[0] for part in path.split("."))


def _hidden(one: Value, other: Value, secret: bool) -> str:
    from ebaudit.model.value import has_sensitive

    both = one is not None and other is not None
    return "the secret changes" if both and (secret or has_sensitive(one) or has_sensitive(other)) else ""


def _unknown(reason: str | None) -> str | None:
    return None if reason is None else f"(not known: {reason})"


def _key(block: Block) -> str:
    return repr(
        (
            sorted((name, repr(bare(attribute.value))) for name, attribute in block.attributes.items()),
            sorted((name, [*map(_key, blocks)]) for name, blocks in block.blocks.items()),
        )
    )
