"""One parameter as the checks see it: its form, what its arguments hold, its variables and placeholders."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ebaudit.analysis.transforms.path import INDEX, PROPERTY, JsonPath, PathProblem, parse_path
from ebaudit.analysis.transforms.template import Placeholder, parse_template
from ebaudit.analysis.transforms.variables import parse_variables
from ebaudit.analysis.transforms.written import Piece, Written, written
from ebaudit.jsontext import JsonNode, JsonProblem
from ebaudit.model.finding import Certainty, Fact, Related
from ebaudit.model.record import Record
from ebaudit.model.resources import Attribute, Param, Rule, Target
from ebaudit.model.source import Span
from ebaudit.model.value import Unknown, Value, reveal

if TYPE_CHECKING:
    from ebaudit.catalog.payloads import Known


class Variable:
    """A variable that the map defines; ``text`` is ``None`` when what it stands for is unknown."""

    __slots__ = ("_attribute", "_key", "_path", "_value", "name", "text")

    def __init__(
        self, name: str, text: str | None, attribute: Attribute, places: tuple[JsonNode, JsonNode] | None = None
    ) -> None:
        self.name = name
        self.text = text
        self._attribute = attribute
        self._key = (places[0].start, places[0].end) if places is not None else None
        self._value = (places[1].start, places[1].end) if places is not None else None
        self._path: JsonPath | PathProblem | None = None

    @property
    def path(self) -> JsonPath | PathProblem | None:
        """The path that the text is meant to be; ``None`` for a constant."""
        if self._path is None and self.text is not None and _is_path_like(self.text):
            self._path = parse_path(self.text)
        return self._path

    @property
    def name_span(self) -> Span | None:
        """Where its name is written."""
        return self._attribute.place((self.name,), self._key, key=True)

    @property
    def span(self) -> Span | None:
        """Where its text is written."""
        return self._attribute.place((self.name,), self._value)


def _is_path_like(text: str) -> bool:
    """Tell a path, well-formed or not, from a text such as ``$5`` or ``${x}``, which is meant as it stands."""
    after = text[1:2]
    return text.startswith("$") and (after in ("", ".", "[") or after.isalpha() or text[1:].isspace())


class Use(Record):
    """One placeholder of the template and the piece of it that holds the placeholder."""

    placeholder: Placeholder
    piece: Piece
    template: Written

    @property
    def span(self) -> Span | None:
        """Where it is written."""
        return self.template.place(self.piece, self.placeholder.start, self.placeholder.end)


class Variables(Record):
    """The map: its variables, what is wrong with it (with places), and what keeps it from being known whole."""

    items: tuple[Variable, ...] = ()
    problems: tuple[tuple[JsonProblem, Span | None], ...] = ()
    unknown: Unknown | None = None


class Context:
    """One parameter of a target of a rule."""

    __slots__ = ("form", "key", "param", "rule", "schemas", "target", "template", "uses", "value", "variables")

    def __init__(self, rule: Rule, target: Target, param: Param, schemas: Sequence[Mapping[str, Any]] = ()) -> None:
        self.rule = rule
        self.schemas = schemas
        self.target = target
        self.param = param
        self.form = text_of(param.form)
        self.key = text_of(param.resource_key)
        self.value = written(param.value)
        self.template = written(param.template)
        self.variables = _variables(self.value) if self.form == "TEMPLATE" and self.value else Variables()
        self.uses = _uses(self.template) if self.form == "TEMPLATE" and self.template else ()

    @property
    def name(self) -> str:
        """The parameter's name for messages."""
        return f"parameter '{self.key}'" if self.key else "parameter"

    def known(self, path: JsonPath) -> "Known | None":
        """Return what the declared schemas of the rule's events say of the value at a path into the payload."""
        steps = path.steps
        if not self.schemas or path.root_name() != "data" or any(step.kind not in (PROPERTY, INDEX) for step in steps):
            return None
        from ebaudit.catalog.payloads import known_at

        below = [step.names[0] if step.kind == PROPERTY else step.number for step in steps[1:]]
        return known_at(self.schemas, below)

    def defined(self) -> dict[str, Variable]:
        """Return the variables by name."""
        return {variable.name: variable for variable in self.variables.items}

    def fact(  # noqa: PLR0913  one keyword for each part of a fact
        self,
        code: str,
        message: str,
        span: Span | None,
        *,
        key: str = "",
        data: dict[str, Value] | None = None,
        related: tuple[Related, ...] = (),
        undecided: Unknown | None = None,
        certainty: Certainty | None = None,
    ) -> Fact:
        """Make a fact about this parameter."""
        parts: dict[str, Value] = {"message": message, "parameter": self.key or "", "form": self.form or ""}
        return Fact(code, self.param.address, key, parts | (data or {}), span, related, None, undecided, certainty)


def text_of(attribute: Attribute | None) -> str | None:
    """Return an argument's text when it is a known one."""
    value = reveal(attribute.value) if attribute is not None else None
    return value if isinstance(value, str) else None


def _uses(template: Written) -> tuple[Use, ...]:
    return tuple(
        Use(found, piece, template)
        for piece in template.pieces
        if "${" in piece.text
        for found in parse_template(piece.text).placeholders
    )


def _variables(value: Written) -> Variables:
    if value.text is not None:
        return _from_text(value, value.text)
    if isinstance(value.structure, dict):
        return _from_structure(value, value.structure)
    if value.structure is not None and not isinstance(value.structure, Unknown):
        problem = JsonProblem("not-object", "The variables must be one JSON object of names and paths.", 0, 0)
        return Variables((), ((problem, value.attribute.place()),), value.unknown)
    return Variables((), (), value.unknown or Unknown("its value is not a text"))


def _from_text(value: Written, text: str) -> Variables:
    bindings, problems = parse_variables(text)
    whole = Piece(text, whole=True)
    items = tuple(Variable(each.name, each.text, value.attribute, (each.key, each.value)) for each in bindings)
    return Variables(items, tuple((problem, value.place(whole, problem.start, problem.end)) for problem in problems))


def _from_structure(value: Written, structure: dict[str, Value]) -> Variables:
    items: list[Variable] = []
    problems: list[tuple[JsonProblem, Span | None]] = []
    for name, found in structure.items():
        inner = reveal(found)
        if inner is None or isinstance(inner, (tuple, dict)):
            span = value.attribute.place((name,))
            message = f'The variable "{name}" must be a text, a number or a Boolean.'
            problems.append((JsonProblem("not-flat", message, 0, 0), span))
            continue
        text = inner if isinstance(inner, str) else None if isinstance(inner, Unknown) else str(inner)
        items.append(Variable(name, text, value.attribute))
    return Variables(tuple(items), tuple(problems))
