from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebaudit.readers.live.actions import LIST_BUSES, LIST_OFFICIAL, LIST_RULES
from ebaudit.readers.live.pages import list_all
from ebaudit.readers.live.replies import Reply
from tests.live_fakes import Script, bad, good, in_turn


def page(*names: str, after: Any = None, total: Any = None) -> Reply:
    return good({"EventBuses": [{"EventBusName": name} for name in names], "NextToken": after, "Total": total})


def named(script: Script) -> tuple[list[str], str]:
    listed = list_all(script, LIST_BUSES, {})
    return [str(item["EventBusName"]) for item in listed.items], str(listed.failure or "")


def test_pages_are_read_to_the_last() -> None:
    script = in_turn([page("a", "b", after="2", total=3), page("c", total=3)])
    assert named(script) == (["a", "b", "c"], "")
    assert script.asked == [
        ("ListEventBuses", {"Limit": "100"}),
        ("ListEventBuses", {"Limit": "100", "NextToken": "2"}),
    ]


def test_a_list_without_pages_is_asked_for_none() -> None:
    script = in_turn([good({"EventSourceList": [{"Name": "acs.oss"}]})])
    assert list_all(script, LIST_OFFICIAL, {}).failure is None
    assert script.asked == [("ListAliyunOfficialEventSources", {})]


@pytest.mark.parametrize("data", [{"EventBuses": None, "Total": 0}, {"Total": 0}, {"EventBuses": []}])
def test_nothing_may_be_there(data: Mapping[str, Any]) -> None:
    assert named(in_turn([good(data)])) == ([], "")


MALFORMED = {
    "no data": (good(None), "the answer has no object 'Data'"),
    "data is a list": (good([]), "the answer has no object 'Data'"),
    "no list": (good({"NextToken": ""}), "the answer has no array 'EventBuses'"),
    "null, and something there": (good({"EventBuses": None, "Total": 4}), "the answer has no array 'EventBuses'"),
    "not a list": (good({"EventBuses": {"a": 1}}), "the answer has no array 'EventBuses'"),
    "null item": (good({"EventBuses": [None]}), "an item of 'EventBuses' has no 'EventBusName'"),
    "nameless": (good({"EventBuses": [{"EventBusName": 3}]}), "an item of 'EventBuses' has no 'EventBusName'"),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_an_answer_of_another_form_is_no_empty_list(name: str) -> None:
    reply, said = MALFORMED[name]
    assert named(in_turn([reply])) == ([], f"ListEventBuses failed (malformed): {said}")


def test_what_was_read_before_a_page_failed_is_kept() -> None:
    found, failure = named(in_turn([page("a", after="1"), bad("NoPermission", 403)]))
    assert (found, failure) == (
        ["a"],
        "ListEventBuses failed (NoPermission, HTTP 403, request id R-1): said NoPermission",
    )


@pytest.mark.parametrize("tokens", [("1", "1"), ("1", "2", "1")])
def test_a_loop_of_tokens_ends(tokens: tuple[str, ...]) -> None:
    found, failure = named(in_turn([page(f"n{place}", after=token) for place, token in enumerate(tokens)]))
    assert found == [f"n{place}" for place in range(len(tokens) - 1)] + [f"n{len(tokens) - 1}"]
    assert failure == "ListEventBuses failed (malformed): the answer leads back to a page that was read already"


UNSTEADY = {
    "one was deleted": [page("a", "b", after="2", total=4), page("d", total=3)],
    "one was added": [page("a", "b", after="2", total=4), page("b", "c", total=5)],
    "the total is not what came": [page("a", "b", total=3)],
}


@pytest.mark.parametrize("name", UNSTEADY)
def test_a_list_that_changed_is_read_once_more(name: str) -> None:
    again = [page("b", "c", after="2", total=3), page("d", total=3)]
    assert named(in_turn([*UNSTEADY[name], *again])) == (["b", "c", "d"], "")


def test_a_list_that_keeps_changing_is_not_known_whole() -> None:
    replies = [page("a", "b", after="2", total=4), page("d", total=3), page("b", "c", total=3)]
    found, failure = named(in_turn(replies))
    assert found == ["a", "b", "d", "c"]
    assert failure == "ListEventBuses failed (malformed): the list kept changing while it was read"


def test_lists_have_an_end_even_when_tokens_go_on() -> None:
    count = iter(range(100_000))
    script = Script(lambda _action, _parameters: page(after=str(next(count)), total=0))
    assert named(script)[1] == "ListEventBuses failed (malformed): the list has more than 10000 pages"


@given(
    names=st.lists(st.integers(0, 40), unique=True, max_size=12),
    changes=st.lists(st.integers(0, 12), max_size=6),
    deletes=st.booleans(),
    size=st.integers(1, 4),
)
def test_nothing_that_was_there_all_along_is_lost(
    names: list[int], changes: list[int], deletes: bool, size: int
) -> None:
    """Between any two calls items are deleted, or added at any place; those that stayed are found or told missing."""
    world = [f"r{name}" for name in names]
    seen = set(world)
    left = list(changes)

    def answer(_action: str, parameters: Mapping[str, str]) -> Reply:
        start = int(parameters.get("NextToken", "0"))
        items = [{"RuleName": name} for name in world[start : start + size]]
        token = str(start + size) if start + size < len(world) else ""
        total = len(world)
        if left:
            place = left.pop()
            if deletes and world:
                del world[place % len(world)]
            elif not deletes:
                world.insert(place % (len(world) + 1), f"new{len(left)}")
            seen.update(world)
        return good({"Rules": items, "NextToken": token, "Total": total})

    kept = set(world)
    listed = list_all(Script(answer), LIST_RULES, {"EventBusName": "b"})
    found = {item["RuleName"] for item in listed.items}
    assert found <= seen
    if listed.failure is None:
        assert kept & set(world) <= found
