"""``match``, ``transform`` and ``relate`` inside one process."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from ebaudit.cli.main import main
from ebaudit.cli.patterns import json_path
from ebaudit.cli.world import World
from tests.unit.cli.test_main import Ran, Terminal

OSS = '{"source": ["acs.oss"]}'
EVENT = '{"source": "acs.oss", "data": {"n": 1}}'
TEMPLATE = ("--form", "TEMPLATE", "--value", '{"n": "$.data.n", "m": "$.data.m"}')


def run(*argv: str, stdin: str = "") -> Ran:
    out, err = io.StringIO(), io.StringIO()
    code = main(list(argv), World({}, out, err, "/work", "2026-11-24", io.StringIO(stdin)))
    return Ran(code, out.getvalue(), err.getvalue())


def document(ran: Ran) -> dict[str, Any]:
    assert ran.err == ""
    made: dict[str, Any] = json.loads(ran.out)
    return made


def answers(command: str, tmp_path: Path, *rows: object) -> tuple[int, list[Any]]:
    file = tmp_path / "rows.jsonl"
    file.write_text("".join(row if isinstance(row, str) else json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    ran = run(command, "--jsonl", str(file))
    assert ran.err == ""
    return ran.code, [json.loads(line) for line in ran.out.splitlines()]


def test_a_match_says_why() -> None:
    assert run("match", "--pattern", OSS, "--event", EVENT) == Ran(
        0,
        'match  documented: the documentation says so\n  yes: source is "acs.oss", as asked: it equals "acs.oss".\n',
        "",
    )


def test_no_match_says_which_field_decided(tmp_path: Path) -> None:
    pattern = tmp_path / "pattern.json"
    pattern.write_text('{"source": ["acs.ecs"]}', encoding="utf-8")
    assert run("match", "--pattern", str(pattern), "--event", "-", stdin=EVENT) == Ran(
        1,
        "no match  documented: the documentation says so\n"
        '  no: source is "acs.oss", but must be one that equals "acs.ecs".\n',
        "",
    )


def test_the_empty_pattern_selects_everything() -> None:
    ran = run("match", "--pattern", "{}", "--event", EVENT)
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "  The pattern is {} and selects every event.")


def test_an_answer_that_depends_on_the_reading_gives_both() -> None:
    pattern = '{"data": {"n": [1.0]}}'
    ran = run("match", "--pattern", pattern, "--event", EVENT)
    assert ran == Ran(
        1,
        "no match  modelled: the open-source engine does so; the documentation does not say\n"
        "  depends: sources disagree on whether numbers are compared by their spelling,\n"
        "           by how the engine prints them, or by value\n"
        "  readings: no match in the reading taken here, match in another\n"
        "  no: data.n is 1, but must be one that equals 1.0.\n",
        "",
    )
    made = document(run("match", "--pattern", pattern, "--event", EVENT, "--format", "json"))
    note = "whether numbers are compared by their spelling, by how the engine prints them, or by value"
    assert made == {
        "schema_version": "1.0",
        "matches": False,
        "certainty": "modelled",
        "depends": [note],
        "readings": {"taken": False, "other": True},
        "fields": [
            {
                "path": ["data", "n"],
                "matches": False,
                "certainty": "modelled",
                "found": "1",
                "explanation": "data.n is 1, but must be one that equals 1.0.",
            }
        ],
        "pattern_problems": [],
        "event_problems": [],
    }


def test_every_problem_of_a_pattern_is_shown_where_it_is() -> None:
    ran = run("match", "--pattern", '{"source": [],\n "type": "x"}', "--event", EVENT)
    assert ran == Ran(
        2,
        "error  The array of 'source' is empty, so no event could match. [empty-array]\n"
        "  (pattern):1:12  $.source\n"
        '  1 | {"source": [],\n'
        "    |            ^^\n"
        "  service: EventRuleFilterPatternSchemaError: Event pattern is not valid,\n"
        "           reason: the pattern has invalid pattern value: []\n"
        "  fix: Leave the field out to accept any value.\n"
        "error  'type' has a string where an array of values or conditions must stand. [not-an-array]\n"
        "  (pattern):2:10  $.type\n"
        '  2 |  "type": "x"}\n'
        "    |          ^^^\n"
        "  service: EventRuleFilterPatternSchemaError: Event pattern is not valid,\n"
        "           reason: the pattern has invalid pattern value: x\n"
        '  fix: Write ["x"].\n',
        "",
    )


def test_problems_for_programs() -> None:
    made = document(run("match", "--pattern", '{"source": []}', "--event", "{", "--format", "json"))
    problem = made["pattern_problems"][0]
    assert {name: problem[name] for name in ("code", "service_code", "path", "start", "end", "line", "column")} == {
        "code": "empty-array",
        "service_code": "EventRuleFilterPatternSchemaError",
        "path": "$.source",
        "start": 11,
        "end": 13,
        "line": 1,
        "column": 12,
    }
    assert made["matches"] is None
    assert made["event_problems"] == [
        {
            "code": "unclosed-object",
            "message": "The object is not closed.",
            "start": 0,
            "end": 1,
            "line": 1,
            "column": 1,
        }
    ]


def test_what_the_service_reads_leniently_is_said_beside_the_answer() -> None:
    ran = run("match", "--pattern", '{"source": ["acs.oss",]}', "--event", EVENT)
    assert ran.code == 0
    assert ran.out.splitlines()[2] == (
        "warning  The service reads a comma before the closing bracket as one more element, null. [trailing-comma]"
    )


def test_a_repeated_name_in_an_event_is_no_problem() -> None:
    assert run("match", "--pattern", OSS, "--event", '{"source": "x", "source": "acs.oss"}').code == 0


@pytest.mark.parametrize(
    ("argv", "problem"),
    [
        (["match"], "the following arguments are required: --pattern, --event (or --jsonl)"),
        (["match", "--pattern", "-", "--event", "-"], "only one argument can be '-', standard input"),
        (
            ["match", "--pattern", "nowhere.json", "--event", "-"],
            "--pattern 'nowhere.json': No such file or directory; JSON on the command line starts with '{'",
        ),
        (["match", "--pattern", "x\0y", "--event", "-"], "--pattern 'x\0y': no such file"),
        (["match", "--jsonl", "x", "--event", "{}"], "--jsonl excludes --event"),
        (["transform", "--jsonl", "x", "--value", "y"], "--jsonl excludes --value"),
        (["match", "--jsonl", "nowhere"], "--jsonl 'nowhere': No such file or directory"),
        (["transform", "--form", "CONSTANT"], "the following arguments are required: --event (or --jsonl)"),
        (["transform", "--form", "JSONPTH"], "argument --form: there is no form 'JSONPTH' (did you mean 'JSONPATH'?)"),
        (
            ["transform", "--form", "CONSTANT", "--value", "x", "--value-file", "y", "--event", "{}"],
            "--value and --value-file exclude each other",
        ),
        (["relate", "-", "-"], "only one argument can be '-', standard input"),
    ],
)
def test_wrong_usage(argv: list[str], problem: str) -> None:
    ran = run(*argv)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.splitlines()[0] == f"ebaudit: error: {problem}"


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    file = tmp_path / "event.json"
    file.write_bytes(b"\xff\xfe")
    ran = run("match", "--pattern", OSS, "--event", str(file))
    assert ran == Ran(2, "", f"ebaudit: error: --event '{file}': not UTF-8 text\n")


def test_many_matches(tmp_path: Path) -> None:
    assert answers(
        "match",
        tmp_path,
        {"pattern": OSS, "event": EVENT},
        {"pattern": '{"data": {"n": [1.0]}}', "event": EVENT},
        {"pattern": '{"source": []}', "event": EVENT},
        {"pattern": '{"source": []}'},
        {"pattern": OSS, "event": "["},
        '{"pattern": {"data": {"n": [1.50]}}, "event": {"data": {"n": 1.50}}}\n',
        "\n",
    ) == (
        0,
        [
            {"matches": True, "certainty": "documented"},
            {
                "matches": False,
                "certainty": "modelled",
                "depends": [
                    "whether numbers are compared by their spelling, by how the engine prints them, or by value"
                ],
            },
            {
                "error": "EventRuleFilterPatternSchemaError",
                "message": "The array of 'source' is empty, so no event could match.",
            },
            {
                "error": "EventRuleFilterPatternSchemaError",
                "message": "The array of 'source' is empty, so no event could match.",
            },
            {"error": "InvalidEvent", "message": "The array is not closed."},
            {
                "matches": False,
                "certainty": "modelled",
                "depends": [
                    "whether numbers are compared by their spelling, by how the engine prints them, or by value"
                ],
            },
        ],
    )


def test_lines_that_ask_nothing(tmp_path: Path) -> None:
    assert answers("match", tmp_path, "nonsense\n", "[]\n", {"event": EVENT}, {"pattern": OSS}, "[" * 5000 + "\n") == (
        2,
        [
            {"error": "InvalidLine", "message": message}
            for message in (
                "The line is not JSON.",
                "The line is not a JSON object.",
                "The line has no 'pattern'.",
                "The line has no 'event'.",
                "The line is not JSON.",
            )
        ],
    )


def test_many_lines_from_standard_input_into_a_file(tmp_path: Path) -> None:
    target = tmp_path / "answers"
    row = json.dumps({"pattern": OSS, "event": EVENT}) + "\n"
    assert run("match", "--jsonl", "-", "--output", str(target), stdin=row) == Ran(0, "", "")
    assert target.read_text(encoding="utf-8") == '{"matches": true, "certainty": "documented"}\n'
    ran = run("match", "--jsonl", "-", "--output", str(tmp_path), stdin=row)
    assert ran == Ran(2, "", f"ebaudit: error: --output '{tmp_path}': Is a directory\n")


def test_a_template() -> None:
    assert run("transform", *TEMPLATE, "--template", "n=${n} m=${m:-none}", "--event", EVENT) == Ran(
        0, "n=1 m=none\n", ""
    )
    assert run("transform", *TEMPLATE, "--template", "${m}", "--event", EVENT) == Ran(
        0,
        "${m}\n",
        "ebaudit: note: The event has no value for 'm': by the documentation it becomes empty, "
        "in the open-source engine the text stays as it is.\n"
        "ebaudit: note: by the documentation the text is instead: \n",
    )


def test_a_template_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "template.txt"
    file.write_text("line\n${n}\n", encoding="utf-8")
    assert run("transform", *TEMPLATE, "--template-file", str(file), "--event", EVENT) == Ran(0, "line\n1\n\n", "")


def test_a_text_does_not_drive_a_terminal() -> None:
    out = Terminal()
    argv = ["transform", "--form", "CONSTANT", "--value", "a\x1b[31m\nb", "--event", "{}"]
    assert main(argv, World({}, out, io.StringIO(), "/work", "2026-11-24")) == 0
    assert out.getvalue() == "a\ufffd[31m\nb\n"
    assert run(*argv) == Ran(0, "a\x1b[31m\nb\n", "")


def test_a_path_without_a_value() -> None:
    argv = ("transform", "--form", "JSONPATH", "--value", "$.data.x", "--event", EVENT)
    assert run(*argv) == Ran(
        1, "", "ebaudit: note: the path selects nothing in this event, so the parameter has no value\n"
    )
    assert document(run(*argv, "--format", "json")) == {
        "schema_version": "1.0",
        "text": None,
        "missing": True,
        "error": None,
        "message": None,
        "alternative": None,
        "notes": [],
    }


def test_a_parameter_that_is_refused_or_fails() -> None:
    ran = run("transform", "--form", "JSONPATH", "--value", "$..x", "--event", EVENT)
    message = "'$..x' can select several values; only a path to one value is accepted."
    assert ran == Ran(2, "", f"ebaudit: error: InvalidConfig: {message}\n")
    ran = run("transform", "--form", "JSONPATH", "--value", "$.data.length()", "--event", EVENT)
    assert (ran.code, ran.err.split(": ")[2]) == (1, "DeliveryFails")
    ran = run("transform", "--form", "JSONPATH", "--value", "$.x", "--event", "{")
    assert (ran.code, ran.err.split(": ")[2]) == (2, "InvalidEvent")


def test_many_transforms(tmp_path: Path) -> None:
    assert answers(
        "transform",
        tmp_path,
        {"form": "JSONPATH", "value": "$.data.n", "event": EVENT},
        {"form": "JSONPATH", "value": "$.data.m", "template": None, "event": EVENT},
        '{"form": "JSONPATH", "value": "$.data", "event": {"data": {"n": 1.50}}}\n',
        {"form": "TEMPLATE", "value": "{}", "template": "${x}", "event": EVENT},
        {"form": "CONSTANT", "event": EVENT},
        {"value": "x"},
    ) == (
        2,
        [
            {"text": "1"},
            {"missing": True},
            {"text": '{"n":1.50}'},
            {
                "text": "${x}",
                "notes": [
                    {"code": "undefined-variable", "message": "No variable 'x' is defined; the text stays as it is."}
                ],
            },
            {"error": "InvalidConfig", "message": "The form CONSTANT needs a value."},
            {"error": "InvalidLine", "message": "The line has no 'form' and no 'event'."},
        ],
    )


@pytest.mark.parametrize(
    ("one", "other", "first_line", "proofs"),
    [
        (OSS, '{"source": ["acs.oss", "acs.oss"]}', "equal: A and B select the same events", ["in both"]),
        (
            OSS,
            '{"source": [{"prefix": "acs."}]}',
            "narrower: B selects every event that A selects, and more",
            ["in both", "only in B"],
        ),
        ("{}", OSS, "wider: A selects every event that B selects, and more", ["in both", "only in A"]),
        (
            OSS,
            '{"data": {"n": [1]}}',
            "overlapping: some events are selected by both, and some by each alone",
            ["in both", "only in A", "only in B"],
        ),
        (OSS, '{"source": ["acs.ecs"]}', "disjoint: no event is selected by both", ["only in A", "only in B"]),
    ],
)
def test_relations(one: str, other: str, first_line: str, proofs: list[str]) -> None:
    ran = run("relate", one, other)
    assert ran.code == 0
    lines = ran.out.splitlines()
    assert lines[0].rsplit(" (", 1)[0] == first_line
    assert [line.strip().split(": ")[0] for line in lines[1:]] == proofs


def test_a_relation_for_programs_has_proofs_that_hold() -> None:
    other = '{"data": {"n": [{"numeric": [">", 1]}]}}'
    made = document(run("relate", OSS, other, "--format", "json"))
    witnesses = made.pop("witnesses")
    assert made == {
        "schema_version": "1.0",
        "relation": "overlapping",
        "certainty": "documented",
        "notes": [],
        "problems": {"first": [], "second": []},
    }
    held = [
        [run("match", "--pattern", pattern, "--event", witnesses[name]).code for pattern in (OSS, other)]
        for name in ("both", "first", "second")
    ]
    assert held == [[0, 0], [0, 1], [1, 0]]


def test_a_relation_out_of_reach_is_undecided() -> None:
    ran = run("relate", '{"data": {"a[*]": [1]}}', '{"data": {"a": {"b": [1]}}}')
    assert (ran.code, ran.out.split(":")[0]) == (3, "undecided")


def test_a_relation_of_a_pattern_that_is_not_valid() -> None:
    ran = run("relate", OSS, '{"source": []}')
    assert (ran.code, ran.out.splitlines()[:2]) == (
        2,
        ["error  The array of 'source' is empty, so no event could match. [empty-array]", "  (B):1:12  $.source"],
    )


def test_paths_are_printed_as_jsonpaths() -> None:
    assert json_path(("data", "a b", 0, "it's")) == r"$.data['a b'][0]['it\'s']"
