"""What a target type takes, read from its JSON Schema.

The schema describes an object ``{"endpoint": text, "params": {key: {"form", "value", "template"}}}``.
Annotations: ``x-forms`` are the endpoint's shapes with holes (``{region}``, ``{account}``, otherwise the
name of the parameter that has the same text), ``x-prefixes`` what it begins with, ``x-holds`` the language
of a parameter's text, ``x-secret`` a credential, ``x-service-adds`` a parameter that the service adds by
itself, ``x-roles`` service-linked roles and ``x-role-parameter`` the parameter that names a role.
Source: https://www.alibabacloud.com/help/en/eventbridge/user-guide/event-target-parameters
"""

from collections.abc import Mapping
from typing import Any

from ebaudit.catalog.endpoint import EndpointForm
from ebaudit.model.finding import Certainty
from ebaudit.model.record import Record

Schema = Mapping[str, Any]


class Condition(Record):
    """When something is needed: the parameter ``key`` has the text ``value``."""

    key: str
    value: str


class ParamShape(Record):
    """One parameter of a target type, in its exact spelling.

    ``default`` is what the service assumes; ``holds`` is "json", "sql", "html" or empty.
    """

    key: str
    required: bool
    condition: Condition | None
    forms: tuple[str, ...]
    enum: tuple[str, ...]
    secret: bool
    default: str | None
    certainty: Certainty
    holds: str
    service_adds: bool
    description: str
    source: str


class RoleUse(Record):
    """A service-linked role that a target type needs, always or under a condition."""

    role: str
    condition: Condition | None


class TargetShape:
    """One target type: its JSON Schema and what follows from it, derived when first asked for."""

    __slots__ = ("_forms", "_params", "schema", "type")

    def __init__(self, type: str, schema: Schema) -> None:
        self.type = type
        self.schema = schema
        self._params: Mapping[str, ParamShape] | None = None
        self._forms: tuple[EndpointForm, ...] | None = None

    @property
    def title(self) -> str:
        """The name of the service that takes the events."""
        return str(self.schema["title"])

    @property
    def certainty(self) -> Certainty:
        """How well the type is known."""
        return Certainty(self.schema["x-certainty"])

    @property
    def source(self) -> str:
        """Where it is described."""
        return str(self.schema["x-source"])

    @property
    def endpoint(self) -> Schema:
        """The JSON Schema of the endpoint."""
        found: Schema = self.schema["properties"]["endpoint"]
        return found

    @property
    def endpoint_forms(self) -> tuple[EndpointForm, ...]:
        """The shapes that an endpoint may have; none where nobody says."""
        if self._forms is None:
            self._forms = tuple(EndpointForm(text) for text in self.endpoint.get("x-forms", ()))
        return self._forms

    @property
    def endpoint_says(self) -> str:
        """The endpoint's grammar for people."""
        said = self.endpoint.get("x-says")
        return str(said) if said else " or ".join(form.text for form in self.endpoint_forms)

    @property
    def endpoint_prefixes(self) -> tuple[str, ...]:
        """Texts of which an endpoint begins with one; none where it may begin with anything."""
        return tuple(self.endpoint.get("x-prefixes", ()))

    @property
    def params(self) -> Mapping[str, ParamShape]:
        """Parameters by their exact spelling."""
        if self._params is None:
            self._params = _params(self.schema["properties"]["params"])
        return self._params

    @property
    def open(self) -> bool:
        """Whether parameters beyond the listed ones may exist, because nobody documents them."""
        return self.schema["properties"]["params"].get("additionalProperties", True) is not False

    @property
    def dead_letter_queue(self) -> bool:
        """Whether a dead-letter queue can be given."""
        return bool(self.schema["x-dead-letter-queue"])

    @property
    def retry(self) -> tuple[str, ...]:
        """The retry strategies that can be chosen."""
        return tuple(self.schema["x-retry"])

    @property
    def external(self) -> bool:
        """Whether events can leave the cloud account's own services through it."""
        return bool(self.schema["x-external"])

    @property
    def crosses(self) -> tuple[str, ...]:
        """What it may cross: "region", "account"."""
        return tuple(self.schema.get("x-crosses", ()))

    @property
    def roles(self) -> tuple[RoleUse, ...]:
        """Service-linked roles that it needs."""
        return tuple(RoleUse(use["role"], _first(use.get("when"))) for use in self.schema.get("x-roles", ()))

    @property
    def role_parameter(self) -> str | None:
        """The parameter that names the role to act as."""
        found = self.schema.get("x-role-parameter")
        return str(found) if found is not None else None


def _first(when: Mapping[str, str] | None) -> Condition | None:
    return Condition(*next(iter(when.items()))) if when else None


def _conditions(schema: Schema) -> dict[str, Condition]:
    found = {}
    for clause in schema.get("allOf", ()):
        key, tested = next(iter(clause["if"]["properties"].items()))
        condition = Condition(key, tested["properties"]["value"]["const"])
        found.update(dict.fromkeys(clause["then"].get("required", ()), condition))
    return found


def _params(schema: Schema) -> Mapping[str, ParamShape]:
    required = frozenset(schema.get("required", ()))
    conditions = _conditions(schema)
    return {
        key: _param(key, entry, key in required, conditions.get(key))
        for key, entry in schema.get("properties", {}).items()
    }


def _param(key: str, schema: Schema, required: bool, condition: Condition | None) -> ParamShape:
    parts = schema["properties"]
    return ParamShape(
        key,
        required,
        condition,
        tuple(parts["form"]["enum"]),
        tuple(parts.get("value", {}).get("enum", ())),
        bool(schema.get("x-secret")),
        schema.get("default"),
        Certainty(schema["x-certainty"]),
        schema.get("x-holds", ""),
        bool(schema.get("x-service-adds")),
        schema.get("description", ""),
        schema["x-source"],
    )
