"""Replacing an unknown by any concrete value never changes what was called known."""

from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from ebaudit.model.value import Unknown, Value, reveal
from tests.conformance.terraform.comparison import ours, write
from tests.conformance.terraform.generated_modules import modules

SEED = "terraform_data.seed.id"
TEXTS = ("a", "7", "0f-1", "b-c-order:Paid", "e\u00fc", "1", "a-a", "dX y")
"""Texts that begin with a hexadecimal digit, since the generated modules make a number of the first character."""


def contradictions(before: Value, after: Value, path: str) -> list[str]:
    before, after = reveal(before), reveal(after)
    if isinstance(before, Unknown):
        fits = not isinstance(after, str) or after.startswith(before.prefix)
        return [] if fits and not (before.not_null and after is None) else [f"{path}: {before!r} became {after!r}"]
    if isinstance(before, tuple) and isinstance(after, tuple) and len(before) == len(after):
        pairs: list[tuple[Any, Value, Value]] = [(i, item, after[i]) for i, item in enumerate(before)]
    elif isinstance(before, dict) and isinstance(after, dict) and before.keys() == after.keys():
        pairs = [(key, item, after[key]) for key, item in before.items()]
    else:
        return [] if type(before) is type(after) and before == after else [f"{path}: {before!r} became {after!r}"]
    return [text for key, mine, theirs in pairs for text in contradictions(mine, theirs, f"{path}.{key}")]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(files=modules(), text=st.sampled_from(TEXTS))
def test_what_is_known_stays(files: dict[str, str], text: str, tmp_path_factory: object) -> None:
    make = tmp_path_factory.mktemp  # type: ignore[attr-defined]  # pytest's factory, whose type Hypothesis hides
    before_directory, after_directory = Path(make("before")), Path(make("after"))
    write(files, before_directory)
    before, errors = ours(before_directory)
    assume(not errors)
    write({name: content.replace(SEED, f'"{text}"') for name, content in files.items()}, after_directory)
    after, later_errors = ours(after_directory)
    assume(not later_errors)
    assert before.keys() == after.keys()
    assert [said for address in before for said in contradictions(before[address], after[address], address)] == []
