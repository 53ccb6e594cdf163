"""Keeps secrets out of every format: texts are replaced, stretches of source are masked."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ebaudit.model.credentials import credentials
from ebaudit.model.source import SourceText, Span

if TYPE_CHECKING:
    from ebaudit.model.finding import Finding
    from ebaudit.model.report import Report

HIDDEN = "(sensitive)"
SHORTEST = 4
"""Shorter secrets are masked only where they stand: as texts they would blank out ordinary words."""


class Redactor:
    """Knows the secrets of one report."""

    __slots__ = ("_secrets", "_spans")

    def __init__(
        self, masked: Iterable[Span] = (), secrets: Iterable[str] = (), sources: Mapping[str, SourceText] | None = None
    ) -> None:
        self._spans: dict[tuple[str, int], list[Span]] = {}
        texts = set(secrets)
        for span in masked:
            for number in range(span.line, span.end_line + 1):
                self._spans.setdefault((span.file, number), []).append(span)
            texts.update(_literal(span, sources or {}))
        spellings = {form for text in texts for form in _spellings(text) if len(form) >= SHORTEST}
        self._secrets = sorted(spellings, key=lambda text: (-len(text), text))

    def text(self, text: str) -> str:
        """Return ``text`` without the secrets."""
        for secret in self._secrets:
            if secret in text:
                text = text.replace(secret, HIDDEN)
        for start, end in reversed(credentials(text)):
            text = f"{text[:start]}{HIDDEN}{text[end:]}"
        return text

    def value(self, value: Any) -> Any:
        """Return a JSON-like value without the secrets in its strings and keys."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {self.value(key): self.value(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.value(item) for item in value]
        return value

    def ranges(self, file: str, number: int, line: str) -> list[tuple[int, int]]:
        """Return the stretches of one line to mask, as sorted, disjoint offsets that count from 0."""
        found = credentials(line)
        found += [
            (
                span.column - 1 if span.line == number else 0,
                span.end_column - 1 if span.end_line == number else len(line),
            )
            for span in self._spans.get((file, number), ())
        ]
        for secret in self._secrets:
            at = line.find(secret)
            while at >= 0:
                found.append((at, at + len(secret)))
                at = line.find(secret, at + len(secret))
        within = [(start, min(end, len(line))) for start, end in found if start < len(line)]
        return _merged([(start, end) for start, end in within if start < end])


def redact(report: "Report") -> "tuple[Report, Redactor]":
    """Return the report with secrets taken out of its texts, and what masks its sources."""
    redactor = Redactor(report.masked, report.secrets, report.sources)
    text = redactor.text
    return report._replace(
        findings=_findings(report.findings, redactor),
        waived=_findings(report.waived, redactor),
        undecideds=tuple(u._replace(reason=text(u.reason)) for u in report.undecideds),
        diagnostics=tuple(d._replace(summary=text(d.summary), detail=text(d.detail)) for d in report.diagnostics),
        ledger=tuple(row._replace(why=text(row.why)) for row in report.ledger),
        crashes=tuple(crash._replace(message=text(crash.message)) for crash in report.crashes),
    ), redactor


def _findings(findings: "tuple[Finding, ...]", redactor: Redactor) -> "tuple[Finding, ...]":
    text = redactor.text
    return tuple(
        f._replace(
            message=text(f.message),
            why=text(f.why),
            fix=text(f.fix),
            hint=text(f.hint),
            evidence=redactor.value(f.evidence),
        )
        for f in findings
    )


def _literal(span: Span, sources: Mapping[str, SourceText]) -> tuple[str, ...]:
    """Return what a masked quoted string says; other expressions say nothing by themselves."""
    source = sources.get(span.file)
    if source is None or span.line != span.end_line:
        return ()
    text = source.line(span.line)[span.column - 1 : span.end_column - 1]
    quoted = len(text) > 1 and text[0] == text[-1] == '"'
    return (text[1:-1],) if quoted and "${" not in text else ()


def _spellings(secret: str) -> tuple[str, ...]:
    if '"' not in secret and "\\" not in secret and "\n" not in secret:
        return (secret,)
    escaped = secret.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return (secret, escaped, *(line.strip() for line in secret.splitlines()))


def _merged(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
