"""Reads states: ``terraform show -json`` of one, and raw state of version 4 (``terraform state pull``)."""

from collections.abc import Iterator, Mapping

from ebaudit.catalog import Catalog
from ebaudit.model.diagnostic import Diagnostic, LedgerEntry, Level, Outcome
from ebaudit.model.estate import Estate, Opened
from ebaudit.model.resources import Provider
from ebaudit.model.value import Unknown
from ebaudit.readers.assemble import Join, assemble, row
from ebaudit.readers.decode import PREFIX, decode
from ebaudit.readers.instances import Instance, key_text, walk
from ebaudit.readers.jsonparts import Json, mapping, objects, sequence, text
from ebaudit.readers.marks import Marked

NAME = "state"
RAW = 4
_PROVIDER = Provider(
    "alicloud", Unknown("a state does not record the region"), Unknown("a state does not record the account")
)


def read(name: str, state: Mapping[str, Json], catalog: Catalog, join: Join) -> Opened:
    """Read a state in either form; ``join`` adds to a resource what its source says.

    What cannot be read is a diagnostic; nothing is raised.
    """
    problem = _refused(name, state)
    if problem is not None:
        return Opened(Estate(NAME, name), (problem,), (LedgerEntry("state", name, Outcome.FAILED, problem.summary),))
    problems: list[Diagnostic] = []
    found = _raw(name, state, problems) if "version" in state else walk(state.get("values"))
    made = [assemble(each, None, _PROVIDER, catalog) for each in found if each.in_family]
    made = [(join(resource), beyond) for resource, beyond in made]
    written = text(state.get("terraform_version"))
    outcome = Outcome.PARTIAL if problems else Outcome.EVALUATED
    head = LedgerEntry("state", name, outcome, f"written by version {written}" if written else "")
    ledger = (head, *(row(*each) for each in made))
    return Opened(decode(NAME, name, [resource for resource, _ in made]), tuple(problems), ledger)


def _refused(name: str, state: Mapping[str, Json]) -> Diagnostic | None:
    if "version" in state:
        return None if state["version"] == RAW else _wrong(name, f"is a state of version {state['version']!r}")
    version = text(state.get("format_version"))
    if version.partition(".")[0] in {"0", "1"}:
        return None
    return _wrong(name, f"is a state of format {version!r}")


def _wrong(name: str, what: str) -> Diagnostic:
    detail = (
        f"{name} {what}; version 4, which Terraform writes since 0.12, and the formats 0.1 to 1.x of "
        "'terraform show -json' are understood. Nothing in it was checked. Older states are brought up to date by "
        "'terraform apply -refresh-only' with a newer Terraform."
    )
    return Diagnostic(Level.ERROR, "state-version", "The state's version is not known", detail)


def _raw(name: str, state: Mapping[str, Json], problems: list[Diagnostic]) -> Iterator[Instance]:
    """Yield the current instances of a raw state.

    Source: https://developer.hashicorp.com/terraform/internals/json-format#state-representation
    """
    for resource in objects(state.get("resources")):
        if not text(resource.get("type")).startswith(PREFIX):
            continue
        for entry in objects(resource.get("instances")):
            if "deposed" in entry:
                continue
            made = _instance(resource, entry)
            if isinstance(entry.get("attributes"), dict):
                yield made
            else:
                detail = (
                    f"In {name}, {made.address} has its attributes in the form of Terraform 0.11, or none. It was "
                    "not checked. 'terraform apply -refresh-only' writes it anew."
                )
                problems.append(Diagnostic(Level.ERROR, "state-instance", "An instance cannot be read", detail))


def _instance(resource: Mapping[str, Json], entry: Mapping[str, Json]) -> Instance:
    module, mode, kind = text(resource.get("module")), text(resource.get("mode")), text(resource["type"])
    name = text(resource.get("name"))
    local = f"{'data.' if mode == 'data' else ''}{kind}.{name}{key_text(entry.get('index_key'))}"
    marked = Marked(entry.get("attributes"), None, _marks(entry.get("sensitive_attributes")))
    return Instance(f"{module}.{local}" if module else local, module, mode, kind, name, marked)


def _marks(paths: Json) -> Json:
    """Turn a state's list of paths to sensitive values into marks; a path that is not understood marks all below."""
    made: Json = {}
    for path in sequence(paths):
        made = _mark(made, [_step(step) for step in objects(path)])
    return made


def _step(step: Mapping[str, Json]) -> Json:
    value = step.get("value")
    return value.get("value") if isinstance(value, dict) else value


def _mark(marks: Json, steps: list[Json]) -> Json:
    if marks is True or not steps or not isinstance(steps[0], str | int):
        return True
    known: dict[Json, Json] = dict(mapping(marks))
    known[steps[0]] = _mark(known.get(steps[0]), steps[1:])
    return known
