from ebaudit.model.diagnostic import LedgerEntry, Outcome
from ebaudit.model.report import ExitCode, Report
from ebaudit.report.summary import reason


def passed(*kinds: str) -> str:
    ledger = tuple(LedgerEntry(kind, "x", Outcome.EVALUATED) for kind in kinds)
    return reason(Report(version="1", roots=(".",), ledger=ledger), ExitCode.CLEAN)


def test_nothing_to_judge_is_told_from_nothing_found() -> None:
    assert passed("module", "policy") == "no EventBridge resources were found"
    assert passed("module", "resource", "policy") == "there are no findings"
