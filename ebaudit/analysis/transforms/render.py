"""What a target parameter sends for an event.

Source: https://www.alibabacloud.com/help/en/eventbridge/user-guide/event-transformation; what it leaves open
follows https://github.com/apache/rocketmq-eventbridge (``tools/transform``) and is said in a note.
"""

from ebaudit.analysis.transforms.embed import embed
from ebaudit.analysis.transforms.evaluate import select
from ebaudit.analysis.transforms.path import JsonPath, PathProblem, parse_path
from ebaudit.analysis.transforms.printing import text_of
from ebaudit.analysis.transforms.substitute import EndlessSubstitutionError, Note, substitute
from ebaudit.analysis.transforms.template import EMBED
from ebaudit.analysis.transforms.variables import Binding, parse_variables
from ebaudit.jsontext import JsonNode, parse
from ebaudit.model.record import Record

FORMS = ("ORIGINAL", "CONSTANT", "JSONPATH", "TEMPLATE")


class Rendered(Record):
    """The text that a parameter sends; or that it has no value; or why the service refuses.

    ``alternative`` is the text by the documentation where that and the open-source engine disagree.
    ``error`` is a reason code: InvalidConfig (refused on creation), DeliveryFails (fails on this event)
    or InvalidEvent (what was given is not an event). ``message`` says what is wrong.
    """

    text: str | None = None
    missing: bool = False
    error: str | None = None
    message: str = ""
    notes: tuple[Note, ...] = ()
    alternative: str | None = None


def render(form: str, value: str | None, template: str | None, event_text: str) -> Rendered:
    """Render one parameter for the event whose JSON text is given; never raises."""
    if form == "ORIGINAL":
        return Rendered(event_text)
    if form not in FORMS:
        return _refused(f"There is no form '{form}'; the forms are {', '.join(FORMS)}.")
    if value is None:
        return _refused(f"The form {form} needs a value.")
    if form == "CONSTANT":
        return Rendered(value)
    event, problems = parse(event_text, lenient=False)
    if event is None or event.kind != "object":
        why = problems[-1].message if problems else "It is not a JSON object."
        return Rendered(error="InvalidEvent", message=f"The event cannot be read. {why}")
    return _path(value, event) if form == "JSONPATH" else _template(value, template, event)


def _refused(message: str) -> Rendered:
    return Rendered(error="InvalidConfig", message=message)


def _path(text: str, event: JsonNode) -> Rendered:
    path = parse_path(text)
    if isinstance(path, PathProblem):
        return _refused(f"'{text}' is not a JSONPath. {path.message}")
    if path.indefinite_step() is not None:
        return _refused(f"'{text}' can select several values; only a path to one value is accepted.")
    if path.function_step() is not None:
        return Rendered(error="DeliveryFails", message=f"'{text}' calls a function, which fails on every event.")
    found = select(path, event)
    return Rendered(missing=True) if found is None else Rendered(text_of(found))


def _template(value: str, template: str | None, event: JsonNode) -> Rendered:
    bindings, problems = parse_variables(value)
    fatal = [problem for problem in problems if problem.code != "duplicate-key"]
    if fatal:
        return _refused(f"The variables cannot be read. {fatal[0].message}")
    if template is None:
        return _refused("The form TEMPLATE needs a template.")
    calls = [binding for binding in bindings if binding.path is not None and binding.path.function_step() is not None]
    if calls:
        return Rendered(
            error="DeliveryFails",
            message=f"The variable '{calls[0].name}' calls a function, which fails on every event.",
        )
    return _fill(template, _values(bindings, event), {binding.name for binding in bindings})


def _values(bindings: tuple[Binding, ...], event: JsonNode) -> dict[str, str]:
    """Give each variable its text; one whose path selects nothing has none."""
    values = {}
    for binding in bindings:
        if isinstance(binding.path, JsonPath):
            found = select(binding.path, event)
            if found is not None:
                values[binding.name] = text_of(found)
        else:
            values[binding.name] = binding.text
    return values


def _fill(template: str, values: dict[str, str], declared: set[str]) -> Rendered:
    documented = template
    notes: tuple[Note, ...] = ()
    if EMBED in template:
        embedded = embed(template, values)
        if embedded.error:
            return Rendered(error="DeliveryFails", message=embedded.error)
        template, documented, notes = embedded.text, embedded.whole, embedded.notes
    try:
        text, found = substitute(template, values, declared, empty_when_missing=False)
        other, _ = substitute(documented, values, declared, empty_when_missing=True)
    except EndlessSubstitutionError as error:
        return Rendered(error="DeliveryFails", message=str(error))
    return Rendered(text, notes=(*notes, *found), alternative=other if other != text else None)
