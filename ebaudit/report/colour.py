"""Paints the lines of a text report for a terminal, by rich."""

import re
from io import StringIO

from rich.console import Console
from rich.style import Style
from rich.text import Text

from ebaudit.report.lines import Line
from ebaudit.report.look import Look

STYLES = {
    "critical": Style(color="bright_red", bold=True, reverse=True),
    "high": Style(color="bright_red", bold=True),
    "medium": Style(color="yellow", bold=True),
    "low": Style(color="cyan", bold=True),
    "info": Style(color="blue", bold=True),
    "error": Style(color="bright_red", bold=True),
    "warning": Style(color="yellow", bold=True),
    "good": Style(color="green"),
    "strong": Style(bold=True),
    "label": Style(color="cyan"),
    "mark": Style(color="cyan"),
    "dim": Style(dim=True),
    "place": Style(underline=True),
}

_LINK_ID = re.compile(r"\x1b\]8;id=[^;\x1b]*;")
"""Rich gives each link a random name, which only links over several lines need; one run prints like another."""


def paint_in_colour(lines: list[Line], look: Look) -> str:
    """Return the lines with the escape sequences of a 16-colour terminal and, for places, links to the files."""
    target = StringIO()
    # An empty environment: what colours to use was decided by the caller.
    console = Console(file=target, force_terminal=True, color_system="standard", width=look.width, _environ={})
    for line in lines:
        painted = Text(end="")
        for role, text in line:
            painted.append(text, _style(role, text, look))
        painted.rstrip()
        console.print(painted, soft_wrap=True, markup=False, highlight=False)
    return _LINK_ID.sub("\x1b]8;;", target.getvalue())


def _style(role: str, text: str, look: Look) -> Style | None:
    style = STYLES.get(role)
    if role != "place" or style is None or not look.links:
        return style
    from urllib.parse import quote

    file = text.rsplit(":", 2)[0]
    path = file if file.startswith("/") else f"{look.links}/{file}"
    return style + Style(link=f"file://{quote(path, errors='surrogatepass')}")
