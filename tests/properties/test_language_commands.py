"""Whatever is asked of ``match``, ``transform`` and ``relate``, they answer: no bug, and one line for a line."""

import io
import json

from hypothesis import given, settings
from hypothesis import strategies as st

from ebaudit.cli.main import main
from ebaudit.cli.world import World
from tests.properties.pattern_strategies import patterns

SCRAPS = st.lists(
    st.sampled_from(
        [*'{}[]":,\\\n', "'", "$", "${", "}", "source", "data", "prefix", "numeric", "1e999", "\0", "张", "\ud800"]
    ),
    max_size=12,
).map("".join)
TEXTS = st.one_of(SCRAPS, patterns(), st.text(max_size=10))
EVENTS = st.one_of(SCRAPS, st.just('{"source": "a", "data": {"x": 1}}'), st.text(max_size=10))


def run(*argv: str, stdin: str = "") -> tuple[int, str]:
    out, err = io.StringIO(), io.StringIO()
    code = main(list(argv), World({}, out, err, "/work", "2026-11-24", io.StringIO(stdin)))
    assert "internal error" not in err.getvalue()
    return code, out.getvalue()


@settings(max_examples=150, deadline=None)
@given(TEXTS, EVENTS, st.sampled_from(["text", "json"]))
def test_match_answers(pattern: str, event: str, form: str) -> None:
    code, out = run("match", f"--pattern= {pattern}", "--event", "-", "--format", form, stdin=event)
    assert code in {0, 1, 2}
    if form == "json" and out:
        made = json.loads(out)
        assert {0: True, 1: False, 2: None}[code] is made["matches"]
        assert (made["matches"] is None) == bool(
            made["event_problems"]
            or [p for p in made["pattern_problems"] if p["kind"] in {"invalid", "foreign", "unreadable"}]
        )


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(TEXTS, EVENTS), max_size=4))
def test_a_batch_answers_as_single_questions_do(asked: list[tuple[str, str]]) -> None:
    rows = "".join(json.dumps({"pattern": pattern, "event": event}) + "\n" for pattern, event in asked)
    code, out = run("match", "--jsonl", "-", stdin=rows)
    assert code == 0
    answers = [json.loads(line) for line in out.splitlines()]
    assert len(answers) == len(asked)
    for (pattern, event), answer in zip(asked, answers, strict=True):
        row = json.dumps({"pattern": pattern, "event": event})
        alone = json.loads(run("match", "--jsonl", "-", stdin=row)[1])
        assert answer == alone


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["ORIGINAL", "CONSTANT", "JSONPATH", "TEMPLATE", "x"]), SCRAPS, SCRAPS, EVENTS)
def test_transform_answers(form: str, value: str, template: str, event: str) -> None:
    row = json.dumps({"form": form, "value": value, "template": template, "event": event})
    code, out = run("transform", "--jsonl", "-", stdin=row)
    answer = json.loads(out)
    assert (code, len({"text", "missing", "error"} & set(answer))) == (0, 1)


@settings(max_examples=60, deadline=None)
@given(TEXTS, TEXTS)
def test_relate_answers(one: str, other: str) -> None:
    code, _ = run("relate", "--", " " + one if one.strip().startswith(("{", "[")) else "{" + one, "{" + other)
    assert code in {0, 2, 3}


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40))
def test_lines_that_are_anything_are_answered(line: str) -> None:
    for command in ("match", "transform"):
        code, out = run(command, "--jsonl", "-", stdin=line)
        assert code in {0, 2}
        assert all(set(json.loads(row)) >= {"error"} for row in out.splitlines())
