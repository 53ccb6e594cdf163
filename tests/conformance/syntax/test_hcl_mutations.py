"""The parser accepts and rejects what Terraform does, edit by edit."""

from ebaudit.model.source import SourceText
from ebaudit.readers.hcl.parse import parse_file
from tests.conformance.syntax import mutations


def accepted(text: str) -> bool:
    return not parse_file(SourceText("main.tf", text))[1]


def test_every_committed_file_is_accepted() -> None:
    assert [name for name, text in mutations.texts() if not accepted(text)] == []


def test_verdicts_on_mutations_are_those_of_terraform() -> None:
    record = mutations.record()
    count = mutations.COUNT
    verdicts = f"{int(str(record['verdicts']), 16):0{count}b}"
    disagreements = [
        f"{name}: terraform {'accepts' if verdict == '1' else 'rejects'}"
        for (name, text), verdict in zip(mutations.mutations(), verdicts, strict=True)
        if accepted(text) != (verdict == "1")
    ]
    assert disagreements == []
