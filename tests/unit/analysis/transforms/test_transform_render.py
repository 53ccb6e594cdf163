import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebaudit.analysis.transforms.printing import java_double, java_number
from ebaudit.analysis.transforms.render import FORMS, Rendered, render
from ebaudit.analysis.transforms.template import parse_template

EVENT = (
    '{"id":"1","data":{"q":"say \\"hi\\"","n":3.0e2,"f":1.50,"o":{"a":1,"z":null},"l":[null,"x"],"nil":null,"t":true}}'
)


def path(value: str) -> Rendered:
    return render("JSONPATH", value, None, EVENT)


def filled(template: str, **variables: str) -> Rendered:
    return render("TEMPLATE", json.dumps(variables), template, EVENT)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("$.data.n", "300"),
        ("$.data.f", "1.5"),
        ("$.data.t", "true"),
        ("$.data.nil", "null"),
        ("$.data.q", 'say "hi"'),
        ("$.data.o", '{"a":1}'),
        ("$.data.l", '[null,"x"]'),
        ("$.data.l[-1]", "x"),
        ("$['data']['o','f','gone']", '{"o":{"a":1},"f":1.50}'),
    ],
)
def test_typed_results(value: str, text: str) -> None:
    assert path(value) == Rendered(text)


@pytest.mark.parametrize("value", ["$.gone", "$.data.l[2]", "$.data.l[-3]", "$.data.q.x", "$.data.nil.x", "$.data[0]"])
def test_missing(value: str) -> None:
    assert path(value) == Rendered(missing=True)


@pytest.mark.parametrize("value", ["data", "$..x", "$.data.*", "$.data[0:1]", "$.data[?(@.x)]", "$.a[", "$.a b"])
def test_refused_paths(value: str) -> None:
    assert path(value).error == "InvalidConfig"


def test_functions_fail_on_delivery() -> None:
    assert path("$.data.l.length()").error == "DeliveryFails"
    assert filled("${a}", a="$.data.l.length()").error == "DeliveryFails"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1e7", "10000000"),
        ("12345678.5", "1.23456785E7"),
        ("0.0001", "1.0E-4"),
        ("300.0", "300.0"),
        ("-0.5", "-0.5"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        ("1e400", "1E+400"),
        ("0.1", "0.1"),
        ("9223372036854775808", "9223372036854775808"),
    ],
)
def test_java_numbers(text: str, expected: str) -> None:
    assert java_number(text) == expected


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_java_doubles_read_back(value: float) -> None:
    assert float(java_double(value)) == value


def test_escapes_defaults_and_unclosed() -> None:
    made = filled("$${a} ${a} ${x:-d} ${x} ${ a } ${a", a="v")
    assert made.text == "${a} v d ${x} ${ a } ${a"
    assert [note.message for note in made.notes] == [
        "A '${' without '}' stays in the text.",
        "No variable 'x' is defined; the text stays as it is.",
        "No variable ' a ' is defined; the text stays as it is.",
    ]


def test_functions_escape() -> None:
    assert filled('"${jsonEscape(a)}"', a="$.data.q").text == '"say \\"hi\\""'
    assert filled("${htmlEscape(a)}", a="<a href='x'>&").text == "&lt;a href='x'&gt;&amp;"


def test_missing_variables_have_two_readings() -> None:
    made = filled("[${a}]", a="$.data.gone")
    assert (made.text, made.alternative) == ("[${a}]", "[]")
    assert [note.code for note in made.notes] == ["missing-variable"]


def test_values_are_filled_again() -> None:
    made = filled("${a}", a="<${b}>", b="in")
    assert (made.text, [note.code for note in made.notes]) == ("<in>", ["nested-substitution"])


def test_a_value_with_its_own_variable_never_ends() -> None:
    made = filled("${a}", a="${b}", b="${a}")
    assert made == Rendered(
        error="DeliveryFails", message="The value of a variable contains the variable itself: a -> b -> a."
    )


def test_growth_is_bounded() -> None:
    doubling = {f"v{i}": f"${{v{i + 1}}}${{v{i + 1}}}" for i in range(40)} | {"v40": "x"}
    assert filled("${v0}", **doubling).error == "DeliveryFails"


def test_embedded_objects() -> None:
    template = '{"EB_SYS_EMBED_OBJECT":"${o}","a":"mine","k":"${n}"}'
    assert filled(template, o="$.data.o", n="$.id").text == '{"a":1,"k":"1"}'
    missing = filled(template, o="$.gone", n="$.id")
    assert (missing.text, [n.code for n in missing.notes]) == (
        '{"EB_SYS_EMBED_OBJECT":"${o}","a":"mine","k":"1"}',
        ["embed-missing", "missing-variable"],
    )
    nested = filled('{"x":{"EB_SYS_EMBED_OBJECT":"${o}"},"y":2}', o="$.data.o")
    assert (nested.text, nested.alternative) == ('{"a":1}', '{"x":{"a":1},"y":2}')


def test_what_is_not_an_event() -> None:
    assert render("JSONPATH", "$.id", None, "[]").error == "InvalidEvent"
    assert render("JSONPATH", "$.id", None, "{").error == "InvalidEvent"
    assert render("ORIGINAL", None, None, "{") == Rendered("{")


@given(st.text("${}:-a\\\"'"))
def test_pieces_cover_the_template(text: str) -> None:
    parsed = parse_template(text)
    shown = "".join(p if isinstance(p, str) else text[p.start : p.end] for p in parsed.pieces)
    assert shown.replace("$", "") == text.replace("$", "")


@given(st.sampled_from(FORMS), st.text("${}[]*:-a.\\\"'"), st.text("${}:-a\"'"))
def test_never_raises(form: str, value: str, template: str) -> None:
    render(form, value, template, EVENT)
    render("TEMPLATE", json.dumps({"a": value}), template, EVENT)
