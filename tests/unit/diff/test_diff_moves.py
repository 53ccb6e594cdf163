"""Former addresses and the order of replacements, in modules against modules and in plans."""

from pathlib import Path

import pytest

from ebaudit.diff.compare import FORGOTTEN
from ebaudit.differences.gaps import FIRST_MEANS, REFUSED_MEANS
from ebaudit.differences.moves import Moves
from ebaudit.model.change import DeliveryKind
from ebaudit.model.estate import Move
from tests.unit.diff.estates import compared, only, rule, target, types

RULE = "alicloud_event_bridge_rule"
X, Q, R = types("x"), target("q"), target("r")
FIRST = "  lifecycle {\n    create_before_destroy = true\n  }\n"


def moved(before: str, after: str) -> str:
    return f"moved {{\n  from = {before}\n  to   = {after}\n}}\n"


@pytest.mark.parametrize(
    ("moves", "address", "there", "expected"),
    [
        ([Move("a.b", "a.c")], "a.b", {"a.c"}, "a.c"),
        ([Move("a.b", "a.c")], 'a.b["k"]', {'a.c["k"]'}, 'a.c["k"]'),
        ([Move("a.b", 'a.b["k"]')], "a.b", {'a.b["k"]'}, 'a.b["k"]'),
        ([Move("a.b", 'a.b["k"]')], "a.b[0]", set(), "a.b[0]"),
        ([Move("a.b[0]", 'a.b["k"]')], "a.b[0]", {'a.b["k"]'}, 'a.b["k"]'),
        ([Move("a.b", "a.c"), Move("a.c", "module.m.a.c")], "a.b", {"module.m.a.c"}, "module.m.a.c"),
        ([Move("module.m", "module.n")], "module.m.a.b[1]", {"module.n.a.b[1]"}, "module.n.a.b[1]"),
        ([Move("module.m", "module.n")], "module.mm.a.b", set(), "module.mm.a.b"),
        ([Move("a.b", "a.c"), Move("a.c", "a.b")], "a.b", {"a.b"}, "a.b"),
        ([Move("a.b", "a.c"), Move("a.c", "a.b")], "a.b", set(), "a.b"),
        ([], "a.b", {"a.b[0]"}, "a.b[0]"),
        ([], "a.b[0]", {"a.b"}, "a.b"),
        ([], "a.b", set(), "a.b"),
    ],
)
def test_where_an_address_has_gone(moves: list[Move], address: str, there: set[str], expected: str) -> None:
    assert Moves(moves).to(address, frozenset(there)) == expected


def test_a_moved_block_pairs_the_addresses(tmp_path: Path) -> None:
    after = rule("a", X, Q, label="new") + moved(f"{RULE}.a", f"{RULE}.new")
    assert compared(tmp_path, rule("a", X, Q), after).resources == ()
    (without,) = compared(tmp_path / "other", rule("a", X, Q), rule("a", X, Q, label="new")).resources
    assert "Without a 'moved' block" in without.notes[0]


def test_a_moved_block_pairs_what_is_renamed_as_well(tmp_path: Path) -> None:
    after = rule("b", X, Q, label="new") + moved(f"{RULE}.a", f"{RULE}.new")
    change = only(compared(tmp_path, rule("a", X, Q), after))
    assert (change.before_address, change.address) == (f"{RULE}.a", f"{RULE}.new")
    assert change.gap is not None
    assert change.notes == ()


def test_a_chain_of_moves_and_a_key_that_comes_by_itself(tmp_path: Path) -> None:
    chain = moved(f"{RULE}.a", f"{RULE}.b") + moved(f"{RULE}.b", f"{RULE}.c")
    assert compared(tmp_path, rule("a", X, Q), rule("a", X, Q, label="c") + chain).resources == ()
    counted = rule("a", X, Q).replace("  event_bus_name", "  count = 1\n  event_bus_name", 1)
    assert compared(tmp_path / "other", rule("a", X, Q), counted).resources == ()


def test_what_is_removed_but_not_destroyed_goes_on_delivering(tmp_path: Path) -> None:
    kept = f"removed {{\n  from = {RULE}.a\n  lifecycle {{\n    destroy = false\n  }}\n}}\n"
    pair = compared(tmp_path, rule("a", X, Q), kept)
    assert pair.deliveries == ()
    assert [change.notes for change in pair.resources] == [(FORGOTTEN,)]
    gone = compared(tmp_path / "other", rule("a", X, Q), kept.replace("false", "true"))
    assert [change.kind for change in gone.deliveries] == [DeliveryKind.LOST]
    assert [change.notes for change in gone.resources] == [()]


@pytest.mark.parametrize(("name", "notes"), [("a", (REFUSED_MEANS,)), ("b", (FIRST_MEANS,))])
def test_a_rule_that_is_created_first_leaves_no_gap(name: str, notes: tuple[str, ...], tmp_path: Path) -> None:
    after = rule(name, X, Q, R + FIRST, label="a")
    change = only(compared(tmp_path, rule("a", X, Q), after))
    assert (change.gap, change.notes) == (None, notes)
    assert compared(tmp_path / "other", rule("a", X, Q), rule("a", X, Q + FIRST)).resources == ()
