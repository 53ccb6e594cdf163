import pytest

from ebaudit.model.diagnostic import Diagnostic, Level
from ebaudit.model.finding import Certainty, Finding, Severity, Undecided
from ebaudit.model.request import Request, Waiver, selects
from ebaudit.model.source import Span
from ebaudit.triage import Triaged, triage

ADDRESS = 'module.a["x"].alicloud_event_bridge_rule.r[0]'


def found(policy: str = "EB401", address: str = ADDRESS, line: int | None = 1, key: str = "") -> Finding:
    span = None if line is None else Span("main.tf", line, 1, line, 9)
    name = {"EB401": "target-without-dead-letter-queue", "EB501": "literal-secret"}[policy]
    return Finding(policy, name, Severity.MEDIUM, Certainty.DOCUMENTED, "m", address, span, key=key)


def waiver(policy: str = "EB401", address: str = ADDRESS, expires: str | None = None) -> Waiver:
    return Waiver(policy, address, "accepted", "platform", expires)


def ask(*waivers: Waiver, **severities: Severity) -> Request:
    return Request((".",), waivers=waivers, severities=severities, today="2026-11-24")


def test_sorts_by_place_and_puts_what_has_no_place_last() -> None:
    first, second, third, last = (
        found(line=1),
        found("EB501", line=1),
        found(key="a", line=2),
        found(key="b", line=None),
    )
    assert triage([last, third, second, first], [], ask()).findings == (first, second, third, last)


def test_keeps_the_first_of_what_has_one_identity() -> None:
    assert triage([found(line=7), found(line=3)], [], ask()).findings == (found(line=3),)


def test_keeps_what_has_one_identity_in_two_estates() -> None:
    one, other = found()._replace(root="dev"), found()._replace(root="prod")
    assert triage([one, other], [], ask()).findings == (one, other)


def test_is_idempotent() -> None:
    once = triage([found(line=7), found("EB501")], [], ask(EB4=Severity.HIGH))
    assert triage(once.findings, once.undecideds, ask(EB4=Severity.HIGH)) == once


@pytest.mark.parametrize("selector", ["EB401", "eb401", "EB4", "EB", "target-without-dead-letter-queue", "target-"])
def test_selectors_are_ids_names_and_starts_of_them(selector: str) -> None:
    assert selects(selector, "EB401", "target-without-dead-letter-queue")


@pytest.mark.parametrize("selector", ["", "EB5", "401", "dead-letter"])
def test_selectors_mean_nothing_else(selector: str) -> None:
    assert not selects(selector, "EB401", "target-without-dead-letter-queue")


def test_the_longest_selector_gives_the_severity() -> None:
    undecided = Undecided("EB501", "literal-secret", Severity.HIGH, "a", "unknown")
    request = ask(EB=Severity.LOW, EB401=Severity.CRITICAL)
    result = triage([found(), found("EB501")], [undecided], request)
    assert result == Triaged(
        (found()._replace(severity=Severity.CRITICAL), found("EB501")._replace(severity=Severity.LOW)),
        (undecided._replace(severity=Severity.LOW),),
    )


@pytest.mark.parametrize(
    ("pattern", "address"),
    [
        (ADDRESS, ADDRESS),
        (ADDRESS, f"{ADDRESS}#targets[a].param_list[Body]"),
        ("module.a*", ADDRESS),
        ("*", "b"),
        ("*#targets[?]", f"{ADDRESS}#targets[a]"),
    ],
)
def test_waives_what_the_pattern_covers(pattern: str, address: str) -> None:
    item = found(address=address)
    waived = item._replace(waived_by="accepted (platform)")
    assert triage([item], [], ask(waiver(address=pattern))) == Triaged((), (), (waived,))


@pytest.mark.parametrize("pattern", ["alicloud_event_bridge_rule.r[0]", "module.a", "module.a[x]*", "*#targets[a]"])
def test_waives_nothing_else(pattern: str) -> None:
    complaint = Diagnostic(
        Level.WARNING,
        "waiver-unused",
        "A waiver fits nothing",
        f"The waiver of EB401 for '{pattern}' fits no finding of this run. Remove it if what it accepted was fixed.",
    )
    assert triage([found()], [], ask(waiver(address=pattern))) == Triaged((found(),), (), (), (complaint,))


def test_an_expired_waiver_does_not_apply_and_is_said() -> None:
    complaint = Diagnostic(
        Level.WARNING,
        "waiver-expired",
        "A waiver has expired",
        "The waiver of EB401 for '*' expired on 2026-11-23, so its findings count again. "
        "Its owner is platform. Renew it or fix them.",
    )
    result = triage([found()], [], ask(waiver(address="*", expires="2026-11-23")))
    assert result == Triaged((found(),), (), (), (complaint,))


def test_a_waiver_counts_on_its_last_day() -> None:
    waived = found()._replace(waived_by="accepted (platform), until 2026-11-24")
    assert triage([found()], [], ask(waiver(expires="2026-11-24"))) == Triaged((), (), (waived,))


def test_an_unused_waiver_is_not_said_when_only_some_policies_ran() -> None:
    request = ask(waiver("EB501"))._replace(select=("EB401",))
    assert triage([found()], [], request) == Triaged((found(),), ())
