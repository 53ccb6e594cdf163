"""Generated modules beside Terraform: a recorded corpus, and fresh ones where Terraform is installed.

``data/terraform-modules.jsonl`` was written by ``record.py`` with Terraform 1.11.4: each row has a module, what
``terraform show -json`` says of its plan, and what the apply made of it.
"""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from tests.conformance.terraform.comparison import answers, differences
from tests.conformance.terraform.generated_modules import modules

CORPUS = Path(__file__).parents[1] / "data" / "terraform-modules.jsonl"
ROWS = [json.loads(line) for line in CORPUS.read_text(encoding="utf-8").splitlines()]

_COUNTED = "an unknown element of a set may equal another; Terraform counts it as one more, we leave the number open"
EXCEPTIONS: dict[str, str] = {
    "m122": "the value is a null whose type Terraform keeps and we do not: we say that the text is unknown",
    "m125": _COUNTED,
    "m126": _COUNTED,
    "m127": _COUNTED,
    "m152": "the resource has no instances, so we do not evaluate its arguments, in which Terraform finds an error",
}
"""Rows in which we differ on purpose, with the reason."""


@pytest.mark.parametrize("row", [pytest.param(row, id=row["id"]) for row in ROWS if row["id"] not in EXCEPTIONS])
def test_recorded_module_has_terraforms_values(row: dict[str, Any], tmp_path: Path) -> None:
    assert differences(row, tmp_path) == []


def test_exceptions_are_few_and_needed(tmp_path: Path) -> None:
    assert len(ROWS) >= 300
    assert len(EXCEPTIONS) < 15
    rows = {row["id"]: row for row in ROWS}
    for identity in EXCEPTIONS:
        assert differences(rows[identity], tmp_path / identity) != []


@pytest.mark.skipif(shutil.which("terraform") is None, reason="needs the terraform command")
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
@given(files=modules())
def test_fresh_module_has_terraforms_values(files: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> None:
    row = answers(files, tmp_path_factory.mktemp("theirs"))
    assert differences(row, tmp_path_factory.mktemp("ours")) == []
