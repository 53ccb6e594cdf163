"""What changes about the targets of one rule."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ebaudit.analysis.patterns.pattern import Pattern
from ebaudit.analysis.routing.arns import parse_arn
from ebaudit.analysis.routing.forwards import plain
from ebaudit.catalog.secrets import secret_parameters
from ebaudit.differences.folds import Folds
from ebaudit.differences.pairing import pair_targets, target_name
from ebaudit.differences.receivers import receiver
from ebaudit.differences.samples import sample
from ebaudit.differences.values import bare, shown, text_of
from ebaudit.model.change import ArgumentChange, SampleChange
from ebaudit.model.resources import Attribute, Param, Rule, Target
from ebaudit.model.value import Unknown, Value, has_sensitive

if TYPE_CHECKING:
    from ebaudit.catalog import Catalog


class TargetDiffer:
    """Compares the targets of two versions of a rule; ``patterns`` are those that a sample event must satisfy."""

    def __init__(self, folds: Folds, catalog: "Catalog", patterns: tuple[Pattern, ...], place: str) -> None:
        self.folds = folds
        self.catalog = catalog
        self.patterns = patterns
        self.place = place
        self.arguments: list[ArgumentChange] = []
        self.samples: list[SampleChange] = []

    def rules(self, before: Rule, after: Rule) -> None:
        """Compare all targets; what is found is in ``arguments`` and ``samples``."""
        for one, other in pair_targets(before.targets, after.targets):
            if one is None or other is None:
                self.arguments.append(_presence(one, other))
            else:
                self.target(one, other, target_name(other))
        unknown = [rule.resource.block.unknown_blocks.get("targets") for rule in (before, after)]
        if unknown[0] != unknown[1]:
            texts = [None if why is None else f"(not known: {why})" for why in unknown]
            self.arguments.append(ArgumentChange("targets", texts[0], texts[1]))

    def target(self, before: Target, after: Target, path: str) -> None:
        """Compare a target that both versions have."""
        self.argument("target", "type", before.type, after.type, path)
        self.endpoint(before, after, path)
        self.retry(before, after, path)
        self.queue(before, after, path)
        kind = plain(after.type) or plain(before.type) or ""
        secret = secret_parameters(kind, self.catalog)
        old, new = (self.params(target) for target in (before, after))
        if [*old] != [*new] and set(old) == set(new):
            self.folds.add("parameter-order", f"{self.place}#{path}")
        for key in dict.fromkeys((*new, *old)):
            self.param(old.get(key), new.get(key), f"{path}.param_list[{key}]", key.casefold() in secret, kind)

    def argument(self, of: str, field: str, one: Attribute | None, other: Attribute | None, path: str) -> None:
        """Compare one argument."""
        was, now = _value(one), _value(other)
        answer = self.folds.equal(of, field, was, now, f"{self.place}#{path}.{field}")
        if not answer:
            self.changed(f"{path}.{field}", shown(was), shown(now), _secret(was, now), answer)

    def changed(self, path: str, before: str | None, after: str | None, says: str, answer: bool | None) -> None:
        """Note a change; with ``None`` for an answer, one that nobody can tell to be one."""
        self.arguments.append(ArgumentChange(path, before, after, says, answer is None))

    def endpoint(self, before: Target, after: Target, path: str) -> None:
        """Compare endpoints; two spellings of one resource name are one."""
        if not self.spelt_alike(_value(before.endpoint), _value(after.endpoint), f"{path}.endpoint"):
            self.argument("target", "endpoint", before.endpoint, after.endpoint, path)

    def spelt_alike(self, one: Value, other: Value, path: str) -> bool:
        """Tell whether two different texts are one resource name; fold the difference when they are."""
        texts = [bare(value) for value in (one, other)]
        first, second = (parse_arn(text) if isinstance(text, str) else None for text in texts)
        if first is None or first != second or texts[0] == texts[1]:
            return False
        self.folds.add("arn-spelling", f"{self.place}#{path}")
        return True

    def retry(self, before: Target, after: Target, path: str) -> None:
        """Compare how long deliveries are repeated, and say it in words."""
        one, other = _value(before.push_retry_strategy), _value(after.push_retry_strategy)
        field = "push_retry_strategy"
        answer = self.folds.equal("target", field, one, other, f"{self.place}#{path}.{field}")
        if answer:
            return
        words = [self.patience(value) for value in (one, other)]
        says = f"failed deliveries are repeated for {words[1]}, not for {words[0]}" if all(words) else ""
        if isinstance(bare(other), Unknown):
            says = f"where the configuration does not set it, it is {self.folds.default('target', field)}"
        self.changed(f"{path}.{field}", shown(one), shown(other), says, answer)

    def patience(self, value: Value) -> str:
        """Say how long a retry strategy goes on, or nothing when it is not known."""
        name = bare(value)
        name = self.folds.default("target", "push_retry_strategy") if name is None else name
        found = self.catalog.retry.get(name) if isinstance(name, str) else None
        return "" if found is None else SPANS.get(found.seconds, f"{found.seconds} seconds")

    def queue(self, before: Target, after: Target, path: str) -> None:
        """Compare the dead-letter queues."""
        old, new = (t.dead_letter_queue.arn if t.dead_letter_queue is not None else None for t in (before, after))
        one, other = _value(old), _value(new)
        empty = [bare(value) in {None, ""} if isinstance(bare(value), str | None) else False for value in (one, other)]
        at = f"{path}.dead_letter_queue"
        if all(empty):
            if (before.dead_letter_queue is None) is not (after.dead_letter_queue is None):
                self.folds.add("empty-is-absent target.dead_letter_queue", f"{self.place}#{at}")
            return
        if self.spelt_alike(one, other, at):
            return
        answer = self.folds.equal("target", "dead_letter_queue.arn", one, other, f"{self.place}#{at}")
        if answer:
            return
        says = "what the target does not take is kept elsewhere"
        if empty[0]:
            says = "what the target does not take is kept from now on; it was lost"
        elif empty[1]:
            says = "what the target does not take is lost from now on; it was kept"
        self.changed(at, shown(one), shown(other), says, answer)

    def params(self, target: Target) -> dict[str, Param]:
        """Return the parameters by key, else by position, without what the service adds by itself."""
        found = {}
        for param in target.params:
            key = param.address.rpartition(".param_list[")[2].removesuffix("]")
            if self.is_added(param):
                self.folds.add("added target.param_list", param.address)
            else:
                found[key] = param
        return found

    def is_added(self, param: Param) -> bool:
        """Tell whether a parameter is one that the service adds by itself."""
        for entry in self.folds.added:
            wanted: Mapping[str, Any] = entry.value
            if all((text_of(bare(_value(getattr(param, name)))) or "") == text for name, text in wanted.items()):
                return True
        return False

    def param(self, before: Param | None, after: Param | None, path: str, secret: bool, kind: str) -> None:
        """Compare one parameter."""
        if before is None or after is None:
            self.one_sided(before, after, path, secret, kind)
            return
        count = len(self.arguments)
        self.argument("param", "form", before.form, after.form, path)
        form = plain(after.form)
        for name in ("value", "template"):
            self.text(getattr(before, name), getattr(after, name), f"{path}.{name}", form, secret)
        if len(self.arguments) > count and not secret:
            found = sample(path, before, after, self.patterns, self.catalog)
            self.samples += [] if found is None else [found]

    def text(self, one: Attribute | None, other: Attribute | None, path: str, form: str | None, secret: bool) -> None:
        """Compare a value or template: of the variables of a template, blanks and order mean nothing."""
        was, now = _value(one), _value(other)
        place, name = f"{self.place}#{path}", path.rpartition(".")[2]
        if _is_empty(was) and _is_empty(now):
            if (was is None) is not (now is None):
                self.folds.add(f"empty-is-absent param.{name}", place)
            return
        answer = self.folds.equal("param", name, was, now, place)
        if answer:
            return
        if form == "TEMPLATE" and name == "value" and _same_json(was, now):
            self.folds.add("json-spelling", place)
            return
        if name == "value" and self.folds.prefixed(path.rpartition("[")[2].partition("]")[0], was, now, place):
            return
        says = _secret(was, now) or ("the secret changes" if secret and was is not None and now is not None else "")
        self.changed(path, shown(was, secret=secret), shown(now, secret=secret), says, answer)

    def one_sided(self, before: Param | None, after: Param | None, path: str, secret: bool, kind: str) -> None:
        """Report a parameter that only one version has, unless it says what is assumed without it."""
        param = after if after is not None else before
        shape = self.catalog.target(kind)
        key = plain(param.resource_key) if param is not None else None
        declared = shape.params.get(key) if shape is not None and key is not None else None
        value = text_of(bare(_value(param.value))) if param is not None else None
        constant = param is not None and plain(param.form) == "CONSTANT"
        if constant and declared is not None and declared.default is not None and value == declared.default:
            self.folds.add(f"default param.{key}", f"{self.place}#{path}")
            return
        texts = [None if each is None else _param_text(each, secret) for each in (before, after)]
        self.arguments.append(ArgumentChange(path, texts[0], texts[1]))


SPANS = {60: "a minute", 86400: "a day"}


def _value(attribute: Attribute | None) -> Value:
    return attribute.value if attribute is not None else None


def _is_empty(value: Value) -> bool:
    return value is None or bare(value) == ""


def _secret(one: Value, other: Value) -> str:
    both = one is not None and other is not None
    return "the secret changes" if both and (has_sensitive(one) or has_sensitive(other)) else ""


def _same_json(one: Value, other: Value) -> bool:
    from json import loads

    texts = [bare(value) for value in (one, other)]
    try:
        read = [loads(text, object_pairs_hook=_pairs) for text in texts if isinstance(text, str)]
    except ValueError:
        return False
    return len(read) == len(texts) and read[0] == read[1]


def _pairs(pairs: list[tuple[str, Any]]) -> Any:
    """Keep an object as it is when it names something twice."""
    made = dict(pairs)
    return made if len(made) == len(pairs) else tuple(pairs)


def _param_text(param: Param, secret: bool) -> str:
    form = shown(_value(param.form)) or "a parameter without a form"
    value, template = (shown(_value(each), secret=secret) for each in (param.value, param.template))
    return " ".join(part for part in (form, value, template) if part)


def _presence(before: Target | None, after: Target | None) -> ArgumentChange:
    target = after if after is not None else before
    texts = [None if each is None else receiver(each).label for each in (before, after)]
    return ArgumentChange(target_name(target) if target is not None else "", texts[0], texts[1])


def ids(rule: Rule) -> Iterator[Value]:
    """Yield the ids of a rule's targets in their order, ``None`` for one without."""
    for target in rule.targets:
        yield bare(_value(target.target_id))
