"""Policy files: YAML to :class:`Policy`, strict about every key, each complaint with its line and column."""

from collections.abc import Collection, Mapping
from typing import Any

import yaml

from ebaudit.model.finding import Certainty, Severity
from ebaudit.model.source import FileProblem
from ebaudit.policy.cel import CelSyntaxError
from ebaudit.policy.cel.check import Items, Scope, check
from ebaudit.policy.cel.parse import parse
from ebaudit.policy.cel.tree import encode
from ebaudit.policy.message import parse_message
from ebaudit.policy.policy import NOUNS, Example, Page, Policy
from ebaudit.suggest import suggest
from ebaudit.yamltext import Complaint, Fields, Scalar, compose, offset_place

_REQUIRED = ("id", "name", "severity", "certainty", "since", "say", "why", "fix", "examples")
_OPTIONAL = ("enabled", "for", "fact", "when", "deny", "at", "hint", "links", "what")
_SHAPES = {
    "id": (r"[A-Z]{2,12}\d{3,4}", "two or more capital letters and three or four digits, such as EB401"),
    "name": (r"[a-z][a-z0-9]*(-[a-z0-9]+)*", "lower-case words joined by '-', so that it reads after 'allow'"),
    "since": (r"\d+\.\d+\.\d+", "a version, such as 0.1.0"),
    "fact": (r"[a-z0-9]+(-[a-z0-9]+)*", "a fact code: lower-case words joined by '-'"),
    "at": (
        r"params\.\w+(\.\w+)?|(?!params\.)[a-z]\w*(\.[a-z]\w*)*",
        "the name of an argument or block, what is in a block (dead_letter_queue.arn), or of a parameter "
        "(params.Body.value)",
    ),
}


def read_policy(
    text: str, file: str, scopes: Mapping[str, Scope], facts: Collection[str] | None = None
) -> tuple[Policy | None, tuple[FileProblem, ...]]:
    """Read one policy from the text of its file.

    ``scopes`` has the variables of each noun and ``facts`` the codes of facts, if they are to be held to.
    The policy is ``None`` when there is any problem.
    """
    reader = _Reader(file, scopes, facts)
    node, wrong = compose(text)
    if wrong is not None:
        return None, (FileProblem(file, *wrong),)
    if not isinstance(node, yaml.MappingNode):
        return None, (FileProblem(file, 1, 1, "a policy is a mapping of keys such as id, name and say"),)
    policy = reader.policy(node)
    return (None if reader.problems else policy), tuple(reader.problems)


class _Reader:
    def __init__(self, file: str, scopes: Mapping[str, Scope], facts: Collection[str] | None) -> None:
        self.file = file
        self.scopes = scopes
        self.facts = facts
        self.problems: list[FileProblem] = []

    def complain(self, complaint: Complaint) -> None:
        self.problems.append(FileProblem(self.file, complaint.line, complaint.column, complaint.message))

    def policy(self, node: yaml.MappingNode) -> Policy | None:
        fields = Fields(node, (*_REQUIRED, *_OPTIONAL), self.complain)
        fields.require(_REQUIRED)
        texts = {name: self.word(fields, name) for name in _SHAPES}
        noun = self.choice(fields, "for", NOUNS)
        severity = self.choice(fields, "severity", tuple(Severity))
        certainty = self.choice(fields, "certainty", tuple(Certainty))
        if noun not in self.scopes and "for" in fields:
            return None  # what its expressions may name is not known
        self.place(fields, texts["at"], noun)
        scope = self.scope(fields, noun, texts["fact"])
        conditions = {name: self.condition(fields, name, scope) for name in ("when", "deny")}
        say = self.message(fields, "say", scope)
        hint = self.message(fields, "hint", scope)
        page = self.page(fields)
        prose = {name: (fields.text(name) or "").strip() for name in ("why", "fix")}
        enabled = fields.boolean("enabled", default=True)
        if self.problems:
            return None
        return Policy(
            texts["id"], texts["name"], Severity(severity), Certainty(certainty), texts["since"], noun,
            say, prose["why"], prose["fix"], enabled, texts["fact"], conditions["when"], conditions["deny"],
            texts["at"], hint, page, self.file,
        )  # fmt: skip

    def word(self, fields: Fields, name: str) -> str:
        from re import fullmatch

        text = fields.text(name) or ""
        pattern, wanted = _SHAPES[name]
        if name in fields and not fullmatch(pattern, text):
            fields.complain(name, f"'{name}' is {wanted}")
        return text

    @staticmethod
    def choice(fields: Fields, name: str, choices: tuple[str, ...]) -> str:
        text = fields.text(name) or ""
        if name in fields and text not in choices:
            fields.complain(name, f"'{name}' is one of {', '.join(choices)}{suggest(text, choices)}")
        return text

    def place(self, fields: Fields, at: str, noun: str) -> None:
        """Complain of an argument or block that the noun does not have."""
        shape = self.scopes[noun].get(noun) if noun else None
        for step in at.split(".") if at else ():
            if isinstance(shape, Items) and not shape.keyed:
                shape = shape.shape  # of several blocks the first is pointed to
            if isinstance(shape, Mapping) and step not in shape:
                fields.complain("at", f"there is no '{step}' here{suggest(step, shape)}")
                return
            shape = shape[step] if isinstance(shape, Mapping) else shape.shape if shape is not None else None

    def scope(self, fields: Fields, noun: str, fact: str) -> Scope:
        if ("fact" in fields) == ("deny" in fields):
            fields.complain("", "a policy has either 'deny' or 'fact'")
        elif not noun and not fact:
            fields.complain("", f"'deny' needs 'for': one of {', '.join(NOUNS)}")
        variables = dict(self.scopes[noun if noun in self.scopes else "estate"])
        if fact:
            variables["fact"] = None
        if fact and self.facts is not None and fact not in self.facts:
            fields.complain("fact", f"there is no fact '{fact}'{suggest(fact, self.facts)}")
        return variables

    def condition(self, fields: Fields, name: str, scope: Scope) -> list[Any] | None:
        scalar = fields.scalar(name)
        if scalar is None:
            return None
        try:
            node = parse(scalar.text)
            check(node, scope)
        except CelSyntaxError as error:
            self.expression_problem(name, scalar, error)
            return None
        return encode(node)

    def message(self, fields: Fields, name: str, scope: Scope) -> tuple[Any, ...]:
        scalar = fields.scalar(name)
        if scalar is None:
            return ()
        try:
            return parse_message(scalar.text.strip(), scope)
        except CelSyntaxError as error:
            self.expression_problem(name, scalar, error)
            return ()

    def expression_problem(self, name: str, scalar: Scalar, error: CelSyntaxError) -> None:
        line, column = offset_place(scalar, error.start)
        self.complain(Complaint(line, column, f"in '{name}': {error.message}"))

    def page(self, fields: Fields) -> Page:
        examples = fields.mapping("examples", ("pass", "fail"))
        links, what = fields.texts("links"), (fields.text("what") or "").strip()
        if examples is None:
            return Page((), (), links, what)
        examples.require(("pass", "fail"))
        return Page(self.examples(examples, "pass"), self.examples(examples, "fail"), links, what)

    def examples(self, fields: Fields, name: str) -> tuple[Example, ...]:
        found = []
        for node in fields.items(name):
            if isinstance(node, yaml.ScalarNode) and name == "pass":
                found.append(Example(node.value, line=node.start_mark.line + 1))
            elif isinstance(node, yaml.MappingNode) and name == "pass":
                found.append(self.passing(node))
            elif isinstance(node, yaml.MappingNode) and name == "fail":
                found.append(self.failing(node))
            else:
                wanted = "Terraform text, or a mapping with 'hcl' and 'live'"
                wanted = wanted if name == "pass" else "a mapping with 'hcl' and 'at'"
                self.complain(Complaint.at(node, f"an example under '{name}' is {wanted}"))
        if not found and name in fields:
            fields.complain(name, f"a policy shows at least one example under '{name}'")
        return tuple(found)

    def passing(self, node: yaml.MappingNode) -> Example:
        fields = Fields(node, ("hcl", "live"), self.complain)
        fields.require(("hcl", "live"))
        return Example(fields.text("hcl") or "", live=fields.text("live") or "", line=node.start_mark.line + 1)

    def failing(self, node: yaml.MappingNode) -> Example:
        fields = Fields(node, ("hcl", "at", "undecided", "live"), self.complain)
        fields.require(("hcl", "at"))
        undecided = fields.boolean("undecided", default=False)
        live, line = fields.text("live") or "", node.start_mark.line + 1
        return Example(fields.text("hcl") or "", fields.texts("at"), undecided, live, line)
