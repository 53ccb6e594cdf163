"""``ebaudit policies``: the list, and the examples of policies in files."""

from pathlib import Path

import pytest

from tests.unit.cli.test_main import Ran, run

POLICY = """\
id: TEAM001
name: rule-without-prefix
severity: low
certainty: inferred
since: 1.0.0
for: rule
deny: "!rule.rule_name.startsWith('team-')"
say: "The rule '{rule.rule_name}' does not start with team-."
why: We sort by it.
fix: Rename it.
examples:
  pass:
    - |
      resource "alicloud_event_bridge_rule" "r" {
        rule_name = "team-a"
      }
  fail:
    - hcl: |
        resource "alicloud_event_bridge_rule" "r" {
          rule_name = "a"
        }
        resource "alicloud_event_bridge_rule" "s" {
          rule_name = "b"
        }
      at: [alicloud_event_bridge_rule.r, alicloud_event_bridge_rule.s]
    - hcl: |
        variable "name" {}
        resource "alicloud_event_bridge_rule" "r" {
          rule_name = var.name
        }
      at: [alicloud_event_bridge_rule.r]
      undecided: true
"""


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own").mkdir()
    return tmp_path / "own" / "TEAM001.yaml"


def test_examples_that_do_what_they_say(own: Path) -> None:
    own.write_text(POLICY, encoding="utf-8")
    counts = "3 examples of 1 policy: none of them wrong.\n"
    assert run("policies", "--policies", "own", "--test") == Ran(0, counts, "")


def test_examples_that_do_not_are_named_with_their_lines(own: Path) -> None:
    text = POLICY.replace('"team-a"', '"a"').replace('"b"', '"team-b"').replace("variable", "variabel")
    own.write_text(text, encoding="utf-8")
    ran = run("policies", "--policies", "own", "--test")
    assert (ran.code, ran.err) == (2, "")
    assert ran.out.splitlines() == [
        "own/TEAM001.yaml:13: example 1 under 'pass' is to give no finding, "
        "and gives a finding at 'alicloud_event_bridge_rule.r'",
        "own/TEAM001.yaml:18: example 1 under 'fail' is to give a finding at 'alicloud_event_bridge_rule.r', "
        "'alicloud_event_bridge_rule.s', and gives a finding at 'alicloud_event_bridge_rule.r'",
        "own/TEAM001.yaml:26: example 2 under 'fail' cannot be read: "
        + ran.out.splitlines()[2].split("cannot be read: ")[1],
        "3 examples of 1 policy: 3 of them wrong.",
    ]


def test_to_test_nothing_is_wrong_usage(own: Path) -> None:
    own.write_text(POLICY, encoding="utf-8")
    problem = "ebaudit: error: none of the policies stands in a file: --policies DIR says where they are\n"
    assert run("policies", "--test") == Ran(2, "", problem)
    assert run("policies", "--policies", "own", "--test", "--select", "EB401") == Ran(2, "", problem)


@pytest.mark.parametrize("select", ["TEAM", "rule-without-prefix"])
def test_the_list_can_be_narrowed(select: str, own: Path) -> None:
    own.write_text(POLICY, encoding="utf-8")
    row = "TEAM001  low  rule  rule-without-prefix\n"
    assert run("policies", "--policies", "own", "--select", select) == Ran(0, row, "")


def test_a_policy_of_ones_own_that_fails_is_a_wrong_policy_file(own: Path) -> None:
    own.write_text(POLICY.replace("!rule.rule_name.startsWith('team-')", "1 / 0 == 1"), encoding="utf-8")
    Path("main.tf").write_text('resource "alicloud_event_bridge_rule" "r" {}\n', encoding="utf-8")
    ran = run("check", "--policies", "own", "--select", "TEAM001")
    assert (ran.code, ran.err) == (2, "")
    assert ran.out.startswith(
        "crash  TEAM001 could not be evaluated, which is a mistake in own/TEAM001.yaml\n"
        "  alicloud_event_bridge_rule.r\n"
        "  divide by zero\n"
    )
    assert ran.out.endswith("\nExit code 2: a policy of your own failed; the other policies were evaluated.\n")
    assert run("diff", ".", ".", "--policies", "own", "--select", "TEAM001").code == 2


def test_a_page_has_no_heading_for_what_is_left_out(own: Path) -> None:
    own.write_text(POLICY, encoding="utf-8")
    ran = run("explain", "TEAM001", "--policies", "own")
    headings = [line for line in ran.out.splitlines()[1:] if line and not line.startswith(" ")]
    assert headings == ["What", "Why it matters", "Fix", "Flagged", "Fine"]
