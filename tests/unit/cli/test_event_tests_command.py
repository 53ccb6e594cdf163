import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from ebaudit.cli.watch import changes, times
from tests.unit.cli.test_languages import run
from tests.unit.cli.test_main import Ran
from tests.unit.cli.test_route_command import HEAD, QUEUE, ROBOT, SHOP, rule, target

EVENT = 'event: {id: "1", source: shop, type: t, data: {n: 3, text: hi}}'
OPEN = """
resource "alicloud_event_bridge_rule" "open" {
  event_bus_name = "orders"
  rule_name      = "open"
  filter_pattern = jsonencode({ source = ["shop"] })
  dynamic "targets" {
    for_each = toset([for i in range(length(var.queue)) : tostring(i)])
    content {
      target_id = targets.value
    }
  }
}
"""


@pytest.fixture
def module(tmp_path: Path) -> Path:
    (tmp_path / "main.tf").write_text(HEAD + rule("r", SHOP, QUEUE), encoding="utf-8")
    return tmp_path


def write(module: Path, *tests: str) -> None:
    listed = "".join(f"- name: t{number}\n  {EVENT}\n  {test}\n" for number, test in enumerate(tests))
    (module / "a.events.yaml").write_text(f"bus: orders\ntests:\n{listed}", encoding="utf-8")


def add(module: Path, text: str) -> None:
    with (module / "main.tf").open("a", encoding="utf-8") as file:
        file.write(text)


def document(module: Path, *argv: str) -> dict[str, Any]:
    ran = run("test", str(module), "--format", "json", *argv)
    made: dict[str, Any] = json.loads(ran.out)
    assert made["exit_code"] == ran.code
    return made


def reasons(module: Path, *argv: str) -> list[tuple[str, list[tuple[str, str | None]]]]:
    return [
        (
            test["verdict"],
            [(item["message"], item["field"]) for kind in ("failures", "undecided") for item in test[kind]],
        )
        for test in document(module, *argv)["tests"]
    ]


def test_tests_that_pass(module: Path) -> None:
    write(module, "deliveries: [{rule: r, target: q, body: '3: hi', parameters: {IsBase64Encode: {missing: true}}}]")
    ran = run("test", str(module))
    assert Ran(ran.code, ran.out.replace(str(module), "M"), ran.err) == Ran(
        0,
        "passed    t0  M/a.events.yaml:3\n\n"
        "Coverage of M: events reach 1 of 1 rules\n1 test: 1 passed.\nExit code 0.\n",
        "",
    )


def test_failures_say_which_field_decided(module: Path) -> None:
    add(module, rule("other", 'jsonencode({ type = ["u"] })', QUEUE) + rule("far", SHOP, QUEUE, bus='"default"'))
    both = "{rule: r}, "
    write(
        module,
        f"deliveries: [{both}{{rule: other}}]",
        "deliveries: []",
        f"deliveries: [{both}{{rule: othr}}]",
        "deliveries: [{rule: r, target: p}]\n  exact: false",
        f"deliveries: [{both}{{rule: far}}]",
        "deliveries: [{rule: r, body: '4: hi'}]",
        "deliveries: [{rule: r, parameters: {Bdy: x}}]",
    )
    assert reasons(module) == [
        ("failed", [('The rule did not take the event. type is "t", but must be one that equals "u".', "type")]),
        (
            "failed",
            [
                (
                    "The event reaches the target, which the test does not expect. "
                    'source is "shop", as asked: it equals "shop".',
                    "source",
                )
            ],
        ),
        ("failed", [("There is no rule 'othr' in the estate (did you mean 'other'?).", None)]),
        ("failed", [("The rule took the event, but has no target 'p'; it has q.", None)]),
        ("failed", [("The rule is on bus 'default'; the event reaches only 'orders'.", "aliyuneventbusname")]),
        (
            "failed",
            [
                (
                    'The parameter Body is wrong: it is "3: hi", but must be "4: hi"; they differ from character 1 on.',
                    None,
                )
            ],
        ),
        (
            "failed",
            [("The target has no parameter 'Bdy'; it has queue, Body, IsBase64Encode (did you mean 'Body'?).", None)],
        ),
    ]
    assert document(module)["coverage"][0]["unreached"] == [
        "alicloud_event_bridge_rule.far",
        "alicloud_event_bridge_rule.other",
    ]


def test_what_is_unknown_never_passes(module: Path) -> None:
    add(module, rule("maybe", "jsonencode({ source = [var.queue] })", QUEUE) + OPEN)
    write(
        module,
        "deliveries: [{rule: r}]",
        "deliveries: [{rule: maybe}]\n  exact: false",
        "deliveries: [{rule: open, target: z}]\n  exact: false",
    )
    assert [verdict for verdict, _ in reasons(module)] == ["undecided", "undecided", "undecided"]
    assert document(module)["exit_code"] == 3


def test_an_unknown_parameter_is_undecided(module: Path) -> None:
    add(module, rule("u", SHOP, target("u", "acs.mns.queue", '"x"', ("queue", "CONSTANT", "value = var.queue"))))
    write(module, "deliveries: [{rule: u, parameters: {queue: q}}]\n  exact: false")
    why = "The parameter queue is not known: no value is given for variable queue, var.queue."
    assert reasons(module) == [("undecided", [(why, None)])]
    assert reasons(module, "--var", "queue=q") == [("passed", [])]


def test_a_broken_estate_lets_nothing_pass(module: Path) -> None:
    (module / "broken.tf").write_text("resource {", encoding="utf-8")
    write(module, "deliveries: [{rule: r}]")
    assert reasons(module)[0][0] == "undecided"


def test_secrets_are_compared_but_not_printed(module: Path) -> None:
    add(module, rule("s", SHOP, ROBOT))
    write(module, "deliveries: [{rule: s, parameters: {SecretKey: guess, Body: guess}}]\n  exact: false")
    ran = run("test", str(module))
    assert ran.code == 1
    assert [word for word in ("SECclear", "not-for-print", "guess") if word in ran.out] == []
    assert ran.out.count("not what the test expects") == 2
    write(module, "deliveries: [{rule: s, parameters: {SecretKey: SECclear}}]\n  exact: false")
    assert reasons(module) == [("passed", [])]


def test_record_fills_in_what_is_missing_and_keeps_the_rest(module: Path) -> None:
    add(module, rule("s", SHOP, ROBOT))
    text = f"""\
bus: orders
tests:
- name: new  # a remark
  # and another
  {EVENT}

- name: wrong
  deliveries: [{{rule: r}}]
  {EVENT}
- name: right
  event: |
    {{"source": "other"}}
  deliveries:
  - rule: r
"""
    file = module / "a.events.yaml"
    file.write_text(text, encoding="utf-8")
    ran = run("test", str(module), "--record")
    assert (ran.code, ran.out, ran.err) == (0, f"{file}: 3 of 3 tests recorded\n", "")
    block = """deliveries:
    - rule: alicloud_event_bridge_rule.r
      target: q
      parameters:
        queue: q
        Body: '3: hi'
        IsBase64Encode:
          missing: true
    - rule: alicloud_event_bridge_rule.s
      target: robot"""
    wanted = text.replace(f"{EVENT}\n\n", f"{EVENT}\n  {block}\n\n").replace("deliveries: [{rule: r}]", block)
    wanted = wanted.replace("deliveries:\n  - rule: r\n", "deliveries: []\n")
    assert file.read_text(encoding="utf-8") == wanted
    assert run("test", str(module)).code == 0
    assert run("test", str(module), "--record").out == f"{file}: 0 of 3 tests recorded\n"
    assert file.read_text(encoding="utf-8") == wanted


def test_record_does_not_guess(module: Path) -> None:
    add(module, OPEN)
    write(module, "exact: true")
    before = (module / "a.events.yaml").read_text(encoding="utf-8")
    ran = run("test", str(module), "--record")
    assert ran.code == 3
    assert "not recorded, because something is not known: t0" in ran.out
    assert (module / "a.events.yaml").read_text(encoding="utf-8") == before


def test_record_leaves_a_layout_alone_that_has_no_room(module: Path) -> None:
    text = "bus: orders\ntests: [{name: a, event: {source: shop}}]\n"
    (module / "a.events.yaml").write_text(text, encoding="utf-8")
    ran = run("test", str(module), "--record")
    assert (ran.code, "leaves no room" in ran.err) == (2, True)
    assert (module / "a.events.yaml").read_text(encoding="utf-8") == text


def test_coverage_can_be_required(module: Path) -> None:
    add(module, rule("idle", 'jsonencode({ source = ["x"] })', QUEUE))
    write(module, "deliveries: [{rule: r}]")
    assert document(module)["exit_code"] == 0
    made = document(module, "--require-coverage")
    assert (made["exit_code"], made["coverage"]) == (
        1,
        [{"root": str(module), "rules": 2, "unreached": ["alicloud_event_bridge_rule.idle"]}],
    )


def test_junit_counts_what_failed(module: Path) -> None:
    write(module, "deliveries: [{rule: r}]", "deliveries: []")
    root = ElementTree.fromstring(run("test", str(module), "--format", "junit").out)  # noqa: S314  our own output
    suite = root[0]
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("2", "1", "0")
    assert [(case.get("name"), [child.tag for child in case]) for case in suite] == [("t0", []), ("t1", ["failure"])]


def test_another_estate(module: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    tests = tmp_path_factory.mktemp("tests")
    write(tests, "deliveries: [{rule: r}]")
    assert reasons(tests, "--against", str(module)) == [("passed", [])]


@pytest.mark.parametrize(
    ("argv", "problem"),
    [
        (["gone"], "path 'gone': no such file or directory"),
        ([], "there is no *.events.yaml at '.'"),
        (["--record", "--watch"], "--record and --watch exclude each other"),
    ],
)
def test_wrong_usage(argv: list[str], problem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("test", *argv) == Ran(2, "", f"ebaudit: error: {problem}\n")


def test_watching_runs_again_when_a_file_changes(module: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(module, "deliveries: [{rule: r}]")
    rounds: Iterator[Callable[[], None]] = iter(
        [lambda: None, lambda: write(module, "deliveries: []"), lambda: write(module, "delivery: []")]
    )

    def wait(seconds: float) -> None:
        step = next(rounds, None)
        if step is None:
            raise KeyboardInterrupt
        step()

    monkeypatch.setattr("time.sleep", wait)
    ran = run("test", str(module), "--watch")
    assert ran.code == 130
    assert [line for line in ran.out.splitlines() if line.startswith("1 test")] == [
        "1 test: 1 passed.",
        "1 test: 1 failed.",
    ]
    assert "there is no key 'delivery' here" in ran.err


def test_watching_is_bounded(tmp_path: Path) -> None:
    for name in ("a", "b", "c", ".hidden/x"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert set(times([str(tmp_path)], 2)) == {str(tmp_path / "a"), str(tmp_path / "b")}
    assert set(times([str(tmp_path), str(tmp_path / "gone")])) == {str(tmp_path / name) for name in "abc"}


def test_changes_are_told_once() -> None:
    looks = iter([{"a": (1, 1)}, {"a": (1, 1)}, {"a": (2, 1)}, {}])
    waits: list[int] = []

    def wait() -> None:
        if len(waits) == 3:
            raise KeyboardInterrupt
        waits.append(1)

    seen: list[int] = []
    with pytest.raises(KeyboardInterrupt):
        seen.extend(len(waits) for _ in changes(lambda: dict(next(looks)), wait))
    assert seen == [0, 2, 3]


REPLACE = Path(__file__).parents[2] / "conformance" / "data" / "plans" / "replace"
ORDER = """\
bus: replace-bus
tests:
- name: an order
  event: {source: shop, type: "order:Paid", data: {n: 1}}
  deliveries:
  - {rule: orders, target: a, parameters: {queue: a}}
  - {rule: alicloud_event_bridge_rule.r, target: b, body: {json: {data: {n: 1}}}}
- name: another type
  event: {source: shop, type: "order:Lost"}
  deliveries: [{rule: orders, target: a}]
"""


@pytest.mark.parametrize("estate", ["module", "create.plan.json", "applied.state.json", "applied.tfstate"])
def test_every_reader_gives_the_same_verdict(estate: str, tmp_path: Path) -> None:
    (tmp_path / "a.events.yaml").write_text(ORDER, encoding="utf-8")
    why = 'The rule did not take the event. type is "order:Lost", but must be one that '
    asked = 'equals "order:Created"; or equals "order:Paid".'
    assert reasons(tmp_path, "--against", str(REPLACE / estate)) == [
        ("passed", []),
        ("failed", [(why + asked, "type")]),
    ]


def test_a_plan_can_be_asked_for_what_was_before_it(tmp_path: Path) -> None:
    (tmp_path / "a.events.yaml").write_text(ORDER, encoding="utf-8")
    against = ("--against", str(REPLACE / "remove-first-target.plan.json"))
    assert [verdict for verdict, _ in reasons(tmp_path, *against, "--before")] == ["passed", "failed"]
    assert [verdict for verdict, _ in reasons(tmp_path, *against)] == ["failed", "failed"]
