"""``ebaudit transform``: what a target parameter sends for an event."""

from typing import TYPE_CHECKING, Any

from ebaudit.analysis.transforms.render import FORMS, render
from ebaudit.cli import options as shared
from ebaudit.cli.args import Group, Option, Options, one_of
from ebaudit.cli.output import write
from ebaudit.cli.world import World
from ebaudit.model.report import ExitCode
from ebaudit.model.request import RequestError

if TYPE_CHECKING:
    from ebaudit.analysis.transforms.render import Rendered
    from ebaudit.cli.batch import Answer, Row

USAGE = "transform [OPTION]... --form FORM --event EVENT"
ABOUT = """Print what a parameter of a target sends for an event: the text alone on standard output, what is
worth knowing about it on standard error. EVENT is a file, '-' for standard input, or JSON right there.

ORIGINAL sends the whole event. CONSTANT sends VALUE. JSONPATH sends what the path VALUE selects in the event.
TEMPLATE fills the variables of TEMPLATE, each of which VALUE, a JSON object, gives a path or a text.

Example: ebaudit transform --form TEMPLATE --value '{"key": "$.data.oss.object.key"}' --template 'New: ${key}'
--event event.json

Exit codes: 0 there is a text, 1 there is none for this event, 2 wrong usage, or the service refuses the
parameter or the event, 4 a bug in ebaudit."""
JSONL = Option(
    ("--jsonl",),
    'answer each line {"form": text, "value": text, "template": text, "event": text} of FILE (\'-\' for standard '
    'input) with a line {"text": text}, {"missing": true} or {"error": code, "message": text}; the exit code is 0, '
    "or 2 when a line asks nothing that can be answered",
    "FILE",
)
GROUPS = (
    Group(
        "What is rendered",
        (
            Option(
                ("--form",),
                "ORIGINAL, CONSTANT, JSONPATH or TEMPLATE",
                "FORM",
                {"type": one_of("form", FORMS)},
            ),
            Option(("--value",), "the parameter's value, as it stands", "VALUE"),
            Option(("--value-file",), "the same from a file", "FILE"),
            Option(("--template",), "the parameter's template, as it stands", "TEMPLATE"),
            Option(("--template-file",), "the same from a file", "FILE"),
            Option(("--event",), "the event, a CloudEvent: a file, '-' or JSON", "EVENT"),
            JSONL,
        ),
    ),
    Group("What is printed", (shared.format_option(("text", "json")), shared.OUTPUT, shared.DEBUG, shared.HELP)),
)


def execute(options: Options, world: World) -> int:
    """Answer for one event, or for each line of a file."""
    from ebaudit.cli.inputs import document, excluded, needed

    asked = {"--form": options.form, "--event": options.event}
    if options.jsonl is not None:
        texts = {"--value": options.value, "--value-file": options.value_file}
        templates = {"--template": options.template, "--template-file": options.template_file}
        excluded({**asked, **texts, **templates}, "--jsonl")
        from ebaudit.cli.batch import run

        return run(answer, ("form", "event"), options, world)
    needed(asked, "--jsonl")
    value, template = _given("value", options), _given("template", options)
    event = document("--event", options.event, world)
    made = render(options.form, value, template, event.text)
    if options.format == "json":
        from json import dumps

        write(dumps({"schema_version": "1.0", **_full(made)}, indent=2, ensure_ascii=False) + "\n", options, world)
    else:
        _print(made, options, world)
    return _code(made)


def answer(row: "Row") -> "Answer":
    """Answer one line."""
    return rendered_json(render(row["form"], row.get("value"), row.get("template"), row["event"]))


def _given(name: str, options: Options) -> str | None:
    """Return what an option and its twin for files give."""
    from ebaudit.cli.inputs import argument, file_text

    text: str | None = getattr(options, name)
    path: str | None = getattr(options, f"{name}_file")
    if path is None:
        return None if text is None else argument(text)
    if text is not None:
        raise RequestError((f"--{name} and --{name}-file exclude each other",))
    return file_text(f"--{name}-file", path)


def rendered_json(made: "Rendered") -> dict[str, Any]:
    """Return a rendering for programs: the text, that there is none, or the error, with the notes there are."""
    if made.error is not None:
        document: dict[str, Any] = {"error": made.error, "message": made.message}
    elif made.missing:
        document = {"missing": True}
    else:
        document = {"text": made.text}
    if made.alternative is not None:
        document["alternative"] = made.alternative
    if made.notes:
        document["notes"] = [{"code": note.code, "message": note.message} for note in made.notes]
    return document


def _full(made: "Rendered") -> dict[str, Any]:
    """Return a rendering with every part."""
    return {
        "text": made.text,
        "missing": made.missing,
        "error": made.error,
        "message": made.message or None,
        "alternative": made.alternative,
        "notes": [{"code": note.code, "message": note.message} for note in made.notes],
    }


def _print(made: "Rendered", options: Options, world: World) -> None:
    from ebaudit.report.cells import clean

    if made.text is not None:
        terminal = not options.output and world.out.isatty()
        # A text from an event must not drive a terminal; elsewhere it is passed on as it is.
        text = "\n".join(map(clean, made.text.split("\n"))) if terminal else made.text
        write(f"{text}\n", options, world)
    for word, text in _remarks(made):
        world.err.write(f"ebaudit: {word}: {clean(text)}\n")


def _remarks(made: "Rendered") -> list[tuple[str, str]]:
    """Return what standard error says beside the text."""
    remarks = [("note", note.message) for note in made.notes]
    if made.alternative is not None:
        remarks.append(("note", f"by the documentation the text is instead: {made.alternative}"))
    if made.missing:
        remarks.append(("note", "the path selects nothing in this event, so the parameter has no value"))
    if made.error is not None:
        remarks.append(("error", f"{made.error}: {made.message}"))
    return remarks


def _code(made: "Rendered") -> int:
    if made.error in {"InvalidConfig", "InvalidEvent"}:
        return int(ExitCode.USAGE)
    return int(ExitCode.CLEAN if made.text is not None else ExitCode.FINDINGS)
