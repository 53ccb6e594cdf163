"""What ``relate`` says beside the relation."""

import pytest

from tests.unit.cli.test_languages import document, run


@pytest.mark.parametrize(
    ("one", "other", "note"),
    [
        ('{"data": {"n": [{"numeric": [">", 1, "<", 1.0000002]}]}}', "{}", "A selects no event at all"),
        ("{}", '{"source": [null]}', "B selects no event at all"),
        (
            '{"data": {"n": {"state": ["open"]}}}',
            '{"data": {"n": {"state": ["shut"]}}}',
            "an event that both select needs several values in 'data.n.state' at once",
        ),
    ],
)
def test_what_a_relation_does_not_say_is_noted(one: str, other: str, note: str) -> None:
    assert run("relate", one, other).out.splitlines()[-1] == f"  note: {note}"
    assert document(run("relate", one, other, "--format", "json"))["notes"] == [note]
