"""Evaluates policies over an estate and its facts into findings and undecideds.

A policy that fails while it runs is recorded with the address at which it did; the others go on.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from ebaudit.model.diagnostic import LedgerEntry, ModuleCall, Outcome
from ebaudit.model.estate import Estate
from ebaudit.model.finding import Fact, Finding, Undecided
from ebaudit.model.record import Record
from ebaudit.model.report import PolicyProblem
from ebaudit.model.resources import Resource
from ebaudit.model.source import Span
from ebaudit.model.value import Unknown
from ebaudit.policy.cel import CelError, Program, State, compile_code
from ebaudit.policy.cel.values import Absent
from ebaudit.policy.policy import Code, Policy
from ebaudit.policy.subjects import Subject, subjects
from ebaudit.policy.views import Views

if TYPE_CHECKING:
    from ebaudit.catalog import Catalog
    from ebaudit.policy.message import Message


class FactTable(Protocol):
    """Facts by their code."""

    @property
    def by_code(self) -> Mapping[str, Sequence[Fact]]:
        """Every fact, under its code."""


class Evaluated(Record):
    """What the policies say, in the order of policies and then of addresses."""

    findings: tuple[Finding, ...] = ()
    undecideds: tuple[Undecided, ...] = ()
    crashes: tuple[PolicyProblem, ...] = ()
    ledger: tuple[LedgerEntry, ...] = ()


def evaluate(policies: Sequence[Policy], estate: Estate, facts: FactTable, catalog: "Catalog") -> Evaluated:
    """Evaluate the policies, which were selected before, whether enabled or not."""
    return Bench(policies, catalog).evaluate(estate, facts)


class Bench:
    """Policies for one estate after another: what an estate gives no reason to compile is never compiled."""

    def __init__(self, policies: Sequence[Policy], catalog: "Catalog") -> None:
        self.policies = policies
        self.catalog = catalog
        self._judges: dict[str, _Judge] = {}

    def evaluate(self, estate: Estate, facts: FactTable) -> Evaluated:
        """Evaluate every policy over an estate and its facts."""
        return _Run(estate, facts, self).all()

    def judge(self, policy: Policy) -> "_Judge":
        """Return the policy compiled; the first time, compile it."""
        found = self._judges.get(policy.id)
        if found is None:
            found = self._judges[policy.id] = _Judge(policy)
        return found


class _Judge:
    """A policy whose condition is compiled; its message is compiled at the first finding."""

    __slots__ = ("_messages", "_programs", "policy", "slots", "variables")

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.variables = variables(policy)
        codes = (policy.when, policy.deny)
        self._programs = tuple(compile_code(code, self.variables) for code in codes if code is not None)
        self.slots = max((each.slots for each in self._programs), default=1)
        self._messages: dict[int, Message] = {}

    def verdict(self, env: list[Any]) -> Any:
        """Return True for a finding, False for none, or why it cannot be told."""
        held: Any = True
        for program in self._programs:
            answer = program.run(env) if held is True else self._answer(program, env, held)
            if answer is False:
                return False
            if answer is not True and not isinstance(answer, Unknown):
                raise CelError("the condition gave neither true nor false")
            held = answer if held is True else held
        return held

    @staticmethod
    def _answer(program: Program, env: list[Any], held: Unknown) -> Any:
        try:
            return program.run(env)
        except CelError:
            return held  # the condition that would have kept it from failing is not known

    def message(self, values: list[Any]) -> str:
        return self._compiled(self.policy.say).render(values)

    def hint(self, values: list[Any]) -> str:
        """Return what to do here, if it can be said."""
        return self._compiled(self.policy.hint).render_whole(values) if self.policy.hint else ""

    def _compiled(self, parts: tuple[str | Code, ...]) -> "Message":
        found = self._messages.get(id(parts))
        if found is None:
            from ebaudit.policy.message import Message

            found = self._messages[id(parts)] = Message(parts, self.variables)
        return found


def variables(policy: Policy) -> tuple[str, ...]:
    """Return the variables of a policy's expressions in the order of their slots."""
    nouns = (policy.noun,) if policy.noun else ()
    fact = ("fact",) if policy.fact else ()
    codes = [policy.when, policy.deny, *(part for part in (*policy.say, *policy.hint) if not isinstance(part, str))]
    wanted = (name for name in ("estate", "quotas") if name != policy.noun)
    return (*nouns, *fact, *(name for name in wanted if any(_mentions(code, name) for code in codes)))


def _mentions(code: Any, name: str) -> bool:
    """Tell whether an expression may name a variable; a text of that spelling counts too, which does no harm."""
    return f"'{name}'" in repr(code)


class _Run:
    def __init__(self, estate: Estate, facts: FactTable, bench: Bench) -> None:
        self.estate = estate
        self.facts = facts
        self.bench = bench
        self.views = Views(estate, bench.catalog)
        self.findings: list[Finding] = []
        self.undecideds: list[Undecided] = []
        self.crashes: list[PolicyProblem] = []
        self._subjects: dict[str, list[Subject]] = {}
        self._by_address: dict[str, dict[str, Subject]] = {}
        self._resources: dict[str, Resource] | None = None

    def all(self) -> Evaluated:
        ledger = []
        for policy in self.bench.policies:
            crashed = len(self.crashes)
            self.policy(policy)
            failed = len(self.crashes) > crashed
            outcome = Outcome.FAILED if failed else Outcome.EVALUATED
            ledger.append(LedgerEntry("policy", policy.id, outcome, self.crashes[-1].message if failed else ""))
        return Evaluated(tuple(self.findings), tuple(self.undecideds), tuple(self.crashes), tuple(ledger))

    def policy(self, policy: Policy) -> None:
        if policy.fact:
            found = self.facts.by_code.get(policy.fact)
            if found:
                self.over_facts(self.bench.judge(policy), found)
        elif self.subjects(policy.noun):
            self.over_nouns(self.bench.judge(policy))

    def subjects(self, noun: str) -> list[Subject]:
        found = self._subjects.get(noun)
        if found is None:
            found = self._subjects[noun] = list(subjects(noun, self.estate, self.views))
        return found

    def values(self, judge: _Judge, subject: Any, fact: Any = None) -> list[Any]:
        by_name = {judge.policy.noun: subject, "fact": fact}
        return [by_name[name] if name in by_name else self.shared(name) for name in judge.variables]

    def shared(self, name: str) -> Any:
        """Return a variable that does not depend on the subject."""
        return self.views.whole() if name == "estate" else self.views.quotas()

    def over_nouns(self, judge: _Judge) -> None:
        state = State()
        env = [state, *self.values(judge, None), *[None] * judge.slots]
        verdict = judge.verdict
        for subject in self.subjects(judge.policy.noun):
            env[1] = subject.view
            state.steps = 0
            try:
                answer = verdict(env)
                if answer is not False and not isinstance(answer, Absent):
                    self.conclude(judge, answer, subject, self.values(judge, subject.view))
            except CelError as error:
                self.crash(judge.policy, subject.address, error)

    def conclude(self, judge: _Judge, answer: Any, subject: Subject, values: list[Any]) -> None:
        policy = judge.policy
        place = subject.place(policy.at)
        if isinstance(answer, Unknown):
            self.undecided(policy, answer, subject.address, place, subject)
            return
        self.found(judge, values, Fact("", subject.address), place, subject.calls)

    def found(
        self, judge: _Judge, values: list[Any], fact: Fact, place: Span | None, calls: tuple[ModuleCall, ...]
    ) -> None:
        policy = judge.policy
        self.findings.append(
            Finding(
                policy.id,
                policy.name,
                fact.severity or policy.severity,
                fact.certainty or policy.certainty,
                judge.message(values),
                fact.address,
                place,
                fact.related,
                calls,
                fact.evidence,
                policy.why,
                policy.fix,
                fact.key,
                root=self.estate.root,
                hint=judge.hint(values),
            )
        )

    def undecided(self, policy: Policy, cause: Unknown, address: str, place: Any, subject: Subject | None) -> None:
        calls = () if subject is None else subject.calls
        self.undecideds.append(
            Undecided(policy.id, policy.name, policy.severity, address, cause.reason, cause.refs, place, calls)
        )

    def crash(self, policy: Policy, address: str, error: CelError) -> None:
        self.crashes.append(PolicyProblem(policy.id, address, str(error), policy.file))

    def over_facts(self, judge: _Judge, facts: Sequence[Fact]) -> None:
        for fact in facts:
            try:
                self.fact(judge, fact)
            except CelError as error:
                self.crash(judge.policy, fact.address, error)

    def fact(self, judge: _Judge, fact: Fact) -> None:
        policy = judge.policy
        subject = self.owner(fact.address, policy.noun)
        if policy.noun and subject is None:
            return
        values = self.values(judge, None if subject is None else subject.view, dict(fact.data))
        answer = judge.verdict([State(), *values, *[None] * judge.slots])
        if answer is False:
            return
        resource = subject or self.around(fact.address)
        place = fact.span if fact.span is not None or resource is None else resource.place(policy.at)
        cause = fact.undecided if fact.undecided is not None else answer
        if isinstance(cause, Unknown):
            self.undecided(policy, cause, fact.address, place, resource)
            return
        self.found(judge, values, fact, place, () if resource is None else resource.calls)

    def around(self, address: str) -> Subject | None:
        """Return the resource that an address lies in, as a place only: its view would cost more than all else."""
        if self._resources is None:
            self._resources = {each.address: each for each in self.estate.resources}
        table = self._resources
        found = next((table[each] for each in _outwards(address) if each in table), None)
        return None if found is None else Subject(found.address, None, found.block, found)

    def owner(self, address: str, noun: str) -> Subject | None:
        """Return the noun that an address lies in."""
        if not noun:
            return None
        table = self._by_address.get(noun)
        if table is None:
            table = self._by_address[noun] = {each.address: each for each in self.subjects(noun)}
        return next((table[each] for each in _outwards(address) if each in table), None)


def _outwards(address: str) -> Iterator[str]:
    """Yield an address and whatever could be an address around it, from the inside out.

    Keys of ``for_each`` may hold any character, so no separator can be trusted to be the first one.
    """
    yield address
    for end in range(len(address) - 1, 0, -1):
        if address[end] in ".#":
            yield address[:end]
