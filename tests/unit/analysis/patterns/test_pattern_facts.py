# ruff: noqa: E501  a table reads best one case a line
from typing import Any

import pytest

from ebaudit.analysis.patterns import analyse
from ebaudit.catalog import Catalog, load
from ebaudit.catalog.entries import EventSchema
from ebaudit.catalog.extra import Additions, CustomSource
from ebaudit.model.estate import Estate
from ebaudit.model.finding import Certainty
from ebaudit.model.types import STRING
from ebaudit.model.value import Sensitive, Unknown, Value
from tests.estates import rule

CATALOG = load()[0]
PLACE = "filter_pattern"


def facts(pattern: Value, **rest: Any) -> list[tuple[str, str, str]]:
    """Every fact: code, message, and the text (or path) that its span points at."""
    estate = Estate("test", "", rules=(rule("r", pattern, **rest),))
    found, _ = analyse(estate, CATALOG)
    shown = []
    for fact in found:
        assert fact.address == "alicloud_event_bridge_rule.r#filter_pattern"
        span = fact.span
        assert span is not None
        where = span.file.removeprefix(PLACE).lstrip("/")
        if isinstance(pattern, str) and span.end_column > 1:
            where = pattern[span.column - 1 : span.end_column - 1]
        shown.append((fact.code, str(fact.data["message"]), where))
    return shown


def codes(pattern: Value, **rest: Any) -> list[tuple[str, str]]:
    return [(code, where) for code, _, where in facts(pattern, **rest)]


SOURCE = '"source":["my.app"]'


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ('{"source":["acs.oss"],"type":["oss:ObjectCreated:PostObject"]}', []),
        ('{"source":"my.app"}', [("invalid-pattern", '"my.app"')]),
        ('{"detail":{"a":["b"]}}', [("foreign-dialect", '"detail"')]),
        (
            '{"type":[{"prefix":"a","suffix":"b"}]}',
            [("ambiguous-pattern", '{"prefix":"a","suffix":"b"}')],
        ),
        ('{"source":["my.app",]}', [("lenient-pattern", ","), ("condition-never-matches", ",")]),
        ("{}", [("pattern-selects-everything", "")]),
        ('{"source":[{"exists":true}]}', [("pattern-selects-everything", "")]),
        ('{"id":[{"exists":true}],"source":[{"anything-but":""}]}', [("pattern-selects-everything", "")]),
        ('{"subject":["a"]}', [("pattern-without-source", "")]),
        ("{" + SOURCE + ',"data":{"n":[{"numeric":[">",5,"<",1]}]}}', [("pattern-selects-nothing", '{"numeric":[">",5,"<",1]}')]),
        ('{"source":[""]}', [("pattern-selects-nothing", '""')]),
        ('{"source":["my.app"],"time":[{"numeric":[">",1]}]}', [("pattern-selects-nothing", '{"numeric":[">",1]}')]),
        (
            "{" + SOURCE + ',"data":{"n":[{"numeric":[">",5,"<",1]},7]}}',
            [("condition-never-matches", '{"numeric":[">",5,"<",1]}')],
        ),
        (
            "{" + SOURCE + ',"data":{"s":[{"anything-but":"a"},{"anything-but":"b"}]}}',
            [("ineffective-exclusion", '{"anything-but":"a"}'), ("exclusion-needs-presence", '{"anything-but":"a"}')],
        ),
        ("{" + SOURCE + ',"data":{"s":[{"exists":true},{"exists":false}]}}', [("field-always-matches", '"s"')]),
        ('{"source":["my.app","my.app"]}', [("redundant-condition", '"my.app"')]),
        ('{"source":["my.app",{"prefix":"my."}]}', [("redundant-condition", '"my.app"')]),
        ('{"source":[{"prefix":"my.app"},{"prefix":"my."}]}', [("redundant-condition", '{"prefix":"my.app"}')]),
        ('{"source":["a1","a2","a3","a4","a5","a6"]}', [("too-many-values", '"a6"')]),
        (
            '{"source":[' + ",".join(f'{{"prefix":"a{n}"}}' for n in range(6)) + "]}",
            [("too-many-conditions", '{"prefix":"a5"}')],
        ),
        ("{" + SOURCE + ',"data":{"n":[3.0e2]}}', [("non-canonical-number", "3.0e2")]),
        (
            "{" + SOURCE + ',"data":{"ip":[{"cidr":"10.0.0.1/24"},{"cidr":"10.1.0.0/31"},{"cidr":"10.2.0.1"}]}}',
            [
                ("condition-never-matches", '{"cidr":"10.1.0.0/31"}'),
                ("questionable-cidr", '{"cidr":"10.0.0.1/24"}'),
                ("questionable-cidr", '{"cidr":"10.1.0.0/31"}'),
                ("questionable-cidr", '{"cidr":"10.2.0.1"}'),
            ],
        ),
        ("{" + SOURCE + ',"data":{"a.b":["x"]}}', [("path-like-key", '"a.b"')]),
        ('{"source":["' + "a" * 129 + '"]}', [("value-too-long", '"' + "a" * 129 + '"')]),
        ("{" + SOURCE + ',"type":["' + "t" * 65 + '"]}', [("value-too-long", '"' + "t" * 65 + '"')]),
        ('{"source":["my.app"]' + " " * 3000 + "}", [("long-pattern", "")]),
        ('{"source":["ACS.oss"]}', [("unknown-event-source", '"ACS.oss"')]),
        ('{"source":["aws.s3"]}', [("unknown-event-source", '"aws.s3"')]),
        (
            '{"source":["acs.oss"],"type":["ecs:Disk:Any","oss:objectcreated:PostObject",{"prefix":"rds:"}]}',
            [
                ("type-not-of-source", '"ecs:Disk:Any"'),
                ("unknown-event-type", '"oss:objectcreated:PostObject"'),
                ("type-not-of-source", '{"prefix":"rds:"}'),
            ],
        ),
        ('{"source":["acs.ram"],"type":["ram:ActionTrail:ApiCalls"]}', [("unknown-event-type", '"ram:ActionTrail:ApiCalls"')]),
        ('{"source":["acs.oss"],"type":["oss:ObjectRemoved:DeleteObject"]}', [("partial-event-types", '"oss:ObjectRemoved:DeleteObject"')]),
        (
            '{"type":[{"suffix":":ActionTrail:ApiCall"}],"data":{"eventName":["DescribeInstances","RunInstances"]}}',
            [("read-call-selected", '"DescribeInstances"')],
        ),
    ],
)  # fmt: skip
def test_what_is_found_and_where(pattern: str, expected: list[tuple[str, str]]) -> None:
    assert codes(pattern) == expected


def test_region_of_the_source() -> None:
    pattern = '{"source":["acs.ram","acs.slb"]}'
    assert codes(pattern, region="cn-beijing") == [("source-not-in-region", '"acs.ram"')]
    assert codes(pattern, region="cn-hangzhou") == []
    assert codes(pattern, region=Unknown("not configured")) == []


def test_messages_are_sentences_that_name_things() -> None:
    text = '{"source":["acs.oss"],"data":{"n":[{"numeric":[">",5,"<",1]}],"m":[20.50]}}'
    assert [message for _, message, _ in facts(text)] == [
        "No event can match the pattern: data.n would have to be a number > 5 and < 1.",
        "20.50 on data.m matches no number: events' numbers are compared as text, here as 20.5.",
    ]


def test_unknown_patterns_are_undecided() -> None:
    unknown = Unknown("known only after apply", ("x.y",))
    estate = Estate("test", "", rules=(rule("r", unknown),))
    found, patterns = analyse(estate, CATALOG)
    assert patterns == {}
    assert [(fact.code, fact.undecided) for fact in found] == [
        ("invalid-pattern", unknown),
        ("pattern-selects-everything", unknown),
    ]


def test_unknown_parts_are_undecided_only_where_they_matter() -> None:
    name = Unknown("known only after apply", ("x.y",), type=STRING)
    assert codes(Unknown("partly", json={"source": (name,)})) == []
    open_ended = Unknown("known only after apply", ("x.y",))
    found, _ = analyse(
        Estate("test", "", rules=(rule("r", Unknown("partly", json={"source": (open_ended,)})),)), CATALOG
    )
    assert [(fact.code, fact.undecided) for fact in found] == [
        ("invalid-pattern", open_ended),
        ("pattern-selects-everything", open_ended),
    ]
    shown = codes(Unknown("partly", json={"source": (name,), "data": {"n": ({"numeric": (">", 5, "<", 1)},)}}))
    assert shown == [("pattern-selects-nothing", "data/n/0")]


def test_a_sensitive_pattern_is_judged_but_not_shown() -> None:
    found, _ = analyse(
        Estate("test", "", rules=(rule("r", Sensitive('{"source":["hush",{"prefx":"hush"}]}')),)), CATALOG
    )
    assert [fact.code for fact in found] == ["invalid-pattern"]
    assert "hush" not in repr(found)
    found, _ = analyse(Estate("test", "", rules=(rule("r", Sensitive('{"source":["hush","hush"]}')),)), CATALOG)
    assert [fact.code for fact in found] == ["redundant-condition"]
    assert "hush" not in repr(found)


SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "total": {"type": "string"},
        "state": {"enum": ["paid", "open"], "type": "string"},
        "buyer": {"type": "object", "properties": {"age": {"type": "integer"}}},
    },
}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ('{"total":["1"],"state":["paid"],"buyer":{"age":[{"numeric":[">",1]}]}}', []),
        ('{"sum":[1]}', [("field-not-in-schema", '"sum"')]),
        ('{"total":{"net":[1]}}', [("field-not-in-schema", '"net"')]),
        (
            '{"buyer":{"name":["x"]}}',
            [
                (
                    "field-not-in-schema",
                    '"name"',
                    "the schema of the events lists other names only, but does not exclude more",
                )
            ],
        ),
        ('{"sum":[{"exists":false}]}', []),
        ('{"total":[{"numeric":[">",1]}]}', [("numeric-on-text", '{"numeric":[">",1]}')]),
        ('{"state":["payd"]}', [("value-not-in-schema", '"payd"')]),
        ('{"buyer":[{"exists":true}]}', [("condition-on-object", '"buyer"')]),
    ],
)
def test_fields_that_declared_events_do_not_have(data: str, expected: list[tuple[str, ...]]) -> None:
    schema = EventSchema("shop.orders", "shop:Order:Paid", SCHEMA, "test")
    catalog = Catalog(Additions({}, {}, {("shop.orders", "shop:Order:Paid"): schema}))
    text = f'{{"source":["shop.orders"],"type":["shop:Order:Paid"],"data":{data}}}'
    found, _ = analyse(Estate("test", "", rules=(rule("r", text),)), catalog)
    shown = [
        (
            fact.code,
            text[fact.span.column - 1 : fact.span.end_column - 1],
            *([fact.undecided.reason] if fact.undecided else []),
        )
        for fact in found
        if fact.span is not None
    ]
    assert shown == expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ('{"source":["shop.orders"],"type":["order.paid",{"prefix":"stock."}]}', []),
        ('{"source":["shop.orders"],"type":["order.payed"]}', [("unknown-event-type", "'order.payed' is not among the event types of 'shop.orders'.", "order.paid")]),
        ('{"source":["Shop.Orders"]}', [("unknown-event-source", "'Shop.Orders' is not an event source; names are case-sensitive.", "shop.orders")]),
        ('{"source":["shop.orders","other"],"type":["order.payed"]}', []),
        ('{"source":["shop.stock"],"type":["anything"]}', []),
    ],
)  # fmt: skip
def test_sources_that_the_user_declares(pattern: str, expected: list[tuple[str, str, str]]) -> None:
    declared = {
        name: CustomSource(name, types, "ours", Certainty.DOCUMENTED)
        for name, types in (("shop.orders", ("order.paid", "order.created")), ("shop.stock", ()))
    }
    estate = Estate("test", "", rules=(rule("r", pattern),))
    found, _ = analyse(estate, Catalog(Additions({}, declared, {})))
    assert [(fact.code, fact.data["message"], fact.data["suggestion"]) for fact in found] == expected
