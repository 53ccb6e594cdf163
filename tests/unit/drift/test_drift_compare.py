"""What drifts and what does not: pairing, defaults, secrets, parts of an account that were not read."""

from typing import Any

import pytest

from ebaudit.catalog import load
from ebaudit.drift.changes import Drifted, Repair, What
from ebaudit.drift.compare import Drift, compare
from ebaudit.drift.known import Known
from ebaudit.drift.spelling import same_json
from ebaudit.model.digest import withhold
from ebaudit.model.estate import Estate, Unread
from ebaudit.model.resources import Attribute, Block, Provider, Resource
from ebaudit.model.value import Sensitive, Unknown, Value, hole
from ebaudit.readers.decode import decode
from ebaudit.readers.settle import settle

CATALOG, _ = load()
PREFIX = "alicloud_event_bridge_"
REGION, ACCOUNT = "cn-hangzhou", "1234567890123456"
PATTERN = '{"source":["shop"]}'
KEY = b"a key for tests!"


def block(values: dict[str, Value], **blocks: tuple[Block, ...]) -> Block:
    return Block({name: Attribute(value) for name, value in values.items() if value is not None}, blocks)


def param(key: str, form: str, value: Value = None, template: Value = None) -> Block:
    return block({"resource_key": key, "form": form, "value": value, "template": template})


def target(id: Value = "q", *params: Block, beyond: dict[str, Value] | None = None, **values: Value) -> Block:
    endpoint = values.pop("endpoint", f"acs:mns:{REGION}:{ACCOUNT}:queues/q")
    queue = values.pop("queue", None)
    given = {"target_id": id, "type": values.pop("type", "acs.mns.queue"), "endpoint": endpoint, **values}
    nested = {"param_list": params or (param("Body", "ORIGINAL"),)}
    if queue is not None:
        nested["dead_letter_queue"] = (block({"arn": queue}),)
    return block(given, **nested)._replace(beyond=beyond or {})


def rule(name: Value = "r", *targets: Block, address: str = "", **values: Value) -> Resource:
    given = {"event_bus_name": "b", "rule_name": name, "filter_pattern": PATTERN, **values}
    made = block(given, targets=targets or (target(),))
    return Resource(
        address or f"{PREFIX}rule.r", f"{PREFIX}rule", "managed", made, Provider("alicloud", REGION, ACCOUNT)
    )


def other(kind: str, values: dict[str, Value], **blocks: tuple[Block, ...]) -> Resource:
    made = block(values, **blocks)
    return Resource(f"{PREFIX}{kind}.x", f"{PREFIX}{kind}", "managed", made, Provider("alicloud", REGION, ACCOUNT))


def estate(reader: str, *resources: Resource, unread: tuple[Unread, ...] = ()) -> Estate:
    return decode(reader, reader, resources)._replace(unread=unread)


def drift(declared: list[Resource], live: list[Resource], *unread: Unread, key: bytes = b"") -> Drift:
    mine, theirs = estate("hcl", *declared), estate("live", *live, unread=unread)
    return compare(settle(mine, Known(mine, theirs)), theirs, CATALOG, key)


def told(found: Drift) -> list[tuple[str, str, str]]:
    return [(each.what.value, each.part, each.repair.value) for each in found.drifted]


def only(found: Drift) -> Drifted:
    (one,) = found.drifted
    return one


def folds(found: Drift) -> set[str]:
    return {fold.rule for fold in found.folded}


@pytest.mark.parametrize(
    ("mine", "theirs", "fold"),
    [
        (rule(), rule(status="ENABLE"), "default rule.status"),
        (rule(), rule("r", target(push_retry_strategy="BACKOFF_RETRY")), "default target.push_retry_strategy"),
        (rule(), rule(filter_pattern='{ "source" : ["shop"] }'), "pattern-spelling"),
        (rule(filter_pattern='{"type":["a","b"]}'), rule(filter_pattern='{"type":["b","a","a"]}'), "pattern-spelling"),
        (rule(), rule(description=""), "empty-is-absent rule.description"),
        (
            rule(),
            rule("r", target(endpoint=f"acs:mns:{REGION}:{ACCOUNT}:/queues/q")),
            "arn-spelling",
        ),
        (
            rule("r", target("q", param("Body", "ORIGINAL"), param("queue", "CONSTANT", "q"))),
            rule("r", target("q", param("queue", "CONSTANT", "q"), param("Body", "ORIGINAL"))),
            "parameter-order",
        ),
        (
            rule("r", target("q", param("Body", "TEMPLATE", '{"a":"$.a","b":"$.b"}', "x"))),
            rule("r", target("q", param("Body", "TEMPLATE", '{ "b": "$.b", "a": "$.a" }', "x"))),
            "json-spelling",
        ),
        (
            rule("r", target("q", param("IsBase64Encode", "CONSTANT", "false"), param("Body", "ORIGINAL"))),
            rule(),
            "added target.param_list",
        ),
        (rule("r", target(queue="")), rule(), "empty-is-absent target.dead_letter_queue"),
        (
            rule("r", target("q", param("VpcId", "CONSTANT", "vpc-1"))),
            rule("r", target("q", param("VpcId", "CONSTANT", "name/vpc-1"))),
            "name-prefix param.VpcId",
        ),
        (
            other("event_source", {"event_source_name": "s", "linked_external_source": True}),
            other("event_source", {"event_source_name": "s"}),
            "write-only event_source.linked_external_source",
        ),
        (
            other("event_source_v2", {"event_source_name": "s" * 140}),
            other("event_source_v2", {"event_source_name": "s" * 127}),
            None,
        ),
    ],
)
def test_what_is_no_drift_and_under_which_rule(mine: Resource, theirs: Resource, fold: str | None) -> None:
    found = drift([mine], [theirs])
    assert found.drifted == ()
    assert fold is None or fold in folds(found)


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        (rule(status="DISABLE"), rule(status="ENABLE"), ("changed", "status", "in-place")),
        (rule(), rule(status="DISABLE"), ("changed", "status", "never")),
        (
            rule("r", target(push_retry_strategy="EXPONENTIAL_DECAY_RETRY")),
            rule("r", target(push_retry_strategy="BACKOFF_RETRY")),
            ("changed", "targets[q].push_retry_strategy", "in-place"),
        ),
        (
            rule(),
            rule("r", target(push_retry_strategy="EXPONENTIAL_DECAY_RETRY")),
            ("changed", "targets[q].push_retry_strategy", "never"),
        ),
        (
            rule(),
            rule("r", target(beyond={"errors_tolerance": "NONE"})),
            ("changed", "targets[q].(errors_tolerance)", "never"),
        ),
        (rule(), rule("r", target(), target("p")), ("unmanaged", "targets[p]", "replace")),
        (rule("r", target(), target("p")), rule(), ("missing", "targets[p]", "replace")),
        (
            rule(filter_pattern='{"n":[1]}'),
            rule(filter_pattern='{"n":[1.0]}'),
            ("changed", "filter_pattern", "in-place"),
        ),
        (
            rule("r", target("q", param("Body", "TEMPLATE", "{}", "a b"))),
            rule("r", target("q", param("Body", "TEMPLATE", "{}", "a  b"))),
            ("changed", "targets[q].param_list[Body]", "in-place"),
        ),
        (
            other(
                "connection", {"connection_name": "c"}, auth_parameters=(block({"authorization_type": "API_KEY_AUTH"}),)
            ),
            other(
                "connection", {"connection_name": "c"}, auth_parameters=(block({"authorization_type": "BASIC_AUTH"}),)
            ),
            ("changed", "auth_parameters.authorization_type", "in-place"),
        ),
    ],
)
def test_what_drifts_and_what_terraform_does_about_it(
    mine: Resource, theirs: Resource, expected: tuple[str, str, str]
) -> None:
    assert told(drift([mine], [theirs])) == [expected]


def connection(password: Value) -> Resource:
    auth = block({"authorization_type": "BASIC_AUTH"}, basic_auth_parameters=(block({"password": password}),))
    return other("connection", {"connection_name": "c"}, auth_parameters=(auth,))


@pytest.mark.parametrize(
    ("mine", "theirs", "key", "drifts"),
    [
        ("secret", Sensitive("********"), b"", False),
        (Sensitive("secret"), withhold("secret", KEY), KEY, False),
        (Sensitive("secret"), withhold("other", KEY), KEY, True),
        (Sensitive("secret"), withhold("other", KEY), b"", False),
        (withhold("secret", KEY), withhold("other", KEY), b"", True),
        (Sensitive("secret"), None, KEY, True),
    ],
)
def test_secrets_are_compared_by_digest_or_by_being_there(mine: Value, theirs: Value, key: bytes, drifts: bool) -> None:
    found = drift([connection(mine)], [connection(theirs)], key=key)
    assert [each.part for each in found.drifted] == (
        ["auth_parameters.basic_auth_parameters.password"] if drifts else []
    )
    assert "secret" not in repr([(each.declared, each.found) for each in found.drifted])


def test_values_that_the_account_makes_known_are_decided() -> None:
    account = hole("data.alicloud_account.me.id")
    refs = ("data.alicloud_account.me.id",)
    known = Unknown("from the provider", refs, identity=f"acs:mns:{REGION}:{account}:queues/q")
    assert drift([rule("r", target(endpoint=known))], [rule()]).drifted == ()
    elsewhere = Unknown("from the provider", refs, identity=f"acs:mns:{REGION}:{account}:queues/p")
    assert only(drift([rule("r", target(endpoint=elsewhere))], [rule()])).undecided is None


def test_what_is_not_known_is_undecided() -> None:
    unknown = Unknown("known only after apply", ("alicloud_mns_queue.q.id",), prefix="acs:mns:")
    found = only(drift([rule("r", target(endpoint=unknown))], [rule()]))
    assert (found.part, found.undecided is not None) == ("targets[q].endpoint", True)
    impossible = Unknown("known only after apply", prefix="acs:fc:")
    assert only(drift([rule("r", target(endpoint=impossible))], [rule()])).undecided is None


def test_an_unknown_name_pairs_with_the_one_that_fits() -> None:
    unknown = Unknown("known only after apply", prefix="orders-")
    live = [rule("orders-7", address="live:a"), rule("audit", address="live:b")]
    found = drift([rule(unknown), rule("audit", address=f"{PREFIX}rule.audit")], live)
    assert found.drifted == ()


def test_an_unknown_name_that_may_be_several_is_undecided() -> None:
    unknown = Unknown("known only after apply", prefix="orders-")
    live = [rule("orders-7", address="live:a"), rule("orders-8", address="live:b")]
    found = only(drift([rule(unknown)], live))
    assert (found.address, found.undecided is not None) == (f"{PREFIX}rule.r", True)


def cell(kind: str = "rule", bus: str = "", region: str = REGION) -> Unread:
    return Unread(f"{PREFIX}{kind}" if kind else "", bus, region, ACCOUNT, "NoPermission")


@pytest.mark.parametrize(
    ("unread", "decided"),
    [
        (cell(), False),
        (cell(""), False),
        (cell(bus="b"), False),
        (cell(bus="other"), True),
        (cell("event_bus"), True),
        (cell(region="cn-beijing"), True),
    ],
)
def test_what_was_not_read_is_never_missing(unread: Unread, decided: bool) -> None:
    found = only(drift([rule()], [], unread))
    assert found.what is What.MISSING
    assert (found.undecided is None, found.unread) == (decided, not decided)


def test_the_default_bus_is_never_missing_or_unmanaged() -> None:
    default = other("event_bus", {"event_bus_name": "default"})
    assert drift([default], []).drifted == ()
    assert drift([], [default]).drifted == ()


def test_what_lies_on_a_bus_goes_and_comes_with_it() -> None:
    bus = other("event_bus", {"event_bus_name": "b"})
    gone, there = only(drift([bus, rule()], [])), only(drift([], [bus, rule()]))
    assert [(each.resource.type, [one.address for one in each.within]) for each in (gone, there)] == [
        (bus.type, [f"{PREFIX}rule.r"]),
        (bus.type, [f"{PREFIX}rule.r"]),
    ]
    assert (gone.repair, there.repair) == (Repair.CREATE, Repair.NEVER)


def test_regions_tell_rules_of_one_name_apart() -> None:
    there = rule()._replace(provider=Provider("alicloud", "cn-beijing", ACCOUNT), address="live:beijing")
    found = drift([rule()], [rule(address="live:hangzhou"), there])
    assert [(each.what, each.address) for each in found.drifted] == [(What.UNMANAGED, "live:beijing")]


@pytest.mark.parametrize(
    ("one", "other_text", "same"),
    [
        ('{"a":[1,2]}', '{ "a": [1, 2] }', True),
        ('{"a":1,"b":2}', '{"b":2,"a":1}', True),
        ('{"a":1}', '{"a":1.0}', False),
        ('{"a":1}', '{"a":"1"}', False),
        ('{"a":1,"a":1}', '{"a":1}', False),
        ("not json", "not json ", False),
    ],
)
def test_one_json_value(one: str, other_text: str, same: bool) -> None:
    assert same_json(one, other_text) is same


def test_nothing_that_is_compared_makes_it_fail() -> None:
    odd: list[Any] = [rule(None), rule(5), rule("r", target(None)), rule("r", block({}))]
    for mine in odd:
        for theirs in odd:
            assert isinstance(drift([mine], [theirs]), Drift)
