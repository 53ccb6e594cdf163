import json
from pathlib import Path

import pytest
import yaml
from jsonschema.validators import Draft202012Validator

import ebaudit.eventtests as package
from ebaudit.eventtests import read_file
from ebaudit.eventtests.document import Expectation, ExpectedDelivery
from ebaudit.eventtests.inline import InlineError, json_text

FILES = {
    "e.json": '{"source": "a", "n": 1.0}',
    "s.json": '{"type": "object"}',
    "bad.json": "[",
    "no.json": '{"type": 3}',
}
ROOT = Path(__file__).parents[3]
SCHEMA = json.loads((Path(package.__path__[0]) / "schema.json").read_text(encoding="utf-8"))
FULL = """\
bus: main
tests:
  - name: one
    event: {source: a, data: {n: 1.50, big: 1e3, yes: "on", at: 2024-01-01}}
    deliveries:
      - rule: r
        target: t
        body: hello
        parameters:
          A: {text: "1"}
          B: {json: {n: 1.50, list: [1]}}
          C: {schema: {type: string}}
          D: {schema_file: s.json}
          E: {missing: true}
          F: {error: DeliveryFails}
  - name: two
    event_file: e.json
    bus: other
    exact: false
    deliveries: []
"""


def read_text(name: str) -> str:
    if name not in FILES:
        raise FileNotFoundError(2, "No such file or directory")
    return FILES[name]


def problems(text: str) -> list[str]:
    return [str(problem) for problem in read_file(text, "x.yaml", read_text)[1]]


def test_a_full_file() -> None:
    file, wrong = read_file(FULL, "x.yaml", read_text)
    assert wrong == ()
    assert file is not None
    assert [(test.name, test.event.text, test.bus, test.exact, str(test.span)) for test in file.tests] == [
        (
            "one",
            '{"source": "a", "data": {"n": 1.50, "big": 1e3, "yes": "on", "at": "2024-01-01"}}',
            "main",
            True,
            "x.yaml:3:5",
        ),
        ("two", FILES["e.json"], "other", False, "x.yaml:16:5"),
    ]
    assert file.tests[0].deliveries == (
        ExpectedDelivery(
            "r",
            "t",
            (
                Expectation("Body", "text", "hello"),
                Expectation("A", "text", "1"),
                Expectation("B", "json", {"n": 1.5, "list": [1]}),
                Expectation("C", "schema", {"type": "string"}),
                Expectation("D", "schema", {"type": "object"}),
                Expectation("E", "missing", True),
                Expectation("F", "error", "DeliveryFails"),
            ),
        ),
    )
    assert file.tests[1].deliveries == ()
    assert file.reads == ("s.json", "e.json")


def one(rest: str) -> str:
    return f"tests:\n- name: a\n{rest}"


EVENT = "  event: {source: a}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "1:1: an event test file is a mapping with the key 'tests'"),
        ("a: [", "1:5: not YAML: expected the node content, but found '<stream end>'"),
        ("[" * 5000, "1:1: not YAML that can be read: it nests too deeply"),
        ("test: []", "1:1: there is no key 'test' here (did you mean 'tests'?)"),
        ("tests: []", "1:8: there is no test here"),
        (one("  event: {}\n"), "2:3: the key 'deliveries' is missing; 'ebaudit test --record' writes it"),
        (one("  evnt: {}\n"), "3:3: there is no key 'evnt' here (did you mean 'event'?)"),
        (one("  deliveries: []\n"), "2:3: a test has either 'event' or 'event_file'"),
        (
            one("  event: {a: yes}\n  deliveries: []\n"),
            "3:14: YAML readers differ on 'yes': put it in quotes, or spell it as in JSON",
        ),
        (one("  event: '{'\n  deliveries: []\n"), "3:10: the event: The object is not closed."),
        (one("  event_file: gone\n  deliveries: []\n"), "3:15: 'gone' cannot be read: No such file or directory"),
        (one(EVENT + "  deliveries: [{target: x}]\n"), "4:16: the key 'rule' is missing"),
        (one(EVENT + "  deliveries: [x]\n"), "4:16: a delivery is a mapping with rule, target, body, parameters"),
        (one(EVENT + "  exact: maybe\n  deliveries: []\n"), "4:10: 'exact' is true or false"),
        (
            one(EVENT + "  deliveries: [{rule: r, body: {jsn: 1}}]\n"),
            "4:33: there is no key 'jsn' here (did you mean 'json'?)",
        ),
        (
            one(EVENT + "  deliveries: [{rule: r, body: {json: 1, text: a}}]\n"),
            "4:32: what a parameter must be is a text, or a mapping with one of "
            "text, json, schema, missing, error, schema_file",
        ),
        (
            one(EVENT + "  deliveries: [{rule: r, body: a, parameters: {body: b}}]\n"),
            "4:48: the parameter 'body' is here twice",
        ),
        (
            one(EVENT + "  deliveries: [{rule: r, body: {schema_file: no.json}}]\n"),
            "4:46: this is no JSON Schema: 3 is not valid under any of the given schemas",
        ),
        (one(EVENT + "  deliveries: [{rule: r, body: {schema_file: bad.json}}]\n"), "4:46: this is not JSON"),
        (
            one(EVENT + "  deliveries: []\n- name: a\n  event: {}\n  deliveries: []\n"),
            "5:3: the name 'a' is here twice",
        ),
    ],
)
def test_a_wrong_file_says_where(text: str, expected: str) -> None:
    assert f"x.yaml:{expected}" in problems(text)


def test_a_text_that_refers_to_itself_ends() -> None:
    assert problems(one("  event: &a {x: *a}\n  deliveries: []\n"))[0].endswith(
        "too deep to be an event or a part of one"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[1, -0.50, 1e3, true, null, ~, '', 012x]", '[1, -0.50, 1e3, true, null, null, "", "012x"]'),
        ("!!str 12", '"12"'),
        ("'12'", '"12"'),
        ("{1: a}", '{"1": "a"}'),
    ],
)
def test_yaml_as_json(text: str, expected: str) -> None:
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    assert node is not None
    assert json_text(node) == expected


@pytest.mark.parametrize(
    "text", ["012", "0x1F", "1_000", "on", ".inf", "{<<: {}}", "!!binary aGk=", "{[1]: 2}", "1:30"]
)
def test_yaml_that_is_not_json(text: str) -> None:
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    assert node is not None
    with pytest.raises(InlineError):
        json_text(node)


@pytest.mark.parametrize("path", sorted((ROOT / "fixtures").rglob("*.events.yaml")), ids=lambda path: path.name)
def test_the_schema_takes_what_the_reader_takes(path: Path) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    validator = Draft202012Validator(SCHEMA)
    assert list(validator.iter_errors(yaml.safe_load(path.read_text(encoding="utf-8")))) == []
    assert list(validator.iter_errors(json.loads(json.dumps(yaml.safe_load(FULL), default=str)))) == []


@pytest.mark.parametrize("key", ["evnt", "delivery"])
def test_the_schema_refuses_unknown_keys(key: str) -> None:
    wrong = {"tests": [{"name": "a", "event": {}, "deliveries": [], key: 1}]}
    assert not Draft202012Validator(SCHEMA).is_valid(wrong)
