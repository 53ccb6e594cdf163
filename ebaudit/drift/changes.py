"""What drift is made of: one entry for each thing that is missing, unmanaged or changed."""

from enum import StrEnum

from ebaudit.model.change import PatternChange, SampleChange
from ebaudit.model.record import Record
from ebaudit.model.resources import Resource
from ebaudit.model.source import Span
from ebaudit.model.value import Unknown


class What(StrEnum):
    """What became of something: it is gone, nothing declares it, or it is not as declared."""

    MISSING = "missing"
    UNMANAGED = "unmanaged"
    CHANGED = "changed"


class Repair(StrEnum):
    """What the next ``terraform apply`` does about it."""

    IN_PLACE = "in-place"
    CREATE = "create"
    REPLACE = "replace"
    NEVER = "never"
    UNKNOWN = "unknown"


class Drifted(Record):
    """One thing that is not as declared.

    ``part`` is where inside the resource: an argument (``status``), a target (``targets[q]``), an argument of one
    (``targets[q].endpoint``) or a parameter (``targets[q].param_list[Body]``); empty is the resource itself.
    ``resource`` is the declared one, or the live one where nothing is declared. ``declared`` and ``found`` are texts
    that may be shown, ``None`` for what is not set. ``undecided`` says what keeps one from telling.
    """

    what: What
    resource: Resource
    address: str
    part: str = ""
    live: Resource | None = None
    declared: str | None = None
    found: str | None = None
    says: str = ""
    repair: Repair = Repair.IN_PLACE
    pattern: PatternChange | None = None
    sample: SampleChange | None = None
    span: Span | None = None
    undecided: Unknown | None = None
    on_managed_bus: bool = False
    within: tuple[Resource, ...] = ()
    unread: bool = False
