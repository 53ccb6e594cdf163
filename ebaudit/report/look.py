"""How a report is to look: decided at the edge, handed to every format."""

from ebaudit.model.record import Record


class Look(Record):
    """What a format may know about where its text goes.

    ``width`` counts terminal columns. ``verbosity`` is -1 (quiet), 0 or 1 (verbose).
    ``links`` is the absolute directory that relative file names are linked from, or empty for no links.
    ``exit_zero`` says that the command ends with 0 whatever the report says, so that the text can say so.
    """

    width: int = 80
    colour: bool = False
    verbosity: int = 0
    links: str = ""
    exit_zero: bool = False
