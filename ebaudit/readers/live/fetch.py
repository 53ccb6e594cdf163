"""From where accounts are to what they answered: who calls, in which regions, how fast, recorded or replayed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ebaudit.catalog import Catalog
from ebaudit.model.diagnostic import Diagnostic, LedgerEntry, Level, Outcome
from ebaudit.model.record import Record
from ebaudit.model.request import LiveInputs
from ebaudit.readers.jsonparts import mapping, text
from ebaudit.readers.live import answers as answering
from ebaudit.readers.live.actions import CALLER_IDENTITY
from ebaudit.readers.live.answers import Answers
from ebaudit.readers.live.calls import Calls, LiveCalls, ask
from ebaudit.readers.live.cassette import CassetteError, Recorder, load
from ebaudit.readers.live.cell import CellReader, Gap, in_order
from ebaudit.readers.live.clock import REAL, Clock, Deadline
from ebaudit.readers.live.crew import run
from ebaudit.readers.live.identity import Identity, find, regions
from ebaudit.readers.live.limits import Limits
from ebaudit.readers.live.profiles import ProfileError
from ebaudit.readers.live.redact import Redactor
from ebaudit.readers.live.replies import CallError, Kind
from ebaudit.readers.live.sdk import sender


class Fetched(Record):
    """What accounts answered, what of them could not be read, a row for each region, and the calls by action."""

    answers: tuple[Answers, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    ledger: tuple[LedgerEntry, ...] = ()
    calls: Mapping[str, int] = {}


class Cell(Record):
    """One region of one identity: what answers there, the account where it is known, and who calls."""

    region: str
    calls: Calls
    account: str = ""
    live: LiveCalls | None = None
    identity: Identity | None = None


class LiveError(Exception):
    """Why no account can be read at all; ``problem`` says it."""

    def __init__(self, code: str, summary: str, detail: str) -> None:
        super().__init__(detail)
        self.problem = Diagnostic(Level.ERROR, code, summary, detail)


def fetch(live: LiveInputs, catalog: Catalog, clock: Clock = REAL) -> Fetched:
    """Read every region that is asked for. What cannot be read is told; nothing is raised."""
    try:
        cells = replayed(live) if live.replay else reached(live, catalog, clock)
    except LiveError as error:
        row = LedgerEntry("account", "live", Outcome.FAILED, error.problem.summary)
        return Fetched((), (error.problem,), (row,))
    return _fetch(cells, live, catalog)


def reached(live: LiveInputs, catalog: Catalog, clock: Clock = REAL) -> tuple[Cell, ...]:
    """Return the regions that are asked for, ready to be called. Raises LiveError when none is, or nobody calls."""
    deadline = Deadline(live.deadline, clock)

    def calls_of(provider: Any) -> LiveCalls:
        send = sender(provider, "", live.endpoint, live.concurrency)
        return LiveCalls(send, Limits(0, clock), deadline, clock, lambda answer: answer)

    try:
        named = regions(live)
        identity = find(live, calls_of) if named else None
    except ProfileError as error:
        detail = f"{str(error)[:1].upper()}{str(error)[1:]}. No account was read."
        raise LiveError("no-credentials", "There are no credentials", detail) from None
    if identity is None:
        raise LiveError("no-region", "No region is named", NO_REGION)
    redact = Redactor(catalog, live.digest_key)
    found = []
    for region in named:
        send = sender(identity.provider, region, live.endpoint, live.concurrency)
        calls = LiveCalls(send, Limits(live.max_qps, clock), deadline, clock, redact)
        found.append(Cell(region, Recorder(calls) if live.record else calls, live=calls, identity=identity))
    return tuple(found)


NO_REGION = (
    "No region is named, so no account was read. Give --region, or set ALIBABA_CLOUD_REGION_ID, or a region in the "
    "profile of the aliyun command."
)


def replayed(live: LiveInputs) -> tuple[Cell, ...]:
    """Return the recorded regions, of those that are asked for. Raises LiveError when there are none."""
    try:
        found = load(live.replay)
    except CassetteError as error:
        raise LiveError("no-recording", "The recorded calls cannot be read", f"{error}. No account was read.") from None
    asked = [each for each in found if not live.regions or each.region in live.regions]
    missing = [region for region in live.regions if region not in {each.region for each in found}]
    if missing:
        detail = f"{live.replay} holds no calls to {', '.join(missing)}. No account was read."
        raise LiveError("no-recording", "A region was not recorded", detail)
    return tuple(Cell(each.region, each.calls, each.account) for each in asked)


def account_of(calls: Calls) -> str:
    """Return the account of the identity that calls. Raises CallError."""
    return text(mapping(ask(calls, CALLER_IDENTITY, {})).get("AccountId"))


def _fetch(cells: Sequence[Cell], live: LiveInputs, catalog: Catalog) -> Fetched:
    readers = [CellReader(cell.region, cell.calls) for cell in cells]
    run([reader.start for reader in readers], live.concurrency)
    accounts = _accounts(cells, readers)
    asking = _first_of_each(accounts, readers)
    products = tuple(catalog.roles)
    jobs = [job for place, each in enumerate(readers) for job in each.lists(products if place in asking else ())]
    run(jobs, live.concurrency)
    run([job for reader in readers for job in reader.gets()], live.concurrency)
    run([job for reader in readers for job in reader.settle()], live.concurrency)
    answers = tuple(reader.answers(account) for reader, account in zip(readers, accounts, strict=True))
    problems = [
        p
        for each, reader in zip(answers, readers, strict=True)
        for p in _problems(each, sorted(reader.gaps, key=in_order))
    ]
    problems.extend(_saved(cells, accounts, live.record))
    return Fetched(answers, tuple(problems), tuple(_rows(answers, cells)), _counts(cells))


def _accounts(cells: Sequence[Cell], readers: Sequence[CellReader]) -> list[str]:
    """Return the account of each region; STS is asked where no bus tells, once."""
    found = [cell.account or reader.account for cell, reader in zip(cells, readers, strict=True)]
    if all(found):
        return found
    known = next(filter(None, found), "")
    for cell, reader in zip(cells, readers, strict=True):
        if known or reader.is_lost:
            break
        try:
            known = account_of(cell.calls)
        except CallError:
            break
    return [each or known for each in found]


def _first_of_each(accounts: Sequence[str], readers: Sequence[CellReader]) -> set[int]:
    """Return the places of the regions in which roles are asked for: they are the account's, not the region's."""
    first: dict[str, int] = {}
    for place, (account, reader) in enumerate(zip(accounts, readers, strict=True)):
        if reader.activated and not reader.is_lost:
            first.setdefault(account, place)
    return set(first.values())


def _problems(answers: Answers, gaps: Iterable[Gap]) -> Iterator[Diagnostic]:
    """Yield an error for each kind of failure, with how often it came."""
    grouped: dict[tuple[str, str, str, str], list[Gap]] = {}
    for gap in gaps:
        key = (gap.bus, gap.failure.action, gap.failure.code, gap.failure.kind.value)
        grouped.setdefault(key, []).append(gap)
    for (bus, _, _, _), same in sorted(grouped.items()):
        yield _problem(answers, bus, same)


def _problem(answers: Answers, bus: str, same: Sequence[Gap]) -> Diagnostic:
    failure = same[0].failure
    account = f"account {answers.account}" if answers.account else "the account"
    where = f"{account} in {answers.region}{f', bus {bus!r}' if bus else ''}"
    more = f" The same happened {len(same) - 1} more times." if len(same) > 1 else ""
    if not same[0].types:
        detail = f"In {where}, {failure}.{more} What the catalog knows is used instead."
        return Diagnostic(Level.WARNING, "unread-list", "A list could not be read", detail)
    types = ", ".join(dict.fromkeys(kind for gap in same for kind in gap.types if kind))
    unsaid = f"Nothing is said about what is missing there of: {types}." if types else "Nothing there was read."
    detail = f"In {where}, {failure}.{more} {unsaid}{_HINTS.get(failure.kind, '')}"
    return Diagnostic(Level.ERROR, "unread-account", "A part of the account could not be read", detail)


_HINTS: Mapping[Kind, str] = {
    Kind.DENIED: " 'ebaudit live permissions' prints the policy that reading needs.",
    Kind.CREDENTIALS: " 'ebaudit live whoami' shows which credentials are used.",
    Kind.DEADLINE: " --deadline gives more time.",
    Kind.THROTTLED: " --max-qps makes fewer calls a second.",
}


def _saved(cells: Sequence[Cell], accounts: Sequence[str], directory: str) -> Iterator[Diagnostic]:
    for cell, account in zip(cells, accounts, strict=True):
        if isinstance(cell.calls, Recorder):
            try:
                cell.calls.save(directory, account, cell.region)
            except CassetteError as error:
                yield Diagnostic(Level.ERROR, "not-recorded", "The calls were not recorded", f"{error}.")


def _rows(answers: Sequence[Answers], cells: Sequence[Cell]) -> Iterator[LedgerEntry]:
    for row, cell in zip(answering.ledger(answers), cells, strict=True):
        made = _made(cell)
        subject = row.subject if row.subject[:1] != "/" else f"unknown{row.subject}"
        yield row._replace(subject=subject, why="; ".join(part for part in (row.why, made) if part))


def _made(cell: Cell) -> str:
    """Say how many calls were made."""
    if cell.live is None:
        return "replayed"
    calls, throttled = sum(cell.live.counts.values()), cell.live.limits.throttled
    return f"{calls} calls" + (f", {throttled} throttled" if throttled else "")


def _counts(cells: Iterable[Cell]) -> Mapping[str, int]:
    total: dict[str, int] = {}
    for cell in cells:
        for action, count in cell.live.counts.items() if cell.live is not None else ():
            total[action] = total.get(action, 0) + count
    return dict(sorted(total.items()))
