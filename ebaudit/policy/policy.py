"""A policy: one thing that we judge, as read from its file or from the built-in ones.

Expressions are kept as encoded syntax trees (lists, see :mod:`ebaudit.policy.cel.tree`), so that the
built-in policies need no parser at run time and compile only when they are used.
"""

from typing import Any

from ebaudit.model.finding import Certainty, Severity
from ebaudit.model.record import Record

NOUNS = (
    "bus",
    "rule",
    "target",
    "param",
    "event_source",
    "connection",
    "api_destination",
    "role",
    "resource",
    "estate",
)
"""What a policy can be about; also the name of the variable in its expressions."""

UNJUDGED_FACTS = frozenset(
    ("deprecated-argument", "duplicate-target-id", "template-value-too-long", "too-many-targets")
)
"""Facts that no built-in policy judges; one of your own may."""

Code = list[Any]
"""An encoded syntax tree."""


class Example(Record):
    """Terraform text and the addresses that the policy flags in it; with ``undecided`` it cannot decide them.

    The text is that of a module or, for what only a plan shows, the JSON of one. ``live`` is what is there, for a
    policy about drift: Terraform text, or JSON as the service answers. ``line`` is where the example begins in the
    policy's file.
    """

    hcl: str
    at: tuple[str, ...] = ()
    undecided: bool = False
    live: str = ""
    line: int = 0


class Page(Record):
    """What only the reference page needs; ``what`` is the sentence that says what the policy reports."""

    examples_pass: tuple[Example, ...] = ()
    examples_fail: tuple[Example, ...] = ()
    links: tuple[str, ...] = ()
    what: str = ""


class Policy(Record):
    """One policy. It has either ``deny`` (over the noun) or ``fact`` (a fact code), both narrowed by ``when``.

    ``say`` is the message: literal text and encoded expressions in turn.
    ``at`` is the argument or block that a finding points to; empty for the noun's header.
    ``hint`` is advice made like a message, said before ``fix`` when all that it names is there.
    """

    id: str
    name: str
    severity: Severity
    certainty: Certainty
    since: str
    noun: str
    say: tuple[str | Code, ...]
    why: str
    fix: str
    enabled: bool = True
    fact: str = ""
    when: Code | None = None
    deny: Code | None = None
    at: str = ""
    hint: tuple[str | Code, ...] = ()
    page: Page | None = None
    file: str = ""

    @property
    def family(self) -> str:
        """The first three characters of the id: EB4."""
        return self.id[:3]


_PLAIN = ("id", "name", "since", "noun", "why", "fix", "enabled", "fact", "when", "deny", "at")


def to_json(policy: Policy) -> dict[str, Any]:
    """Turn what a run needs of a policy into JSON."""
    data: dict[str, Any] = {name: getattr(policy, name) for name in _PLAIN}
    data.update(severity=policy.severity.value, certainty=policy.certainty.value, say=list(policy.say))
    data["hint"] = policy.hint and list(policy.hint)
    defaults = Policy._field_defaults
    return {key: value for key, value in data.items() if key not in defaults or value != defaults[key]}


def from_json(data: dict[str, Any]) -> Policy:
    """Make a policy of what :func:`to_json` made."""
    return Policy(
        **{
            **data,
            "severity": Severity(data["severity"]),
            "certainty": Certainty(data["certainty"]),
            "say": tuple(data["say"]),
            "hint": tuple(data.get("hint", ())),
        }
    )


def page_to_json(page: Page) -> dict[str, Any]:
    """Turn what the reference page needs into JSON."""
    return {
        "pass": [[example.hcl, example.live] if example.live else example.hcl for example in page.examples_pass],
        "fail": [list(example[: 4 if example.live else 3]) for example in page.examples_fail],
        "links": list(page.links),
        "what": page.what,
    }


def page_from_json(data: dict[str, Any]) -> Page:
    """Undo :func:`page_to_json`."""
    return Page(
        tuple(Example(each) if isinstance(each, str) else Example(each[0], live=each[1]) for each in data["pass"]),
        tuple(Example(hcl, tuple(at), undecided, *live) for hcl, at, undecided, *live in data["fail"]),
        tuple(data["links"]),
        data["what"],
    )
