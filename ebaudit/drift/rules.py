"""How a live rule differs from its declaration: fast where both are alike, part by part where not."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ebaudit.analysis.patterns.pattern import Pattern
from ebaudit.differences.folds import Folds
from ebaudit.differences.pairing import target_name
from ebaudit.differences.patterns import pattern_change
from ebaudit.differences.receivers import receiver
from ebaudit.differences.targets import TargetDiffer
from ebaudit.differences.values import shown
from ebaudit.drift.changes import Drifted, Repair, What
from ebaudit.drift.spelling import same_json
from ebaudit.model.change import ArgumentChange, PatternKind
from ebaudit.model.digest import is_withheld
from ebaudit.model.resources import Attribute, Rule, Target
from ebaudit.model.source import Span
from ebaudit.model.value import Unknown, Value, reveal

if TYPE_CHECKING:
    from collections.abc import Callable

    from ebaudit.catalog import Catalog

RETRY = "push_retry_strategy"
LEFT_ALONE = frozenset({"param_list"})
"""What only the service has of a target and means nothing: parameters that it adds by itself."""


class RuleComparer:
    """Compares rules of the two sides.

    ``pattern`` gives a rule's pattern (of the declared side with False), ``may_tell`` says whether the reader of the
    declared side knows which arguments the code sets.
    """

    def __init__(
        self, folds: Folds, catalog: "Catalog", pattern: "Callable[[Rule, bool], Pattern | None]", *, may_tell: bool
    ) -> None:
        self.folds = folds
        self.catalog = catalog
        self.pattern = pattern
        self.may_tell = may_tell
        self.status = folds.default("rule", "status")
        self.retry = folds.default("target", RETRY)

    def compare(self, declared: Rule, live: Rule) -> list[Drifted]:
        """Return every difference that means something."""
        if self.alike(declared, live):
            return []
        found = [*self.arguments(declared, live), *self.patterns(declared, live)]
        found += self.targets(declared, live)
        order = {"status": 0, "filter_pattern": 1}
        return sorted(found, key=lambda each: order.get(each.part, 2))

    def alike(self, declared: Rule, live: Rule) -> bool:
        """Tell fast whether two rules are the same, defaults allowed for; false where more must be looked at."""
        noted = len(self.folds.found)
        same = (
            self._pattern(declared, live)
            and self._description(declared, live)
            and self._default(declared.status, live.status, self.status, "rule.status", declared)
            and not declared.resource.block.unknown_blocks
            and len(declared.targets) == len(live.targets)
            and self._targets(declared, live)
        )
        if not same:
            del self.folds.found[noted:]
        return same

    def _pattern(self, declared: Rule, live: Rule) -> bool:
        """Tell whether two patterns are one text, or one JSON value, numbers compared as they are spelled."""
        was, now = _text(declared.filter_pattern), _text(live.filter_pattern)
        if was == now:
            return not isinstance(was, Unknown)
        if not isinstance(was, str) or not isinstance(now, str) or not same_json(was, now):
            return False
        self.folds.add("pattern-spelling", f"{declared.resource.address}#filter_pattern")
        return True

    def _description(self, declared: Rule, live: Rule) -> bool:
        was, now = _text(declared.description), _text(live.description)
        if was == now:
            return not isinstance(was, Unknown)
        if was or now:
            return False
        self.folds.add("empty-is-absent rule.description", f"{declared.resource.address}#description")
        return True

    def _default(self, one: Attribute | None, other: Attribute | None, assumed: Value, name: str, rule: Rule) -> bool:
        was, now = _text(one), _text(other)
        if was == now:
            return not isinstance(was, Unknown)
        if (assumed if was is None else was) != (assumed if now is None else now):
            return False
        self.folds.add(f"default {name}", f"{rule.resource.address}#{name.partition('.')[2]}")
        return True

    def _targets(self, declared: Rule, live: Rule) -> bool:
        theirs = {_text(target.target_id): target for target in live.targets}
        for target in declared.targets:
            other = theirs.get(_text(target.target_id))
            if other is None or not self._target(declared, target, other):
                return False
        return len(theirs) == len(live.targets)

    def _target(self, rule: Rule, declared: Target, live: Target) -> bool:
        if _core(declared) != _core(live) or not LEFT_ALONE.issuperset(live.block.beyond):
            return False
        if not self._default(
            declared.push_retry_strategy, live.push_retry_strategy, self.retry, f"target.{RETRY}", rule
        ):
            return False
        mine, theirs = _params(declared), _params(live)
        if mine != theirs or len(mine) != len(declared.params):
            return False
        if [*mine] != [*theirs]:
            self.folds.add("parameter-order", declared.address)
        if (declared.dead_letter_queue is None) is not (live.dead_letter_queue is None):
            self.folds.add("empty-is-absent target.dead_letter_queue", f"{declared.address}.dead_letter_queue")
        if live.block.beyond:
            self.folds.add("added target.param_list", declared.address)
        return True

    def arguments(self, declared: Rule, live: Rule) -> Iterator[Drifted]:
        """Yield the rule's own arguments, its pattern aside."""
        for name in ("status", "description"):
            one, other = declared.resource.attribute(name), live.resource.attribute(name)
            was, now = _value(one), _value(other)
            answer = self.folds.equal("rule", name, was, now, f"{declared.resource.address}#{name}")
            if answer:
                continue
            yield Drifted(
                What.CHANGED,
                declared.resource,
                declared.resource.address,
                name,
                live.resource,
                shown(was),
                shown(now),
                repair=self.repairs(one) if name == "status" else Repair.IN_PLACE,
                span=_span(one, declared.resource.span),
                undecided=_unsure(was) if answer is None else None,
            )

    def repairs(self, attribute: Attribute | None) -> Repair:
        """Tell what Terraform does about an argument that it takes over from the provider where the code is silent."""
        if attribute is None:
            return Repair.NEVER
        return Repair.IN_PLACE if self.may_tell or attribute.span is not None else Repair.UNKNOWN

    def patterns(self, declared: Rule, live: Rule) -> Iterator[Drifted]:
        """Yield the pattern, when it does not select the same."""
        if _text(declared.filter_pattern) == _text(live.filter_pattern) and _known(declared.filter_pattern):
            return
        sides = (declared, self.pattern(declared, False)), (live, self.pattern(live, True))
        change = pattern_change(*sides, self.folds, self.catalog)
        if change is None:
            return
        unsure = change.kind is PatternKind.UNDECIDED and not _known(declared.filter_pattern)
        yield Drifted(
            What.CHANGED,
            declared.resource,
            declared.resource.address,
            "filter_pattern",
            live.resource,
            shown(_value(declared.filter_pattern)),
            shown(_value(live.filter_pattern)),
            pattern=change,
            span=_span(declared.filter_pattern, declared.resource.span),
            undecided=_pattern_unknown(declared, change.why) if unsure else None,
        )

    def targets(self, declared: Rule, live: Rule) -> Iterator[Drifted]:
        """Yield what became of each target."""
        theirs = {target_name(target): target for target in live.targets}
        mine = {target_name(target) for target in declared.targets}
        why = declared.resource.block.unknown_blocks.get("targets")
        open_ids = [target for target in declared.targets if not isinstance(_text(target.target_id), str)]
        for target in declared.targets:
            other = theirs.get(target_name(target))
            if other is not None:
                yield from self.target(declared, live, target, other)
            elif target in open_ids:
                yield self.one_sided(declared, live, target, None)._replace(undecided=_unsure(_value(target.target_id)))
            else:
                yield self.one_sided(declared, live, target, None)
        for target in live.targets:
            if target_name(target) in mine:
                continue
            made = self.one_sided(declared, live, None, target)
            if why is not None or open_ids:
                reason = why or "the id of a declared target is not known"
                made = made._replace(undecided=Unknown(f"which targets are declared is not known: {reason}"))
            yield made

    def one_sided(self, rule: Rule, live: Rule, declared: Target | None, other: Target | None) -> Drifted:
        """Return a target that only one side has."""
        target = declared or other
        name = target_name(target) if target is not None else ""
        return Drifted(
            What.MISSING if declared is not None else What.UNMANAGED,
            rule.resource,
            declared.address if declared is not None else f"{rule.resource.address}#{name}",
            name,
            live.resource,
            receiver(declared).label if declared is not None else None,
            receiver(other).label if other is not None else None,
            repair=Repair.REPLACE,
            span=(declared.block.span if declared is not None else None) or rule.resource.span,
        )

    def target(self, rule: Rule, live: Rule, declared: Target, other: Target) -> Iterator[Drifted]:
        """Yield what changed about a target that both sides have."""
        name = target_name(declared)
        patterns = tuple(each for each in (self.pattern(rule, False), self.pattern(live, True)) if each is not None)
        differ = TargetDiffer(self.folds, self.catalog, patterns, rule.resource.address)
        differ.target(declared, other, name)
        samples = {sample.path: sample for sample in differ.samples}
        for part, changes in _parts(differ.arguments, name).items():
            change = changes[0]
            made = self.changed(rule, live, declared, part, changes)
            yield made._replace(sample=samples.get(part), undecided=_why(change) if change.undecided else None)
        yield from self.beyond(rule, live, declared, other)

    def changed(self, rule: Rule, live: Rule, target: Target, part: str, changes: list[ArgumentChange]) -> Drifted:
        """Return one changed argument or parameter of a target."""
        inside = part[len(target_name(target)) + 1 :]
        repair = self.repairs(target.push_retry_strategy) if inside == RETRY else Repair.IN_PLACE
        joined = [_joined(changes, side) for side in ("before", "after")]
        return Drifted(
            What.CHANGED,
            rule.resource,
            f"{target.address}.{inside}" if inside.startswith("param_list[") else target.address,
            part,
            live.resource,
            joined[0],
            joined[1],
            changes[0].says,
            repair,
            span=_inside(target, inside) or target.block.span or rule.resource.span,
        )

    def beyond(self, rule: Rule, live: Rule, declared: Target, other: Target) -> Iterator[Drifted]:
        """Yield what the live target has that Terraform cannot declare."""
        for field in sorted({*declared.block.beyond, *other.block.beyond} - LEFT_ALONE):
            was, now = declared.block.beyond.get(field), other.block.beyond.get(field)
            if was == now:
                continue
            yield Drifted(
                What.CHANGED,
                rule.resource,
                declared.address,
                f"{target_name(declared)}.({field})",
                live.resource,
                shown(was),
                shown(now),
                repair=Repair.NEVER,
                span=declared.block.span or rule.resource.span,
            )


def _value(attribute: Attribute | None) -> Value:
    return attribute.value if attribute is not None else None


def _text(attribute: Attribute | None) -> Any:
    """Return an argument's value without its marks, for comparison only; of a withheld secret they are what differs."""
    if attribute is None or is_withheld(attribute.value):
        return None if attribute is None else attribute.value
    return reveal(attribute.value)


def _known(attribute: Attribute | None) -> bool:
    return attribute is None or not isinstance(reveal(attribute.value), Unknown)


def _core(target: Target) -> tuple[Any, ...]:
    queue = target.dead_letter_queue
    return (_text(target.type), _text(target.endpoint), _text(queue.arn) or None if queue is not None else None)


def _params(target: Target) -> dict[Any, tuple[Any, ...]]:
    return {
        _text(param.resource_key): (_text(param.form), _text(param.value) or None, _text(param.template) or None)
        for param in target.params
    }


def _parts(changes: list[ArgumentChange], name: str) -> dict[str, list[ArgumentChange]]:
    """Join the changes of one parameter; every other argument stands alone."""
    parts: dict[str, list[ArgumentChange]] = {}
    start = f"{name}.param_list["
    for change in changes:
        end = change.path.rfind("]") + 1 if change.path.startswith(start) else len(change.path)
        parts.setdefault(change.path[:end], []).append(change)
    return parts


def _joined(changes: list[ArgumentChange], side: str) -> str | None:
    """Show one side of what changed together."""
    texts = [(change.path.rpartition(".")[2], getattr(change, side)) for change in changes]
    if len(texts) == 1:
        found = texts[0][1]
        return found if found is None else str(found)
    return ", ".join(f"{name} {'not set' if text is None else text}" for name, text in texts)


def _inside(target: Target, inside: str) -> Span | None:
    """Return where an argument of a target is written."""
    if inside.startswith("param_list["):
        key = inside[len("param_list[") : -1]
        for param in target.params:
            if param.address.rpartition(".param_list[")[2][:-1] == key:
                return param.block.span
        return None
    if inside == "dead_letter_queue":
        return target.dead_letter_queue.block.span if target.dead_letter_queue is not None else None
    found = target.block.attributes.get(inside)
    return found.span if found is not None else None


def _span(attribute: Attribute | None, around: Span | None) -> Span | None:
    return attribute.span if attribute is not None and attribute.span is not None else around


def _unsure(value: Value) -> Unknown:
    inner = reveal(value)
    return inner if isinstance(inner, Unknown) else Unknown("a part of it is not known")


def _why(change: ArgumentChange) -> Unknown:
    return Unknown(f"what is declared is not known: {change.before or 'nothing is set'}")


def _pattern_unknown(rule: Rule, why: str) -> Unknown:
    value = _text(rule.filter_pattern)
    refs = value.refs if isinstance(value, Unknown) else ()
    return Unknown(why or "a part of the pattern is not known", refs)
