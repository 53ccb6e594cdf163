"""Every built-in policy's examples do exactly what they say, and its page has what a page has."""

import re
from pathlib import Path

import pytest

from ebaudit.policy.builtin import read_directory
from ebaudit.policy.examples import run_examples
from ebaudit.policy.policy import Policy
from ebaudit.policy.reference import FAMILIES, HEADINGS, sections
from tests.policies.estates import CATALOG, open_text

ROOT = Path(__file__).parents[2] / "policies"
POLICIES, PROBLEMS = read_directory(str(ROOT), CATALOG)
DIRECTORIES = {
    "EB1": "schema",
    "EB2": "patterns",
    "EB3": "targets",
    "EB4": "delivery",
    "EB5": "security",
    "EB6": "topology",
    "EB7": "hygiene",
    "EB8": "quotas",
    "EB9": "drift",
}


def test_every_policy_file_is_well_formed() -> None:
    assert PROBLEMS == []


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.id)
def test_examples_do_what_they_say(policy: Policy) -> None:
    assert run_examples(policy, CATALOG, open_text) == ()


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.id)
def test_a_page_has_something_under_every_heading(policy: Policy) -> None:
    assert [heading for heading, body in sections(policy) if body.strip()] == list(HEADINGS)


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.id)
def test_a_page_says_in_a_sentence_what_is_reported(policy: Policy) -> None:
    said = policy.page.what if policy.page else ""
    assert re.fullmatch(r"[A-Z`].*\.", said)
    assert said.lower().rstrip(".") != policy.name.replace("-", " ")


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.id)
def test_a_file_stands_in_its_family_under_its_own_name(policy: Policy) -> None:
    family = DIRECTORIES[policy.family]
    assert Path(policy.file).relative_to(ROOT).as_posix() == f"{family}/{policy.id}-{policy.name}.yaml"


def test_every_family_has_a_title() -> None:
    assert FAMILIES.keys() == DIRECTORIES.keys()
