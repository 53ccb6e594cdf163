import json
from typing import Any

import pytest

from ebaudit.analysis.transforms import analyse
from ebaudit.model.finding import Fact
from ebaudit.model.value import Sensitive, Unknown, Value
from tests.estates import NO_CATALOG, estate, rule, source, target

UNKNOWN = Unknown("known only after apply", ("alicloud_fc_function.f.arn",))


def facts(*param: Any, type: str = "acs.mns.queue", pattern: Value = "{}", others: tuple[Any, ...] = ()) -> list[Fact]:
    made = rule("r", pattern, targets=[target("r", "t", type, params=[param, *others])])
    return analyse(estate(made, source("h", "hooks", kind="source_http_event_parameters")), NO_CATALOG)


def brief(found: list[Fact]) -> list[tuple[str, str, str]]:
    return [(fact.code, fact.key, str(fact.span)) for fact in found]


@pytest.mark.parametrize(
    ("param", "expected"),
    [
        (("Body", "ORIGINAL"), []),
        (("Body", "ORIGINAL", "", ""), []),
        (
            ("Body", "ORIGINAL", "x", "y"),
            [("ignored-value", "value", "value=:1:1"), ("ignored-value", "template", "template=:1:1")],
        ),
        (("Body", "CONSTANT", "x"), []),
        (("Body", "CONSTANT"), [("missing-value", "", "form:1:1")]),
        (("Body", "CONSTANT", "x", "y"), [("ignored-value", "template", "template=:1:1")]),
        (("Body", "CONSTANT", "$.data.x"), [("constant-looks-like-path", "", "value:1:1")]),
        (("Body", "CONSTANT", "$5.00"), []),
        (("Body", "CONSTANT", "a ${x} b"), [("constant-holds-variable", "", "value:1:3")]),
        (("Body", "JSONPATH", "$.data"), []),
        (("Body", "JSONPATH", ""), [("missing-value", "", "form:1:1")]),
        (("Body", "JSONPATH", "data"), [("invalid-jsonpath", "", "value:1:1")]),
        (("Body", "JSONPATH", "$.data."), [("invalid-jsonpath", "", "value:1:7")]),
        (("Body", "JSONPATH", "$.data[0"), [("invalid-jsonpath", "", "value:1:7")]),
        (("Body", "JSONPATH", "$.data.items[*].id"), [("indefinite-jsonpath", "", "value:1:13")]),
        (("Body", "JSONPATH", "$..id"), [("indefinite-jsonpath", "", "value:1:2")]),
        (("Body", "JSONPATH", "$.data.items.length()"), [("jsonpath-function", "", "value:1:13")]),
        (("Body", "JSONPATH", "$.detail.x"), [("jsonpath-foreign-root", "", "value:1:2")]),
        (("Body", "JSONPATH", "$.Data.x"), [("jsonpath-foreign-root", "", "value:1:2")]),
        (("Body", "JSONPATH", "$.myextension"), []),
        (("Body", "JSONPATH", "$['data']['a b'][-1]"), []),
        (("Body", "TEMPLATE", '{"a":"$.id"}', "see ${a}"), []),
        (
            ("Body", "TEMPLATE", '{"a":"$.id"}'),
            [
                ("missing-template", "", "form:1:1"),
            ],
        ),
        (("Body", "TEMPLATE", None, "x"), [("missing-value", "", "form:1:1")]),
        (
            ("Body", "TEMPLATE", '{"a":"$.id"}', "${A}"),
            [("undefined-variable", "A", "template:1:1"), ("unused-variable", "a", "value/a@key:1:2")],
        ),
        (("Body", "TEMPLATE", '{"a":"$.id"}', "${a} $${b} ${c:-none}"), []),
        (("Body", "TEMPLATE", '{"a":"$.id"}', "${upper(a)}"), [("unknown-function", "upper(a)", "template:1:1")]),
        (("Body", "TEMPLATE", '{"a":"$.id"}', "${a} ${b"), [("unclosed-variable", "", "template:1:6")]),
        (("Body", "TEMPLATE", '{"a":{"b":1}}', "${a}"), [("malformed-variables", "", "value/a:1:6")]),
        (("Body", "TEMPLATE", "{'a':1}", "${a}"), [("malformed-variables", "", "value:1:2")]),
        (("Body", "TEMPLATE", "[1]", "${a}"), [("malformed-variables", "", "value:1:1")]),
        (("Body", "TEMPLATE", '{"a":"$.id","a":"$.time"}', "${a}"), [("duplicate-variable", "0", "value/a@key:1:13")]),
        (("Body", "TEMPLATE", '{"a":"$..id"}', "${a}"), [("indefinite-jsonpath", "a", "value/a:1:6")]),
        (("Body", "TEMPLATE", '{"a":"$.id]"}', "${a}"), [("jsonpath-foreign-root", "a", "value/a:1:6")]),
        (("Body", "TEMPLATE", '{"a":"$5"}', "${a}"), []),
        (("Body", "TEMPLATE", '{"a":"$data"}', "${a}"), [("invalid-jsonpath", "a", "value/a:1:6")]),
        (("Body", "TEMPLATE", '{"a":"${b}","b":"$.id"}', "${a}"), []),
        (("Body", UNKNOWN, "x", "y"), []),
        (("Body", "TEMPLATE", '{"a":"$.data.n"}', '{"n": ${a}}'), []),
        (
            ("Body", "TEMPLATE", '{"a":"$.data.n"}', '{"n": "${a}"}'),
            [("unescaped-string-in-json", "", "template/n:1:8")],
        ),
        (("Body", "TEMPLATE", '{"a":"$.data.n"}', '{"n": "${jsonEscape(a)}"}'), []),
        (("Body", "TEMPLATE", '{"a":"$.id"}', '{"n": "${a}"}'), []),
        (("Body", "TEMPLATE", '{"a":"$.id"}', '{"n": ${a}}'), [("unquoted-string-in-json", "", "template:1:7")]),
        (("Body", "TEMPLATE", '{"a":"$.data"}', '{"n": "${a}"}'), [("quoted-object-in-json", "", "template/n:1:8")]),
        (("Body", "TEMPLATE", '{"a":"$.data"}', '{"n": ${a},}'), [("broken-json-output", "", "template:1:12")]),
        (
            ("ExecuteSQL", "TEMPLATE", '{"a":"$.data.x"}', "insert '${a}'"),
            [("event-data-in-sql", "", "template:1:9")],
        ),
        (("ExecuteSQL", "TEMPLATE", '{"a":"x"}', "insert '${a}'"), []),
        (("ExecuteSQL", "JSONPATH", "$.data.sql"), [("event-data-in-sql", "", "form:1:1")]),
    ],
)
def test_facts(param: tuple[Any, ...], expected: list[tuple[str, str, str]]) -> None:
    found = facts(*param)
    if param[0] == "Body" and param[1] == "TEMPLATE" and len(param) == 3:
        found = [fact for fact in found if fact.code != "unused-variable"]
    assert brief(found) == expected


def test_case_only_difference_suggests_the_defined_name() -> None:
    first = facts("Body", "TEMPLATE", '{"Subject":"$.subject"}', "about ${subject}")[0]
    assert first.data["suggestion"] == "Subject"
    assert first.data["message"] == (
        "The template of the parameter 'Body' uses the variable 'subject', which its value does not define; "
        "it defines 'Subject', and case counts."
    )
    assert [(r.label, str(r.span)) for r in first.related] == [("'Subject' is defined here", "value/Subject@key:1:2")]
    assert first.address == "alicloud_event_bridge_rule.r#targets[t].param_list[Body]"


def test_partly_unknown_variables_still_have_names() -> None:
    value = Unknown("jsonencode of an unknown", json={"a": UNKNOWN, "b": "$.id"})
    found = facts("Body", "TEMPLATE", value, "${a} ${c}")
    assert [(f.code, f.key, f.undecided) for f in found] == [
        ("undefined-variable", "c", None),
        ("unused-variable", "b", None),
    ]


def test_unknown_variables_leave_uses_undecided() -> None:
    found = facts("Body", "TEMPLATE", UNKNOWN, "${a}")
    assert [(f.code, f.key, f.undecided) for f in found] == [("undefined-variable", "a", UNKNOWN)]


def test_partly_unknown_template_is_searched_where_it_is_known() -> None:
    template = Unknown("partly", json={"text": ("${a} ${b}", UNKNOWN)})
    found = facts("Body", "TEMPLATE", '{"a":"$.id","c":"$.time"}', template)
    assert [(f.code, f.key, f.undecided, str(f.span)) for f in found] == [
        ("undefined-variable", "b", None, "template/text/0:1:6"),
        ("unused-variable", "c", UNKNOWN, "value/c@key:1:13"),
    ]


def test_unknown_template_with_a_prefix() -> None:
    template = Unknown("partly", prefix="${a} ${b} ${c")
    found = facts("Body", "TEMPLATE", '{"a":"$.id"}', template)
    assert [(f.code, f.key) for f in found] == [("undefined-variable", "b")]


def test_sensitive_text_is_judged_and_never_shown() -> None:
    value = Sensitive('{"hush":"$..secret","quiet":"$.id"}')
    template = Sensitive('{"x":"${hush}${whisper}"}')
    found = facts("Body", "TEMPLATE", value, template)
    assert [fact.code for fact in found] == ["undefined-variable", "unused-variable", "indefinite-jsonpath"]
    shown = json.dumps([[f.key, dict(f.data), [r.label for r in f.related]] for f in found], default=str)
    assert not any(word in shown for word in ("hush", "secret", "quiet", "whisper"))


def test_long_values_and_templates() -> None:
    found = facts("Body", "CONSTANT", "x" * 10_241)
    assert [(f.code, f.key, f.data["got"]) for f in found] == [("template-value-too-long", "value", 10_241)]
    assert facts("Body", "CONSTANT", "x" * 10_240) == []


def test_html_mail() -> None:
    body = ("Body", "TEMPLATE", '{"a":"$.data.x","i":"$.id"}', "<p>${a} ${htmlEscape(a)} ${i}</p>")
    html = ("IsHtmlBody", "CONSTANT", "true")
    assert brief(facts(*body, type="acs.mail", others=(html,))) == [("unescaped-in-html", "", "template:1:4")]
    assert facts(*body, type="acs.mail", others=(("IsHtmlBody", "CONSTANT", "false"),)) == []


def test_http_sources_hold_the_payload_in_body() -> None:
    pattern = '{"source":["hooks"]}'
    found = facts("Body", "JSONPATH", "$.data.order.id", pattern=pattern)
    assert [(*brief([f])[0], f.data["suggestion"]) for f in found] == [
        ("jsonpath-misses-body", "", "value:1:7", "$.data.body.order.id")
    ]
    assert facts("Body", "JSONPATH", "$.data.body.order", pattern=pattern) == []
    assert facts("Body", "JSONPATH", "$.data.order", pattern='{"source":["hooks","other"]}') == []


def test_scripts_and_schemas_have_variables_of_their_own() -> None:
    assert facts("YamlContent", "CONSTANT", "echo ${HOME}", type="acs.k8s") == []


def test_one_fact_names_all_variables_of_a_template() -> None:
    names = ("a", "b", "c", "d")
    value = json.dumps({name: f"$.data.{name}" for name in names})
    found = facts("Body", "TEMPLATE", value, '{"x":"${a} ${b}","y":"${c}${d}${a}"}')
    assert [(f.code, f.data["message"], f.data["variables"], [str(r.span) for r in f.related]) for f in found] == [
        (
            "unescaped-string-in-json",
            "The parameter 'Body' puts '${a}', '${b}', '${c}' and 1 more into a JSON string unescaped, "
            "so a quote in a value breaks the JSON.",
            names,
            ["template/x:1:12", "template/y:1:23", "template/y:1:27", "template/y:1:31"],
        )
    ]


def test_a_variable_may_go_on_in_unknown_text() -> None:
    template = Unknown("partly", json={"text": Unknown("partly", prefix="${a} ${")})
    assert facts("Body", "TEMPLATE", '{"a":"$.id"}', template) == []


def test_embedded_objects_stand_between_quotes() -> None:
    template = '{"EB_SYS_EMBED_OBJECT": "${o}", "n": "${o}"}'
    found = facts("Properties", "TEMPLATE", '{"o":"$.data"}', template)
    assert brief(found) == [("quoted-object-in-json", "", "template/n:1:39")]
