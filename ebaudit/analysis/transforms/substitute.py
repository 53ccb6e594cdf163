"""Filling a template, with what can go wrong while doing so.

Source: ``StringSubstitutor`` of Apache Commons Text (recursion, escapes, defaults), and
https://www.alibabacloud.com/help/en/eventbridge/user-guide/event-transformation (the two functions).
"""

from ebaudit.analysis.transforms.printing import html_escaped, json_escaped
from ebaudit.analysis.transforms.template import Placeholder, parse_template
from ebaudit.model.record import Record

SIZE_LIMIT = 1_000_000
"""How many characters a filled template may have before filling is given up."""

FILL_LIMIT = 10_000
"""How many variables may be filled in one template, those inside values included."""


class Note(Record):
    """Something worth knowing about one rendering: a stable code and a sentence."""

    code: str
    message: str


class EndlessSubstitutionError(Exception):
    """A value contains its own variable, or filling grows beyond all bounds."""


def substitute(
    template: str, values: dict[str, str], declared: set[str], *, empty_when_missing: bool
) -> tuple[str, tuple[Note, ...]]:
    """Fill a template; a value is scanned for variables again, as the open-source engine does.

    ``values`` are the texts of variables that have one, ``declared`` the names that the map defines.
    A declared variable without a value becomes empty or stays, by ``empty_when_missing``.
    Raises EndlessSubstitutionError.
    """
    filler = _Filler(values, declared, empty_when_missing)
    text = filler.fill(template, ())
    return text, tuple(dict.fromkeys(filler.notes))


class _Filler:
    def __init__(self, values: dict[str, str], declared: set[str], empty: bool) -> None:
        self.values = values
        self.declared = declared
        self.empty = empty
        self.notes: list[Note] = []
        self.size = 0
        self.fills = 0

    def fill(self, text: str, inside: tuple[str, ...]) -> str:
        parsed = parse_template(text)
        if parsed.unclosed:
            self.note("unclosed-variable", "A '${' without '}' stays in the text.")
        return "".join(
            self.grow(piece) if isinstance(piece, str) else self.piece(piece, text, inside) for piece in parsed.pieces
        )

    def grow(self, text: str) -> str:
        self.size += len(text)
        if self.size > SIZE_LIMIT:
            raise EndlessSubstitutionError("The filled template is longer than an event may be.")
        return text

    def piece(self, placeholder: Placeholder, text: str, inside: tuple[str, ...]) -> str:
        if placeholder.expression in inside:
            chain = " -> ".join((*inside, placeholder.expression))
            raise EndlessSubstitutionError(f"The value of a variable contains the variable itself: {chain}.")
        value = self.value(placeholder)
        if value is None:
            return self.grow(text[placeholder.start : placeholder.end])
        if inside:
            self.note(
                "nested-substitution",
                f"The value of '{inside[-1]}' contains a '${{...}}' that is filled too: event data can pull in others.",
            )
        self.fills += 1
        if self.fills > FILL_LIMIT:
            raise EndlessSubstitutionError(f"Filling the template takes more than {FILL_LIMIT:,} variables.")
        return self.fill(value, (*inside, placeholder.expression))

    def value(self, placeholder: Placeholder) -> str | None:
        """Return what stands for a placeholder before it is scanned again; ``None`` when it stays as it is."""
        exact = self.values.get(placeholder.expression)
        if exact is not None:
            return exact
        known = self.values.get(placeholder.name)
        if known is not None and placeholder.function in _APPLY:
            return _APPLY[placeholder.function or ""](known)
        if placeholder.default is not None:
            return placeholder.default
        return self.absent(placeholder)

    def absent(self, placeholder: Placeholder) -> str | None:
        if placeholder.name not in self.declared:
            self.note("undefined-variable", f"No variable '{placeholder.name}' is defined; the text stays as it is.")
            return None
        self.note(
            "missing-variable",
            f"The event has no value for '{placeholder.name}': by the documentation it becomes empty, "
            "in the open-source engine the text stays as it is.",
        )
        return "" if self.empty else None

    def note(self, code: str, message: str) -> None:
        self.notes.append(Note(code, message))


_APPLY = {"jsonEscape": json_escaped, "htmlEscape": html_escaped}
