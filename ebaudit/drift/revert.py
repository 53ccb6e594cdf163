"""The way back to what is declared: the exact calls, and the ``terraform apply`` where that leaves no gap.

Source of the calls: https://api.aliyun.com/document/eventbridge/2020-04-01/overview
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ebaudit.catalog.secrets import hidden_by
from ebaudit.differences.pairing import PREFIX, target_name
from ebaudit.drift.calls import Encoder, Gap, spelled
from ebaudit.drift.changes import Drifted, Repair, What
from ebaudit.model.estate import Estate
from ebaudit.model.record import Record
from ebaudit.model.resources import Resource, Rule
from ebaudit.model.value import reveal

if TYPE_CHECKING:
    from ebaudit.catalog import Catalog

RULE, STREAM = f"{PREFIX}rule", f"{PREFIX}event_streaming"
HOLDS_NO_EVENTS = frozenset({Repair.IN_PLACE, Repair.CREATE})
"""What Terraform does without a gap in which events are lost."""


REORDERED = (
    "The targets will stand in another order than declared, for which the next apply deletes the rule and creates it "
    "again."
)


class Kind(Record):
    """How the API makes, changes and removes one kind of resource: words of its actions, names, all it says."""

    noun: str
    names: tuple[str, ...]
    texts: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    """Arguments beside the names that removing takes as well."""


SOURCES = (
    "source_http_event_parameters", "source_kafka_parameters", "source_mns_parameters", "source_oss_event_parameters",
    "source_rabbit_mq_parameters", "source_rocketmq_parameters", "source_scheduled_event_parameters",
    "source_sls_parameters",
)  # fmt: skip
STREAM_PARTS = ("Source", "Sink", "RunOptions", "Transforms")
KINDS: Mapping[str, Kind] = {
    f"{PREFIX}event_bus": Kind("EventBus", ("event_bus_name",), ("description",)),
    f"{PREFIX}connection": Kind(
        "Connection", ("connection_name",), ("description",), ("network_parameters", "auth_parameters")
    ),
    f"{PREFIX}api_destination": Kind(
        "ApiDestination", ("api_destination_name",), ("connection_name", "description"), ("http_api_parameters",)
    ),
    f"{PREFIX}event_source": Kind(
        "EventSource", ("event_source_name",),
        ("event_bus_name", "description", "linked_external_source", "external_source_type"),
        values=("external_source_config",), needed=("event_bus_name",),
    ),
    f"{PREFIX}event_source_v2": Kind(
        "EventSource", ("event_source_name",), ("event_bus_name", "description", "linked_external_source"), SOURCES,
        needed=("event_bus_name",),
    ),
    STREAM: Kind("EventStreaming", ("EventStreamingName",), ("Description", "FilterPattern"), values=STREAM_PARTS),
    RULE: Kind("Rule", ("event_bus_name", "rule_name")),
}  # fmt: skip
ROLES = (f"{PREFIX}service_linked_role", f"{PREFIX}slr")
ORDER = (*KINDS, *ROLES)
"""What is made first; removed last."""


class Step(Record):
    """One call: its parameters, documents in them as JSON values, and what stands for texts that it does not say."""

    action: str
    parameters: Mapping[str, Any]
    gaps: tuple[Gap, ...] = ()


class Way(Record):
    """The way back for one resource: what of it drifted, the calls, the Terraform command if it does as well, notes."""

    address: str
    parts: tuple[str, ...]
    region: str
    steps: tuple[Step, ...]
    command: str = ""
    notes: tuple[str, ...] = ()


def ways(drifted: Sequence[Drifted], declared: Estate, catalog: "Catalog", secrets: Iterable[str] = ()) -> list[Way]:
    """Return the way back for each resource that drifted, in an order in which they work.

    ``secrets`` are texts that no call may say; what is not known is left out of calls as well.
    """
    maker = _Maker(declared, catalog, secrets)
    by_address: dict[str, list[Drifted]] = {}
    for each in drifted:
        if each.undecided is None:
            by_address.setdefault(each.resource.address, []).append(each)
    found = [maker.way(group) for group in by_address.values()]
    return [way for _, way in sorted(found, key=lambda each: each[0])]


class _Maker:
    def __init__(self, declared: Estate, catalog: "Catalog", secrets: Iterable[str]) -> None:
        self.rules = {rule.resource.address: rule for rule in declared.rules}
        self.written = declared.reader != "snapshot"
        self.hidden = hidden_by(catalog)
        self.secrets = tuple(secrets)

    def encoder(self, resource: Resource) -> Encoder:
        """Return what writes a resource's parts as parameters."""
        return Encoder(resource, self.hidden(resource), self.secrets)

    def way(self, drifted: Sequence[Drifted]) -> tuple[tuple[int, int, str], Way]:
        """Return the way back for one resource, and where in the order it stands."""
        first = drifted[0]
        resource, gone = first.resource, first.what is What.UNMANAGED and not first.part
        region = reveal((first.live or resource).provider.region)
        steps = tuple(self.removed(first) if gone else self.restored(drifted))
        place = ORDER.index(resource.type) if resource.type in ORDER else len(ORDER)
        notes = [] if steps else ["No call does it: see the console."]
        notes += [] if gone or not _reordered(drifted) else [REORDERED]
        way = Way(
            resource.address,
            tuple(each.part for each in drifted if each.part),
            region if isinstance(region, str) else "",
            steps,
            self.command(drifted),
            tuple(notes),
        )
        return (int(gone), -place if gone else place, resource.address), way

    def command(self, drifted: Sequence[Drifted]) -> str:
        """Return the Terraform command, when it restores all of it without deleting a resource."""
        if not self.written or any(each.repair not in HOLDS_NO_EVENTS for each in drifted):
            return ""
        from shlex import quote

        first = drifted[0]
        within = [each.address for each in first.within]
        return " ".join(["terraform apply", *(f"-target={quote(each)}" for each in (first.resource.address, *within))])

    def removed(self, drifted: Drifted) -> Iterator[Step]:
        """Yield the calls that remove what nobody declares, what is on a bus first."""
        for resource in (*drifted.within, drifted.resource):
            kind = KINDS.get(resource.type)
            if kind is not None:
                yield self.removing(resource, kind)

    def removing(self, resource: Resource, kind: Kind) -> Step:
        """Return the call that removes a resource."""
        encoder = self.encoder(resource)
        return _step(encoder, f"Delete{kind.noun}", encoder.texts((*kind.names, *kind.needed)))

    def restored(self, drifted: Sequence[Drifted]) -> Iterator[Step]:
        """Yield the calls that restore what is declared of one resource."""
        first = drifted[0]
        rule = self.rules.get(first.resource.address)
        if first.what is What.MISSING and not first.part:
            for resource in sorted((first.resource, *first.within), key=lambda each: ORDER.index(each.type)):
                yield from self.made(resource)
        elif rule is not None:
            yield from self.changed_rule(drifted, rule)
        else:
            yield from self.changed(drifted)

    def made(self, resource: Resource) -> Iterator[Step]:
        """Yield the calls that make a declared resource."""
        encoder, kind = self.encoder(resource), KINDS.get(resource.type)
        if resource.type == RULE:
            said = encoder.texts(("event_bus_name", "rule_name", "filter_pattern", "description"))
            targets = [encoder.target(at) for at in range(len(resource.block.blocks.get("targets", ())))]
            yield _step(encoder, "CreateRule", {**said, "EventTargets": targets})
            if encoder.text("status") == "DISABLE":
                yield Step("DisableRule", encoder.texts(("event_bus_name", "rule_name")))
        elif kind is not None:
            yield _step(encoder, f"Create{kind.noun}", _said(encoder, kind))
        elif resource.type in ROLES:
            yield Step("CreateServiceLinkedRoleForProduct", encoder.texts(("product_name",)))

    def changed(self, drifted: Sequence[Drifted]) -> Iterator[Step]:
        """Yield the calls that change a resource back, or make it again where it cannot be changed."""
        first = drifted[0]
        kind = KINDS.get(first.resource.type)
        if kind is None:
            return
        if first.live is not None and any(each.repair is Repair.REPLACE for each in drifted):
            yield self.removing(first.live, KINDS.get(first.live.type, kind))
            yield from self.made(first.resource)
            return
        encoder = self.encoder(first.resource)
        yield _step(encoder, f"Update{kind.noun}", _said(encoder, kind))

    def changed_rule(self, drifted: Sequence[Drifted], rule: Rule) -> Iterator[Step]:
        """Yield the calls that change a rule back: its pattern, its targets, whether it is on."""
        encoder = self.encoder(rule.resource)
        names = encoder.texts(("event_bus_name", "rule_name"))
        parts = {each.part for each in drifted}
        if any(part != "status" and not part.startswith("targets[") for part in parts):
            yield _step(encoder, "UpdateRule", {**names, **encoder.texts(("filter_pattern", "description"))})
        yield from self.targets(drifted, rule, names)
        if "status" in parts:
            yield Step("DisableRule" if encoder.text("status") == "DISABLE" else "EnableRule", names)

    def targets(self, drifted: Sequence[Drifted], rule: Rule, names: Mapping[str, Any]) -> Iterator[Step]:
        """Yield the call that puts targets back, and the one that takes away those that nobody declares."""
        encoder, put = self.encoder(rule.resource), []
        for at, target in enumerate(rule.targets):
            name = target_name(target)
            parts = [each.part for each in drifted if each.part == name or each.part.startswith(f"{name}.")]
            if parts:
                put.append(encoder.target(at, [part.rpartition(".")[2].strip("()") for part in parts]))
        if put:
            yield _step(encoder, "PutTargets", {**names, "Targets": put})
        ids = [each.part[len("targets[") : -1] for each in drifted if each.part and each.what is What.UNMANAGED]
        if ids:
            yield Step("DeleteTargets", {**names, "TargetIds": ids})


def _reordered(drifted: Sequence[Drifted]) -> bool:
    """Tell whether targets that are put back, which then stand last, are declared before others."""
    first = drifted[0]
    if first.live is None or first.resource.type != RULE:
        return False
    mine, theirs = (
        [reveal(target.attributes["target_id"].value) for target in each.block.blocks.get("targets", ())
         if "target_id" in target.attributes]
        for each in (first.resource, first.live)
    )  # fmt: skip
    after = [name for name in theirs if name in mine] + [name for name in mine if name not in theirs]
    return after != mine and len(mine) > len([name for name in theirs if name in mine])


def _said(encoder: Encoder, kind: Kind) -> dict[str, Any]:
    """Return all that a call says of a resource: names and descriptions always, the rest where it is set."""
    always = {*kind.names, "description"}
    said = {name: value for name, value in encoder.texts((*kind.names, *kind.texts)).items() if value != ""}
    said |= encoder.texts(name for name in kind.texts if name in always)
    for name in (*kind.documents, *kind.values):
        found = encoder.document(name) if name in kind.documents else encoder.value(name)
        if found:
            said |= {spelled(name): found}
    return said


def _step(encoder: Encoder, action: str, parameters: Mapping[str, Any]) -> Step:
    """Return a call with those of the gaps that are in it."""
    text = repr(parameters)
    return Step(action, parameters, tuple(gap for gap in encoder.gaps.values() if f"${{{gap.name}}}" in text))
