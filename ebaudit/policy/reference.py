"""Reference pages: one for each policy, and the table of all."""

from collections.abc import Sequence

from ebaudit.model.prose import fenced
from ebaudit.policy.builtin import with_page
from ebaudit.policy.policy import Example, Policy

WIDTH = 78
"""Columns of text on a terminal page, without its indentation."""

HEADINGS = ("What", "Why it matters", "Fix", "Flagged", "Fine", "Sources")
FAMILIES = {
    "EB1": "Schema",
    "EB2": "Patterns",
    "EB3": "Targets and transforms",
    "EB4": "Delivery",
    "EB5": "Security",
    "EB6": "Topology",
    "EB7": "Terraform hygiene",
    "EB8": "Quotas",
    "EB9": "Drift",
}


def sections(policy: Policy, *, examples: int = 2) -> list[tuple[str, str]]:
    """Return the headings of a page and the text under each, with at most so many examples of a kind.

    What a policy of one's own may leave out has no heading.
    """
    page = with_page(policy).page
    fail, fine = ((), ()) if page is None else (page.examples_fail, page.examples_pass)
    links = () if page is None else page.links
    flagged = [_shown(example) for example in fail if not example.undecided]
    bodies = (
        what(policy),
        policy.why,
        policy.fix,
        "\n\n".join(flagged[:examples]),
        "\n\n".join(_shown(example) for example in fine[:examples]),
        "\n".join(links),
    )
    return [(heading, body) for heading, body in zip(HEADINGS, bodies, strict=True) if body]


def _shown(example: Example) -> str:
    """Return the text of an example; one of drift has two sides."""
    if not example.live:
        return example.hcl.rstrip()
    return f"# Declared\n{example.hcl.rstrip()}\n\n# Live\n{example.live.rstrip()}"


def what(policy: Policy) -> str:
    """Say what the policy reports, how bad it is and how well that is known."""
    page = with_page(policy).page
    said = (page.what if page else "") or f"Reports: {policy.name.replace('-', ' ')}."
    opt_in = "" if policy.enabled else f" It runs only when chosen: --select EB --select {policy.id}."
    return f"{said} Severity {policy.severity.value}, certainty {policy.certainty.value}, since {policy.since}.{opt_in}"


def text_page(policy: Policy) -> str:
    """Render a page for the terminal."""
    lines = [f"{policy.id} {policy.name}", ""]
    for heading, body in sections(policy):
        verbatim = heading in {"Flagged", "Fine", "Sources"}
        lines += [heading, *(f"  {line}".rstrip() for line in (body.splitlines() if verbatim else _wrap(body))), ""]
    return "\n".join(lines)


def _wrap(text: str) -> list[str]:
    """Break the lines of prose; a line that is indented is code and stays."""
    from textwrap import wrap

    return [piece for line in text.splitlines() for piece in ([line] if line[:1] in {"", " "} else wrap(line, WIDTH))]


def markdown_page(policy: Policy) -> str:
    """Render a section in Markdown."""
    parts = [f"### {policy.id} {policy.name}"]
    parts += [f"**{heading}**\n\n{_markdown_body(heading, body)}" for heading, body in sections(policy, examples=1)]
    return "\n\n".join(parts) + "\n"


def _markdown_body(heading: str, body: str) -> str:
    if heading in {"Flagged", "Fine"}:
        return f"```{'json' if body.startswith('{') else 'terraform'}\n{body}\n```"
    if heading == "Sources":
        return "\n".join(f"- <{link}>" for link in body.splitlines())
    return fenced(body)


def markdown_reference(policies: Sequence[Policy]) -> str:
    """Render the whole reference: what a policy is, a table for each family, and every page."""
    parts = [_INTRODUCTION]
    for prefix, title in FAMILIES.items():
        family = [policy for policy in policies if policy.family == prefix]
        if family:
            parts.append(f"## {prefix} {title}\n\n{_table(family)}")
            parts += [markdown_page(policy) for policy in family]
    return "\n".join(parts)


def _table(policies: Sequence[Policy]) -> str:
    rows = [
        f"| [{policy.id}](#{_anchor(policy)}) | {policy.name} | {policy.severity.value} | "
        f"{policy.certainty.value} | {'yes' if policy.enabled else 'no'} |"
        for policy in policies
    ]
    return "\n".join(("| id | name | severity | certainty | enabled |", "|---|---|---|---|---|", *rows)) + "\n"


def _anchor(policy: Policy) -> str:
    return f"{policy.id.lower()}-{policy.name}"


_INTRODUCTION = """# Policies

One file is one policy: what it judges, its message, why it matters, what to do, and examples that are its tests.
This page is generated from them by `make docs`. `ebaudit explain EB401` prints a page offline.

Severity is one of info, low, medium, high and critical. Certainty says how well the fact behind a policy is known:
*documented* by Alibaba Cloud or the Terraform provider, *observed* when the provider or the service's own samples
were run, *modelled* after the open-source engine of EventBridge, or *inferred* by us from the other facts.
"""
