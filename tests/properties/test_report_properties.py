"""Every format takes every report: whatever stands in names, messages and sources."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from ebaudit import report as package
from ebaudit.model.diagnostic import Diagnostic, LedgerEntry, Level, ModuleCall, Outcome
from ebaudit.model.finding import Certainty, Finding, Related, Severity, Undecided
from ebaudit.model.report import PolicyProblem, Report
from ebaudit.model.source import SourceText, Span
from ebaudit.report import FORMATS, Look, render

SCHEMA = json.loads((Path(package.__path__[0]) / "report.schema.json").read_text(encoding="utf-8"))
WORDS = st.text(st.characters(), max_size=30)
FILES = st.sampled_from(["main.tf", "a\u8ba2/b\udcff.tf", "/abs/x y.tf"])
NUMBERS = st.integers(1, 6)
SPANS = st.none() | st.builds(
    lambda file, line, column, more, end: Span(file, line, column, line + more - 1, column + end if more == 1 else end),
    FILES, NUMBERS, NUMBERS, NUMBERS, NUMBERS,
)  # fmt: skip
PLACED = SPANS.filter(lambda span: span is not None)
CALLS = st.lists(st.builds(ModuleCall, WORDS, SPANS), max_size=2).map(tuple)
JSON = st.recursive(st.none() | st.booleans() | st.integers() | WORDS, lambda inner: st.lists(inner, max_size=2))
FINDINGS = st.builds(
    Finding,
    policy=st.sampled_from(["EB101", "EB401"]),
    name=st.just("some-name"),
    severity=st.sampled_from(Severity),
    certainty=st.sampled_from(Certainty),
    message=WORDS,
    address=WORDS,
    span=SPANS,
    related=st.lists(st.builds(Related, WORDS, PLACED), max_size=2).map(tuple),
    calls=CALLS,
    evidence=st.none() | st.dictionaries(WORDS, JSON, max_size=2),
    why=WORDS,
    fix=WORDS,
    key=WORDS,
    waived_by=st.none(),
)
UNDECIDEDS = st.builds(
    Undecided,
    policy=st.just("EB201"),
    name=st.just("other-name"),
    severity=st.sampled_from(Severity),
    address=WORDS,
    reason=WORDS,
    refs=st.lists(WORDS, max_size=2).map(tuple),
    span=SPANS,
    calls=CALLS,
)
REPORTS = st.builds(
    Report,
    version=st.just("0.0.0"),
    roots=st.lists(WORDS, max_size=1).map(tuple),
    findings=st.lists(FINDINGS, max_size=3).map(tuple),
    undecideds=st.lists(UNDECIDEDS, max_size=2).map(tuple),
    waived=st.lists(FINDINGS.map(lambda f: f._replace(waived_by="so")), max_size=1).map(tuple),
    diagnostics=st.lists(
        st.builds(Diagnostic, st.sampled_from(Level), st.just("code"), WORDS, WORDS, SPANS, CALLS, st.none()),
        max_size=2,
    ).map(tuple),
    ledger=st.lists(st.builds(LedgerEntry, WORDS, WORDS, st.sampled_from(Outcome), WORDS, SPANS), max_size=2).map(
        tuple
    ),
    crashes=st.lists(st.builds(PolicyProblem, st.just("EB1"), WORDS, WORDS), max_size=1).map(tuple),
    fail_on=st.sampled_from(Severity),
    allow_incomplete=st.booleans(),
    sources=st.dictionaries(FILES, st.text(st.characters(), max_size=80), max_size=3).map(
        lambda texts: {name: SourceText(name, text) for name, text in texts.items()}
    ),
    masked=st.lists(PLACED, max_size=2).map(tuple),
    secrets=st.lists(WORDS, max_size=2).map(tuple),
)
LOOKS = st.builds(
    Look,
    width=st.integers(40, 120),
    colour=st.booleans(),
    verbosity=st.integers(-1, 1),
    links=st.just("/work"),
    exit_zero=st.booleans(),
)


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=25, deadline=None)
@given(report=REPORTS, look=LOOKS)
def test_a_format_takes_every_report(name: str, report: Report, look: Look) -> None:
    text = render(name, report, look)
    assert text.endswith("\n") or not text
    if name == "json":
        document = json.loads(text)
        assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(document)] == []
        assert [item["fingerprint"] for item in document["findings"]] == [f.fingerprint for f in report.findings]
    if name == "sarif":
        assert len(json.loads(text)["runs"][0]["results"]) == sum(
            map(len, (report.findings, report.waived, report.undecideds))
        )
    if name == "junit":
        ElementTree.fromstring(text)  # noqa: S314  our own output


@settings(max_examples=25, deadline=None)
@given(report=REPORTS, look=LOOKS)
def test_text_is_printable(report: Report, look: Look) -> None:
    text = render("text", report, look._replace(colour=False))
    assert all(line.isprintable() for line in text.split("\n"))


@settings(max_examples=25, deadline=None)
@given(report=REPORTS, secret=st.text("abcdefgh", min_size=12, max_size=12), name=st.sampled_from(sorted(FORMATS)))
def test_a_secret_is_shown_nowhere(report: Report, secret: str, name: str) -> None:
    told = Finding("EB501", "literal-secret", Severity.HIGH, Certainty.DOCUMENTED, f"<{secret}>", "a",
                   Span("main.tf", 1, 1, 1, 5), evidence={secret: [secret]}, why=secret, fix=secret)  # fmt: skip
    source = SourceText("main.tf", f'x = "{secret}" # {secret}\n')
    known = report._replace(
        findings=(told,), sources={"main.tf": source}, secrets=(secret,), masked=(Span("main.tf", 1, 5, 1, 19),)
    )
    assume(secret not in render(name, report, Look(verbosity=1)))  # a name that happens to be the same text
    assert secret not in render(name, known, Look(verbosity=1))
