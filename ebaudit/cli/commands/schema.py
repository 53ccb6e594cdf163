"""``ebaudit schema``: the JSON Schema of a resource type, data source or target type."""

from typing import TYPE_CHECKING, Any

from ebaudit.cli import options as shared
from ebaudit.cli.args import Group, Option, Options
from ebaudit.cli.output import write
from ebaudit.cli.world import World
from ebaudit.model.request import RequestError

if TYPE_CHECKING:
    from ebaudit.catalog import Catalog

USAGE = "schema [OPTION]... [TYPE]"
ABOUT = """Print the JSON Schema of TYPE: a resource type or data source of the Terraform provider, or a type of
target. Annotations (x-...) say what JSON Schema cannot: where each entry comes from and how well it is known,
what is secret or deprecated, which parameters the service adds. Without TYPE, list the types.

Example: ebaudit schema acs.dingtalk

The schema of a target type describes {"endpoint": text, "params": {key: {"form", "value", "template"}}}."""
GROUPS = (
    Group(
        "What is looked up",
        (
            Option(("type",), "a resource type, data source or target type", "TYPE", {"nargs": "?"}),
            shared.CATALOG,
        ),
    ),
    Group("What is printed", (shared.format_option(("text", "json")), shared.OUTPUT, shared.DEBUG, shared.HELP)),
)
KINDS = {"resource": "Resource types", "data_source": "Data sources", "target": "Target types"}


def execute(options: Options, world: World) -> int:
    """Print one schema or the list."""
    from json import dumps

    catalog = shared.catalog(options, world)
    if options.type is not None:
        write(dumps(find(options.type, catalog), indent=2, ensure_ascii=False) + "\n", options, world)
    elif options.format == "json":
        document = {"schema_version": "1.0", "types": listed(catalog)}
        write(dumps(document, indent=2, ensure_ascii=False) + "\n", options, world)
    else:
        write(_text(listed(catalog)), options, world)
    return 0


def find(type: str, catalog: "Catalog") -> dict[str, Any]:
    """Return the schema of a type; RequestError with the nearest name when there is none."""
    for shape in (catalog.resource(type), catalog.data_source(type), catalog.target(type)):
        if shape is not None:
            return dict(shape.schema)
    from ebaudit.suggest import suggest

    names = [row["type"] for row in listed(catalog)]
    raise RequestError((f"there is no type '{type}'{suggest(type, names)}", "'ebaudit schema' lists the types"))


def listed(catalog: "Catalog") -> list[dict[str, Any]]:
    """Return every type with its kind and what it is."""
    return [
        *(_row("resource", name, catalog.resource(name)) for name in catalog.resource_types),
        *(_row("data_source", name, catalog.data_source(name)) for name in catalog.data_source_types),
        *(_row("target", name, catalog.target(name)) for name in catalog.target_types),
    ]


def _row(kind: str, name: str, shape: Any) -> dict[str, Any]:
    schema = shape.schema
    title = schema.get("title", "")
    about = title if title != name else schema.get("description", "")
    return {"type": name, "kind": kind, "about": about, "deprecated": bool(schema.get("deprecated"))}


def _text(rows: list[dict[str, Any]]) -> str:
    width = max(len(row["type"]) for row in rows)
    parts = []
    for kind, heading in KINDS.items():
        lines = [_line(row, width) for row in rows if row["kind"] == kind]
        parts.append("\n".join([f"{heading}:", *lines]) + "\n")
    return "\n".join(parts)


def _line(row: dict[str, Any], width: int) -> str:
    from ebaudit.report.cells import clean

    end = " (deprecated)" if row["deprecated"] else ""
    return f"  {clean(row['type']):<{width}}  {clean(row['about'])}{end}".rstrip()
