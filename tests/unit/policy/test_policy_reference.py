"""Reference pages."""

from ebaudit.policy import load
from ebaudit.policy.builtin import with_page
from ebaudit.policy.policy import Page
from ebaudit.policy.reference import HEADINGS, markdown_page, text_page

POLICY = with_page(next(policy for policy in load()[0] if policy.id == "EB701"))


def test_a_terminal_page_has_every_heading_in_order() -> None:
    lines = text_page(POLICY).splitlines()
    assert lines[0] == "EB701 rule-without-status"
    assert [line for line in lines if line in HEADINGS] == list(HEADINGS)


def test_a_page_says_what_is_reported() -> None:
    rest = "Severity medium, certainty observed, since 0.1.0."
    assert f"A rule does not set `status`. {rest}" in " ".join(text_page(POLICY).split())
    unsaid = POLICY._replace(page=Page(links=("https://example.com",)))
    assert f"Reports: rule without status. {rest}" in " ".join(text_page(unsaid).split())
    assert "It runs only when chosen" in text_page(POLICY._replace(enabled=False))


def test_a_markdown_page_fences_its_examples() -> None:
    page = markdown_page(POLICY)
    assert page.startswith("### EB701 rule-without-status\n\n**What**\n\n")
    assert page.count("```terraform") == 2


def test_code_in_prose_is_fenced() -> None:
    page = markdown_page(POLICY._replace(fix="Write it.\n\n  # before\n  a = 1\n\n  # after\n  a = 2\n\nThat is all."))
    fix = page.split("**Fix**\n\n")[1].split("\n\n**Flagged**")[0]
    assert fix == "Write it.\n\n```terraform\n# before\na = 1\n\n# after\na = 2\n```\n\nThat is all."
