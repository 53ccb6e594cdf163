"""What Alibaba Cloud publishes about resources, target types, event sources and quotas: data and one loader.

``load()`` returns a :class:`Catalog` at once; each of its entries is read from its own JSON file when it is
first asked for. Every entry names its source and how well it is known. ``load(directories)`` adds what
users keep in theirs: target types, custom event sources and event schemas (see :mod:`ebaudit.catalog.extra`).
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ebaudit.catalog.files import Lazy, names, read
from ebaudit.model.diagnostic import Diagnostic

if TYPE_CHECKING:
    from ebaudit.catalog.entries import EventSchema, OfficialSource, Quota, Role
    from ebaudit.catalog.extra import Additions, CustomSource
    from ebaudit.catalog.habits import Default, EventTypeForm, NameGrammar, ReceivedSource, Region, RetryStrategy
    from ebaudit.catalog.shapes import ResourceShape
    from ebaudit.catalog.targets import TargetShape

RESOURCE = "urn:ebaudit:resource:"


def load(directories: tuple[str, ...] = ()) -> tuple["Catalog", tuple[Diagnostic, ...]]:
    """Return the catalog with what ``directories`` add to it, and what is wrong with their files."""
    if not directories:
        return Catalog(), ()
    from ebaudit.catalog.extra import read_directories

    additions, problems = read_directories(directories)
    return Catalog(additions), problems


class Catalog:
    """The catalog; every entry is read when first asked for, and kept."""

    __slots__ = (
        "_additions",
        "_data_sources",
        "_names",
        "_official",
        "_resources",
        "_spellings",
        "_tables",
        "_targets",
    )

    def __init__(self, additions: "Additions | None" = None) -> None:
        self._additions = additions
        self._resources: dict[str, ResourceShape | None] = {}
        self._data_sources: dict[str, ResourceShape | None] = {}
        self._targets: dict[str, TargetShape | None] = {}
        self._names: dict[str, tuple[str, ...]] = {}
        self._tables: dict[str, Any] = {}
        self._official: Lazy[OfficialSource] | None = None
        self._spellings: dict[str, str] | None = None

    def _listed(self, folder: str) -> tuple[str, ...]:
        if folder not in self._names:
            self._names[folder] = names(folder)
        return self._names[folder]

    @property
    def resource_types(self) -> tuple[str, ...]:
        """Resource types of the family, sorted."""
        return self._listed("resources")

    @property
    def data_source_types(self) -> tuple[str, ...]:
        """Data sources of the family, sorted."""
        return self._listed("data_sources")

    @property
    def target_types(self) -> tuple[str, ...]:
        """Target types, sorted, those of the user included."""
        added = self._additions.targets if self._additions else ()
        return tuple(sorted({*self._listed("targets"), *added}))

    def resource(self, type: str) -> "ResourceShape | None":
        """Return the shape of a resource type, or ``None`` for one outside the catalog."""
        if type not in self._resources:
            self._resources[type] = self._shape("resources", type)
        return self._resources[type]

    def data_source(self, type: str) -> "ResourceShape | None":
        """Return the shape of a data source, or ``None`` for one outside the catalog."""
        if type not in self._data_sources:
            self._data_sources[type] = self._shape("data_sources", type)
        return self._data_sources[type]

    def _shape(self, folder: str, type: str) -> "ResourceShape | None":
        if type not in self._listed(folder):
            return None
        from ebaudit.catalog.shapes import ResourceShape

        schema = read(f"{folder}/{type}")
        renamed = schema.pop("$ref", None)
        if renamed is not None:
            schema = {**read(f"{folder}/{renamed.removeprefix(RESOURCE)}"), **schema}
        return ResourceShape(type, schema)

    def target(self, type: str) -> "TargetShape | None":
        """Return the shape of a target type, or ``None`` for one that nobody knows."""
        if type not in self._targets:
            self._targets[type] = self._target(type)
        return self._targets[type]

    def _target(self, type: str) -> "TargetShape | None":
        from ebaudit.catalog.targets import TargetShape

        if self._additions and type in self._additions.targets:
            return TargetShape(type, self._additions.targets[type])
        return TargetShape(type, read(f"targets/{type}")) if type in self._listed("targets") else None

    @property
    def official_sources(self) -> "Mapping[str, OfficialSource]":
        """Official event sources by name; each is read when asked for."""
        if self._official is None:
            self._official = Lazy(self._listed("official_sources"), _official_source)
        return self._official

    @property
    def custom_sources(self) -> "Mapping[str, CustomSource]":
        """Event sources that the user declares, by name."""
        return self._additions.sources if self._additions else {}

    @property
    def source_spellings(self) -> Mapping[str, str]:
        """The name of every official and declared event source, by that name in lower case."""
        if self._spellings is None:
            self._spellings = {name.lower(): name for name in (*self.custom_sources, *self.official_sources)}
        return self._spellings

    @property
    def declares_events(self) -> bool:
        """Whether the user declares what events hold."""
        return bool(self._additions and self._additions.schemas)

    def event_schema(self, source: str, type: str) -> "EventSchema | None":
        """Return the schema that the user declares for the events of a source and type."""
        return self._additions.schemas.get((source, type)) if self._additions else None

    def _table(self, name: str, kind: str) -> Any:
        if name not in self._tables:
            from ebaudit.catalog import entries

            made = getattr(entries, kind, None) or _habit(kind)
            self._tables[name] = {key: entries.record(made, entry) for key, entry in read(name).items()}
        return self._tables[name]

    @property
    def quotas(self) -> "Mapping[str, Quota]":
        """Limits of the service."""
        found: Mapping[str, Quota] = self._table("quotas", "Quota")
        return found

    @property
    def names(self) -> "Mapping[str, NameGrammar]":
        """Documented grammars of names by kind of thing."""
        found: Mapping[str, NameGrammar] = self._table("names", "NameGrammar")
        return found

    @property
    def roles(self) -> "Mapping[str, Role]":
        """Service-linked roles by name."""
        found: Mapping[str, Role] = self._table("roles", "Role")
        return found

    @property
    def regions(self) -> "Mapping[str, Region]":
        """Regions by id."""
        found: Mapping[str, Region] = self._table("regions", "Region")
        return found

    @property
    def retry(self) -> "Mapping[str, RetryStrategy]":
        """Retry strategies by name."""
        found: Mapping[str, RetryStrategy] = self._table("retry", "RetryStrategy")
        return found

    @property
    def event_type_forms(self) -> "Mapping[str, EventTypeForm]":
        """Families of official event types."""
        found: Mapping[str, EventTypeForm] = self._table("event_types", "EventTypeForm")
        return found

    @property
    def received_sources(self) -> "Mapping[str, ReceivedSource]":
        """Sources that look official but arrive on custom buses."""
        found: Mapping[str, ReceivedSource] = self._table("received_sources", "ReceivedSource")
        return found

    @property
    def defaults(self) -> "tuple[Default, ...]":
        """What the service adds or spells in its own way."""
        from ebaudit.catalog.entries import record
        from ebaudit.catalog.habits import Default

        return tuple(record(Default, entry) for entry in read("defaults"))


def _habit(kind: str) -> type:
    from ebaudit.catalog import habits

    made: type = getattr(habits, kind)
    return made


def _official_source(name: str) -> "OfficialSource":
    from ebaudit.catalog.entries import OfficialSource, record

    made: OfficialSource = record(OfficialSource, read(f"official_sources/{name}"))
    return made
