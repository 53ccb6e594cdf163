from fractions import Fraction

import pytest

from ebaudit.model.digest import (
    IN_CLEAR,
    digest_of,
    is_withheld,
    same_secret,
    stand_in,
    withhold,
    withhold_credentials,
)
from ebaudit.model.value import EPHEMERAL, SENSITIVE, Sensitive, Unknown, Value, hole, reveal

KEY, OTHER = b"one key", b"another key"
ROBOT = "https://robot.example.com/send?access_token=4f1e77&at=all"


def marks(value: Value) -> set[str]:
    assert isinstance(value, Sensitive)
    return {mark for mark in value.marks if not mark.startswith("digest:")}


def test_a_text_in_clear_is_marked_so() -> None:
    kept = withhold("hunter2", KEY)
    assert is_withheld(kept)
    assert marks(kept) == {SENSITIVE, IN_CLEAR}
    assert stand_in(kept) == "withheld"
    assert "hunter2" not in repr((kept, reveal(kept), marks(kept), digest_of(kept)))


def test_a_sensitive_text_keeps_its_marks() -> None:
    kept = withhold(Sensitive("hunter2", frozenset((SENSITIVE, EPHEMERAL))), KEY)
    assert marks(kept) == {SENSITIVE, EPHEMERAL}
    assert stand_in(kept) is None
    assert digest_of(kept) == digest_of(withhold("hunter2", KEY))


@pytest.mark.parametrize("value", [None, "", " \n", Sensitive(""), Sensitive(None), Unknown("why"), (), {}])
def test_what_is_no_secret_or_not_known_stays(value: Value) -> None:
    assert withhold(value, KEY) is value
    assert not is_withheld(value)


def test_withholding_twice_is_withholding_once() -> None:
    kept = withhold("hunter2", KEY)
    assert withhold(kept, OTHER) is kept


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (withhold("a", KEY), withhold("a", KEY), True),
        (withhold("a", KEY), withhold(Sensitive("a"), KEY), True),
        (withhold("a", KEY), withhold("b", KEY), False),
        (withhold("a", KEY), withhold("a", OTHER), None),
        (withhold("a", KEY), "a", None),
        (withhold(("a", {"b": True}), KEY), withhold(("a", {"b": True}), KEY), True),
        (withhold(("a", {"b": True}), KEY), withhold(("a", {"b": False}), KEY), False),
        (withhold(Fraction(1, 3), KEY), withhold(Fraction(1, 3), KEY), True),
        (withhold(("a", Unknown("x")), KEY), withhold(("a", Unknown("x")), KEY), None),
        (withhold_credentials(ROBOT, KEY), withhold_credentials(ROBOT, KEY), True),
        (withhold_credentials(ROBOT, KEY), withhold_credentials(ROBOT.replace("all", "me"), KEY), False),
        (withhold_credentials(ROBOT, KEY), withhold_credentials(ROBOT.replace("4f1e", "4f1f"), KEY), False),
    ],
)
def test_secrets_are_compared_by_digests_of_one_key(one: Value, other: Value, same: bool | None) -> None:
    assert same_secret(one, other) is same


def test_the_rest_of_a_url_is_kept() -> None:
    kept = reveal(withhold_credentials(ROBOT, KEY))
    assert isinstance(kept, Unknown)
    assert kept.parts == ("https://robot.example.com/send?access_token=", None, "&at=all")
    assert kept.prefix == "https://robot.example.com/send?access_token="
    assert stand_in(withhold_credentials(ROBOT, KEY)) == ROBOT.replace("4f1e77", "withheld")


def test_a_text_without_credentials_is_itself() -> None:
    assert withhold_credentials("https://example.com/?at=all", KEY) == "https://example.com/?at=all"


def test_json_keeps_its_structure() -> None:
    kept = reveal(withhold_credentials(f'{{"n": [1.5, "x"], "url": "{ROBOT}"}}', KEY))
    assert isinstance(kept, Unknown)
    assert isinstance(kept.json, dict)
    assert kept.json["n"] == (Fraction(3, 2), "x")
    assert is_withheld(kept.json["url"])


@pytest.mark.parametrize("text", [f'{{"a": "{ROBOT}", "a": 1}}', f'{{"a": "{ROBOT}"', f"[{'[' * 5000}{ROBOT}"])
def test_what_is_no_json_has_no_structure(text: str) -> None:
    kept = reveal(withhold_credentials(text, KEY))
    assert isinstance(kept, Unknown)
    assert kept.json is None


def test_a_password_before_a_host_and_a_quoted_token() -> None:
    text = "https://me:pw@example.com/?token='t'&x=1"
    assert stand_in(withhold_credentials(text, KEY)) == "https://me:withheld@example.com/?token=withheld&x=1"


def test_a_sensitive_value_that_is_not_known_keeps_none_of_its_text() -> None:
    partly = Unknown("later", ("a.b",), prefix="b-hush-", parts=("b-hush-", None), identity=f"b-hush-{hole('a.b')}")
    kept, again = withhold(Sensitive(partly), KEY), withhold(Sensitive(partly), KEY)
    inner = reveal(kept)
    assert isinstance(kept, Sensitive)
    assert isinstance(inner, Unknown)
    assert "hush" not in repr([getattr(inner, name) for name in Unknown.__slots__])
    assert (inner.reason, inner.refs, kept) == ("later", ("a.b",), again)
    assert withhold(kept, KEY) == kept
    other = reveal(withhold(Sensitive(Unknown("later", identity=hole("a.c"))), KEY))
    assert isinstance(other, Unknown)
    assert other.identity != inner.identity
