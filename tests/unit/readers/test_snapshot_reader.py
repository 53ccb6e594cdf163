import json
from copy import deepcopy
from typing import Any

import pytest

from ebaudit.model.diagnostic import Diagnostic, Level, ModuleCall, Outcome
from ebaudit.model.digest import is_withheld, same_secret, stand_in
from ebaudit.model.estate import Estate, Opened, Unread
from ebaudit.model.request import Inputs
from ebaudit.model.resources import Resource
from ebaudit.model.source import Span
from ebaudit.model.value import Sensitive, Unknown, Value
from ebaudit.readers import open_estates
from ebaudit.readers.snapshot import write
from tests.blocks import estate, resource
from tests.saved import CATALOG, KEY, read_back, saved

OTHER = b"another key for tests"


def connection(password: Value, name: str = "r", username: Value = "me") -> Resource:
    basic = {"username": username, "password": password}
    auth = {"authorization_type": "BASIC_AUTH", "basic_auth_parameters": [basic]}
    return resource("connection", {"connection_name": name, "auth_parameters": [auth]}, name)


def password(opened: Opened, index: int = 0) -> Value:
    block = opened.estate.connections[index].resource.block
    inner = block.blocks["auth_parameters"][0].blocks["basic_auth_parameters"][0]
    return inner.attributes["password"].value


def kept(*resources: Resource, key: bytes | None = KEY) -> Opened:
    (made,) = read_back(saved([Opened(estate(*resources))], key))
    return made


@pytest.mark.parametrize(
    ("one", "other", "keys", "same"),
    [
        ("hunter2", "hunter2", (KEY, KEY), True),
        ("hunter2", Sensitive("hunter2"), (KEY, KEY), True),
        ("hunter2", "hunter3", (KEY, KEY), False),
        ("hunter2", "hunter2", (KEY, OTHER), None),
        ("hunter2", "hunter2", (None, KEY), None),
        ("hunter2", "hunter3", (None, None), True),
    ],
)
def test_digests_tell_across_snapshots_what_their_keys_allow(
    one: Value, other: Value, keys: tuple[bytes | None, bytes | None], same: bool | None
) -> None:
    found = [password(kept(connection(text), key=key)) for text, key in zip((one, other), keys, strict=True)]
    assert all(map(is_withheld, found))
    if keys == (None, None):  # numbers of two files of one content: whether the secrets were equal, nobody can tell
        assert found[0] == found[1]
    else:
        assert same_secret(*found) is same


def test_numbers_mean_nothing_in_another_file() -> None:
    one = kept(connection("hunter2"), key=None)
    other = kept(connection("hunter2", username="you"), key=None)
    assert same_secret(password(one), password(other)) is None


def test_numbers_tell_equal_secrets_of_one_file() -> None:
    made = kept(connection("a1", "a"), connection("b2", "b"), connection("a1", "c"), key=None)
    a, b, c = (password(made, index) for index in range(3))
    assert (same_secret(a, b), same_secret(a, c)) == (False, True)
    assert "digest" in json.dumps(saved([Opened(made.estate)], None))


def test_a_secret_keeps_that_it_was_in_clear() -> None:
    assert stand_in(password(kept(connection("hunter2")))) == "withheld"
    assert stand_in(password(kept(connection(Sensitive("hunter2"))))) is None


def test_what_could_not_be_read_is_kept_without_secrets() -> None:
    problem = Diagnostic(
        Level.ERROR,
        "syntax",
        "Wrong near 'hunter2'",
        "https://h.example/?token=abc and hunter2, the",
        Span("main.tf", 1, 2, 3, 4),
        (ModuleCall("module.a", Span("main.tf", 9, 1, 9, 2)),),
    )
    cell = Unread("alicloud_event_bridge_rule", "orders", "cn-hangzhou", "123", "the call failed")
    given = Opened(estate()._replace(unread=(cell,)), (problem,), secrets=("hunter2", "the"))
    (made,) = read_back(saved([given]))
    assert made.estate.unread == (cell,)
    (found,) = made.diagnostics
    assert found == problem._replace(
        summary="Wrong near '(sensitive)'",
        detail="https://h.example/?token=(sensitive) and (sensitive), the",
        calls=(ModuleCall("module.a", None),),
    )
    assert [(row.kind, row.outcome) for row in made.ledger] == [
        ("snapshot", Outcome.PARTIAL),
        ("account", Outcome.PARTIAL),
    ]


def test_several_estates_and_none() -> None:
    text = write([Opened(estate(connection("x" * 8))), Opened(estate())], CATALOG, KEY)
    assert [len(each.estate.resources) for each in read_back(text)] == [1, 0]
    (nothing,) = read_back(write([], CATALOG, KEY))
    assert (nothing.estate, nothing.diagnostics) == (Estate("snapshot", "standard input"), ())


def test_texts_of_several_lines_are_written_line_by_line() -> None:
    rule = resource("rule", {"filter_pattern": '{\n  "source": ["a"]\n}', "event_bus_name": Unknown("why")})
    arguments = saved([Opened(estate(rule))])["estates"][0]["resources"][0]["arguments"]
    assert arguments == {
        "event_bus_name": {"$unknown": {"reason": "why"}},
        "filter_pattern": {"$lines": ["{", '  "source": ["a"]', "}"]},
    }


WHOLE = saved([Opened(estate(connection("hunter2")))])


@pytest.mark.parametrize(
    ("path", "junk", "code", "says"),
    [
        (("schema_version",), "2.0", "snapshot-version", "has schema version '2.0'"),
        (("schema_version",), None, "snapshot-version", "has schema version None"),
        (("secrets",), "clear", "malformed-snapshot", "'secrets' is neither"),
        (("estates",), {}, "malformed-snapshot", "estates is not an array of objects"),
        (("estates", 0, "resources"), 1, "malformed-snapshot", "resources is not an array of objects"),
        (("estates", 0, "resources", 0, "address"), 1, "malformed-snapshot", "the text 'address' is missing"),
        (("estates", 0, "resources", 0, "type"), "aws_x", "malformed-snapshot", "a resource is of another family"),
        (("estates", 0, "resources", 0, "blocks"), [], "malformed-snapshot", "'blocks' is not an object"),
        (("estates", 0, "resources", 0, "provided"), 3, "malformed-snapshot", "'provided' is not an array of texts"),
        (("estates", 0, "unread"), [{}], "malformed-snapshot", "the text 'type' is missing"),
        (("estates", 0, "changes"), [{"address": "a", "type": "t", "replace_paths": 1}], "malformed-snapshot", "paths"),
        (("estates", 0, "diagnostics"), [{"level": "bad"}], "malformed-snapshot", "has the level 'bad'"),
        (("estates", 0, "resources", 0, "arguments", "x"), {"$odd": 1}, "malformed-snapshot", "is called '$odd'"),
        (("estates", 0, "resources", 0, "arguments", "x"), {"$number": "x"}, "malformed-snapshot", "is no number"),
        (("estates", 0, "resources", 0, "arguments", "x"), {"$list": [], "of": "x"}, "malformed-snapshot", "no type"),
    ],
)
def test_what_is_no_snapshot_is_refused(path: tuple[str | int, ...], junk: Any, code: str, says: str) -> None:
    document = deepcopy(WHOLE)
    inner = document
    for step in path[:-1]:
        inner = inner[step]  # type: ignore[index]  # arrays take numbers, objects texts
    inner[path[-1]] = junk  # type: ignore[index]
    (made,) = read_back(document)
    assert [(problem.code, says in problem.detail) for problem in made.diagnostics] == [(code, True)]
    assert made.estate.resources == ()


def test_a_snapshot_has_no_before() -> None:
    (made,) = open_estates("-", Inputs(before=True, standard_input=json.dumps(WHOLE).encode()), CATALOG)
    assert [problem.code for problem in made.diagnostics] == ["no-before"]
