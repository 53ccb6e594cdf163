"""Joins an estate that was read from JSON with the Terraform source that it came from.

What a plan or state knows stays; the source adds where each thing is written, through which module calls, and
what only it can tell: the structure of JSON that is partly unknown, which arguments are really set, and which
values the configuration itself marks as sensitive.
"""

# ruff: noqa: PTH120  pathlib costs start-up time

import os
from collections.abc import Mapping

from ebaudit.catalog import Catalog
from ebaudit.model.diagnostic import Diagnostic, LedgerEntry, Level, Outcome
from ebaudit.model.estate import Estate, Opened
from ebaudit.model.request import Inputs
from ebaudit.model.resources import Resource
from ebaudit.readers.document import STDIN
from ebaudit.readers.joining import join_resource
from ebaudit.readers.jsonparts import Json, mapping


class Source:
    """The source of one plan or state; it is read when the first resource asks for its place."""

    __slots__ = ("_asked", "_catalog", "_directory", "_found", "_inputs", "_matched", "_opened", "_variables")

    def __init__(self, path: str, variables: Mapping[str, Json], inputs: Inputs, catalog: Catalog) -> None:
        beside = "." if path == STDIN else os.path.dirname(path) or "."
        self._directory = inputs.source or beside
        self._inputs = inputs
        self._variables = variables
        self._catalog = catalog
        self._opened: Opened | None = None
        self._found: dict[str, Resource] = {}
        self._asked = 0
        self._matched = 0

    def join(self, resource: Resource) -> Resource:
        """Return a resource with what the source says of it, or as it is where the source does not have it."""
        if self._opened is None:
            self._opened = self._read()
            estate = self._opened.estate
            self._found = {each.address: each for each in (*estate.resources, *estate.references)}
        self._asked += 1
        theirs = self._found.get(resource.address)
        if theirs is None:
            return resource
        self._matched += 1
        find = self._catalog.data_source if resource.mode == "data" else self._catalog.resource
        return join_resource(resource, theirs, find(resource.type))

    def _read(self) -> Opened:
        from ebaudit.readers.hcl.files import is_configuration, list_directory

        names, _ = list_directory(self._directory)
        if not any(map(is_configuration, names)):
            return Opened(Estate("hcl", self._directory))
        from ebaudit.readers.hcl.read import read

        return read(self._directory, self._with_variables(), self._catalog)

    def _with_variables(self) -> Inputs:
        """Return the inputs with the values that the plan was made with, which win over what is given here."""
        from ebaudit.readers.variables import argument

        given = [argument(name, mapping(each).get("value")) for name, each in self._variables.items()]
        made = tuple(("var", each) for each in given if each is not None)
        return self._inputs._replace(variables=(*self._inputs.variables, *made), before=False)

    def add_to(self, opened: Opened) -> Opened:
        """Return what was opened with the texts of the source, and how much of it was found there."""
        if not self._asked or self._opened is None:
            return opened
        if self._matched:
            outcome = Outcome.EVALUATED if self._matched == self._asked else Outcome.PARTIAL
            why = f"where {self._matched} of {self._asked} resources are written"
            entry = LedgerEntry("source", self._directory, outcome, why)
            return opened._replace(ledger=(*opened.ledger, entry), sources=self._opened.sources)
        if not self._inputs.source:
            return opened
        detail = (
            f"{self._directory} declares no resource of {opened.estate.root}; findings do not say where they are "
            "written. Point --source at the root module that the plan or state belongs to."
        )
        problem = Diagnostic(Level.WARNING, "other-source", "The source is that of something else", detail)
        return opened._replace(diagnostics=(*opened.diagnostics, problem))
