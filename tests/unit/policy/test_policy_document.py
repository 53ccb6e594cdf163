"""Policy files: every complaint has its file, line and column."""

from pathlib import Path

import pytest

from ebaudit.catalog import load as load_catalog
from ebaudit.model.source import FileProblem
from ebaudit.policy import load, select, selection
from ebaudit.policy.builtin import compile_builtin, with_page
from ebaudit.policy.document import read_policy
from ebaudit.policy.policy import from_json, page_from_json, page_to_json, to_json
from ebaudit.policy.scopes import scopes

SCOPES = scopes(load_catalog()[0])
GOOD = """\
id: ACME101
name: rule-without-description
severity: low
certainty: inferred
since: 1.0.0
for: rule
deny: "!has(rule.description)"
say: "Rule '{rule.rule_name}' says nothing of itself."
why: Nobody knows.
fix: Describe it.
examples:
  pass:
    - |
      fine
  fail:
    - hcl: bad
      at: [a]
"""


def complaints(text: str) -> list[tuple[int, int, str]]:
    policy, problems = read_policy(text, "p.yaml", SCOPES)
    assert (policy is None) is bool(problems)
    return [(problem.line, problem.column, problem.message) for problem in problems]


def test_a_good_file_has_none() -> None:
    assert complaints(GOOD) == []


WRONG = [
    ("severity: low", "severity: bad", [(3, 11, "'severity' is one of info, low, medium, high, critical")]),
    ("severity: low", "severty: low", [
        (3, 1, "there is no key 'severty' here (did you mean 'severity'?)"), (1, 1, "the key 'severity' is missing"),
    ]),
    ("rule.description", "rule.descripton", [
        (7, 18, "in 'deny': there is no field 'descripton' here (did you mean 'description'?)")]),
    ('deny: "!has(rule.description)"', "deny: |\n  !has(\n    rule.descripton)", [
        (9, 10, "in 'deny': there is no field 'descripton' here (did you mean 'description'?)")]),
    ("{rule.rule_name}", "{rule.rulename}", [
        (8, 19, "in 'say': there is no field 'rulename' here (did you mean 'rule_name'?)")]),
    ("{rule.rule_name}", "{rule.rule_name", [(8, 28, "in 'say': expected '}' after the expression")]),
    ("itself.", "itself}.", [(8, 53, "in 'say': a lone '}': write '}}' for a brace")]),
    ("id: ACME101", "id: acme", [
        (1, 5, "'id' is two or more capital letters and three or four digits, such as EB401")]),
    ("since: 1.0.0", "since: 1.0", [(5, 8, "'since' is a version, such as 0.1.0")]),
    ("why: Nobody knows.", "why:", [(9, 5, "'why' is a text")]),
    ("fix: Describe it.\n", "fix: a\nfix: b\n", [(11, 1, "'fix' is here twice")]),
    ('deny: "!has(rule.description)"\n', "", [(1, 1, "a policy has either 'deny' or 'fact'")]),
    ("at: [a]", "at: a", [(17, 11, "'at' is a list")]),
    ("    - hcl: bad\n      at: [a]\n", "    - bad\n", [
        (16, 7, "an example under 'fail' is a mapping with 'hcl' and 'at'"),
        (16, 5, "a policy shows at least one example under 'fail'"),
    ]),
    ("for: rule", "for: rules", [(6, 6, "'for' is one of bus, rule, target, param, event_source, connection, "
        "api_destination, role, resource, estate (did you mean 'rule'?)")]),
    ("why:", "at: rule_nam\nwhy:", [(9, 5, "there is no 'rule_nam' here (did you mean 'rule_name'?)")]),
    ("why:", "at: targets.endpoin\nwhy:", [(9, 5, "there is no 'endpoin' here (did you mean 'endpoint'?)")]),
    ("for: rule", "for: rule\nenabled: perhaps", [(7, 10, "'enabled' is true or false")]),
    ("since: 1.0.0", "since: [", [(7, 5, "not YAML: expected ',' or ']', but got ':'")]),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "wanted"), WRONG, ids=[row[1][:30] for row in WRONG])
def test_a_complaint_has_its_place(old: str, new: str, wanted: list[tuple[int, int, str]]) -> None:
    assert complaints(GOOD.replace(old, new)) == wanted


def test_a_file_that_is_no_mapping() -> None:
    assert complaints("- a\n") == [(1, 1, "a policy is a mapping of keys such as id, name and say")]


def test_a_policy_survives_its_json() -> None:
    policy, _ = read_policy(GOOD.replace("why:", "hint: Ask {rule.rule_name}.\nwhy:"), "p.yaml", SCOPES)
    assert policy is not None
    assert policy.page is not None
    assert from_json(to_json(policy)) == policy._replace(page=None, file="")
    kept = policy.page._replace(
        examples_pass=tuple(each._replace(line=0) for each in policy.page.examples_pass),
        examples_fail=tuple(each._replace(line=0) for each in policy.page.examples_fail),
    )
    assert page_from_json(page_to_json(policy.page)) == kept


def test_policies_of_a_directory_join_the_built_in_ones(tmp_path: Path) -> None:
    file = tmp_path / "team" / "mine.yaml"
    file.parent.mkdir()
    file.write_text(GOOD, encoding="utf-8")
    policies, problems = load((str(tmp_path),))
    assert problems == ()
    assert [policy.id for policy in policies if policy.file] == ["ACME101"]
    assert {policy.id for policy in load()[0]} < {policy.id for policy in policies}


def test_a_taken_id_is_a_complaint(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(GOOD.replace("ACME101", "EB401"), encoding="utf-8")
    assert load((str(tmp_path),))[1] == (FileProblem(str(file), 1, 1, "'EB401' is taken by a built-in policy"),)


def test_what_is_no_policy_file_is_a_complaint(tmp_path: Path) -> None:
    path = str(tmp_path)
    nothing = "holds no policies: no *.yaml or *.yml is in it or below"
    assert load((path,))[1] == (FileProblem(path, 1, 1, nothing),)
    (tmp_path / "bytes.yaml").write_bytes(b"\xff")
    assert load((path,))[1] == (FileProblem(str(tmp_path / "bytes.yaml"), 1, 1, "is not UTF-8 text"),)


def test_a_fact_that_does_not_exist_is_a_complaint(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    text = GOOD.replace('deny: "!has(rule.description)"', "fact: undefined-varible")
    file.write_text(text, encoding="utf-8")
    wanted = "there is no fact 'undefined-varible' (did you mean 'undefined-variable'?)"
    assert load((str(tmp_path),))[1] == (FileProblem(str(file), 7, 7, wanted),)
    file.write_text(text.replace("undefined-varible", "too-many-targets"), encoding="utf-8")
    assert load((str(tmp_path),))[1] == ()


def test_a_missing_directory_is_a_complaint(tmp_path: Path) -> None:
    path = str(tmp_path / "none")
    assert load((path,))[1] == (FileProblem(path, 1, 1, "there is no such directory"),)


def test_a_wrong_built_in_file_stops_the_compilation(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("id: [", encoding="utf-8")
    with pytest.raises(ValueError, match=r"a\.yaml:1:6: not YAML"):
        compile_builtin(str(tmp_path), load_catalog()[0])


def test_every_built_in_policy_has_its_page() -> None:
    assert all(with_page(policy).page is not None for policy in load()[0])


POLICIES = load()[0]
ENABLED = [policy.id for policy in POLICIES if policy.enabled]


@pytest.mark.parametrize(
    ("select_", "ignore", "wanted"),
    [
        ((), (), ENABLED),
        (("EB401",), (), ["EB401"]),
        (("eb401",), (), ["EB401"]),
        (("target-without-dead-letter-queue",), (), ["EB401"]),
        (("EB410",), (), ["EB410"]),
        (("EB7",), (), [each for each in ENABLED if each.startswith("EB7")]),
        (("EB7", "EB410"), ("EB701",), [each for each in ["EB410", *ENABLED] if each[:3] == "EB7" or each == "EB410"]),
    ],
)
def test_selection(select_: tuple[str, ...], ignore: tuple[str, ...], wanted: list[str]) -> None:
    found = select(POLICIES, select_, ignore)
    assert ([policy.id for policy in found.policies], found.problems) == (
        [each for each in wanted if each not in ignore],
        (),
    )


def test_an_unknown_selector_is_a_problem() -> None:
    message = "no policy has the id or name '{}', or one that starts with it (did you mean '{}'?)"
    found = select(POLICIES, ("target-without-dead-leter-queue",), ("ZZZ",))
    assert found.problems == (
        message.format("target-without-dead-leter-queue", "target-without-dead-letter-queue"),
        "no policy has the id or name 'ZZZ', or one that starts with it",
    )


@pytest.mark.parametrize(
    ("word", "nearest"),
    [
        ("EB0", " ('ebaudit policies' lists them)"),
        ("EB4011", " (the nearest: EB401 target-without-dead-letter-queue)"),
        ("EB70", " (it is the start of EB701 rule-without-status, EB702 base64-flag-set-to-its-default)"),
        ("target-without", " (it is the start of EB401 target-without-dead-letter-queue)"),
        ("rule-without-statsu", " (did you mean 'rule-without-status'?)"),
        ("zzz", ""),
    ],
)
def test_what_is_nearest_to_an_id_begins_alike(word: str, nearest: str) -> None:
    assert selection.nearest(word, POLICIES) == nearest


@pytest.mark.parametrize(("selected", "ignored"), [((), ("EB",)), (("EB4",), ("EB4",)), (("EB41",), ("EB411",))])
def test_to_leave_no_policy_is_a_problem(selected: tuple[str, ...], ignored: tuple[str, ...]) -> None:
    policies = [policy for policy in POLICIES if policy.id in {"EB401", "EB410", "EB411"}]
    assert select(policies, selected, ignored) == selection.Selection((), (selection.NOTHING_LEFT,))
