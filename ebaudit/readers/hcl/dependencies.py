"""What depends on what in a configuration, module by module, as Terraform orders its work.

Each thing that is declared is an item: a local, a variable's value and its validation, an output, a resource, a
provider configuration, and of a module call what decides on its instances (``begin``) and all of it (``end``).
Source: https://developer.hashicorp.com/terraform/internals/graph
"""

from collections.abc import Callable, Iterable, Iterator

from ebaudit.model.record import Record
from ebaudit.model.source import SourceText
from ebaudit.readers.hcl.declarations import Declarations, Declared, literal_text
from ebaudit.readers.hcl.files import join
from ebaudit.readers.hcl.installed import is_local
from ebaudit.readers.hcl.loader import Module
from ebaudit.readers.hcl.project import Project
from ebaudit.readers.hcl.references import Reference, in_attributes, in_block, in_expression
from ebaudit.readers.hcl.tree import AttributeNode, BlockNode

Node = tuple[str, str]
"""The path of a module call, the names joined by dots, and the name of something in that module."""
Dependencies = dict[Node, Reference | None]
BEGIN, END = "(begin)", "(end)"
META = ("count", "for_each", "depends_on")
MODES = (("managed", ""), ("data", "data."), ("ephemeral", "ephemeral."))
MAX_MODULES = 2_000
"""More module calls are not looked at."""


class Item(Record):
    """Something that depends on others.

    ``group`` is its kind in its module, ``scope`` the module whose names its expressions use. ``places`` are the
    stretches of files that they stand in, ``find`` lists their references, and ``implied`` is what it depends on
    without naming it. ``start`` is where its declaration stands.
    """

    node: Node
    group: Node
    scope: str
    places: tuple[tuple[SourceText, int, int], ...]
    find: Callable[[], list[Reference]]
    implied: tuple[Node, ...]
    start: tuple[SourceText, int, int] | None = None
    resource: bool = False


class Layout:
    """All items of a project, as far as its modules have been read."""

    def __init__(self, project: Project) -> None:
        self.modules: dict[str, Module] = {}
        self.calls: dict[str, Declared] = {}
        self._project = project
        self._references: dict[Node, list[Reference]] = {}
        self._visit("", project.module(project.root), ())
        self.items = [item for path in self.modules for item in self._items(path)]
        self.groups: dict[str, dict[str, tuple[Node, ...]]] = {}
        self.nodes = {item.node for item in self.items}

    def _visit(self, path: str, module: Module, outer: tuple[str, ...]) -> None:
        self.modules[path] = module
        for name, declared in module.declarations.calls.items():
            inner = f"{path}.{name}" if path else name
            self.calls[inner] = declared
            found = self._called(inner, module.directory, declared)
            if found is None or found.directory in (*outer, module.directory) or len(self.modules) >= MAX_MODULES:
                continue
            self._visit(inner, found, (*outer, module.directory))

    def _called(self, path: str, directory: str, declared: Declared) -> Module | None:
        node = declared.attribute("source")
        source = None if node is None else literal_text(node.expr)
        if source is None or "\0" in source:
            return None
        place = join(directory, source) if is_local(source) else self._project.installed.directory(path)
        return None if place is None else self._project.loader.loaded(place)

    def references(self, item: Item) -> list[Reference]:
        """Return the references of an item."""
        found = self._references.get(item.node)
        if found is None:
            found = self._references[item.node] = item.find()
        return found

    def exact(self, item: Item) -> Dependencies:
        """Return what an item depends on."""
        made: Dependencies = dict.fromkeys(item.implied)
        for reference in self.references(item):
            for node in self.resolve(item.scope, reference.steps):
                if node != item.node or not (item.resource or reference.free):
                    made.setdefault(node, reference)
        return made

    def rough(self, item: Item) -> Dependencies:
        """Return the groups that an item may depend on, told by the text it stands in."""
        heads = self.groups.get(item.scope)
        if heads is None:
            heads = self.groups[item.scope] = dict(self._heads(item.scope))
        made: Dependencies = {self._group(node): None for node in item.implied}
        for head, groups in heads.items():
            if any(source.text.find(head, start, end) >= 0 for source, start, end in item.places):
                made.update(dict.fromkeys(groups))
        return made

    def _group(self, node: Node) -> Node:
        path, name = node
        return (path, name) if name in {BEGIN, END} else (path, _kind(name))

    def _heads(self, path: str) -> Iterator[tuple[str, tuple[Node, ...]]]:
        """Yield the texts that a reference in a module begins with, and what it may then refer to."""
        declarations = self.modules[path].declarations
        yield "local.", ((path, "local"),)
        yield "var.", ((path, "var"), (path, "validation"))
        for name in declarations.calls:
            inner = f"{path}.{name}" if path else name
            yield f"module.{name}", ((inner, "output"), (inner, END))
        for mode, prefix in MODES:
            for kind in declarations.resources[mode]:
                yield f"{kind}.", ((path, prefix + kind),)

    def resolve(self, path: str, steps: tuple[str | int, ...]) -> list[Node]:
        """Return the nodes that a reference in a module means."""
        steps = steps[1:] if steps[0] == "resource" else steps
        prefix, steps = (f"{steps[0]}.", steps[1:]) if steps[0] in {"data", "ephemeral"} else ("", steps)
        if len(steps) < 2 or not isinstance(steps[0], str) or not isinstance(steps[1], str):
            return []
        root, name = steps[0], steps[1]
        if root == "module" and not prefix:
            return self._resolve_module(f"{path}.{name}" if path else name, steps[2:])
        made = [(path, f"{prefix}{root}.{name}")]
        if root == "var":
            made.append((path, f"validation.{name}"))
        return [node for node in made if node in self.nodes]

    def _resolve_module(self, inner: str, steps: tuple[str | int, ...]) -> list[Node]:
        rest = [step for step in steps[:2] if isinstance(step, str)]
        outputs = [(inner, f"output.{step}") for step in rest if (inner, f"output.{step}") in self.nodes]
        return outputs[:1] or [node for node in ((inner, END),) if node in self.nodes]

    # The items of one module.

    def _items(self, path: str) -> Iterator[Item]:
        declarations = self.modules[path].declarations
        begin = ((path, BEGIN),) if path else ()
        for name, (node, source) in declarations.locals.items():
            place = (source, node.start, node.end)
            find = _finder(in_expression, node.expr, source)
            yield Item((path, f"local.{name}"), (path, "local"), path, (place,), find, begin, place)
        for name, declared in declarations.variables.items():
            yield from self._variable(path, name, declared, begin)
        for name, declared in declarations.outputs.items():
            yield _of_block((path, f"output.{name}"), (path, "output"), declared, begin)
        for mode, prefix in MODES:
            for kind, named in declarations.resources[mode].items():
                provider = self._provider(path, kind)
                for name, declared in named.items():
                    label = (path, f"{prefix}{kind}.{name}")
                    item = _of_block(label, (path, prefix + kind), declared, (*begin, *provider))
                    yield item._replace(resource=True)
        for (name, alias), declared in declarations.providers.items():
            if not alias:
                yield _of_block((path, f"provider.{name}"), (path, f"provider.{name}"), declared, begin)
        yield from self._call_items(path, declarations)

    def _provider(self, path: str, type: str) -> tuple[Node, ...]:
        """Return the provider configuration without alias that resources of a type use: an inherited one, too."""
        key = (type.partition("_")[0], "")
        while True:
            if key in self.modules[path].declarations.providers:
                return ((path, f"provider.{key[0]}"),)
            if not path:
                return ()
            path = path.rpartition(".")[0]

    def _variable(self, path: str, name: str, declared: Declared, begin: tuple[Node, ...]) -> Iterator[Item]:
        call = self.calls.get(path)
        given = None if call is None else call.attribute(name)
        if call is not None and given is not None:
            source = call.source_of(given)
            place = (source, given.start, given.end)
            find = _finder(in_expression, given.expr, source)
            outer = path.rpartition(".")[0]
            yield Item((path, f"var.{name}"), (path, "var"), outer, (place,), find, begin, place)
        if any(block.type == "validation" for block in declared.body.blocks):
            item = _of_block((path, f"validation.{name}"), (path, "validation"), declared, begin)
            own = ("var", name)
            yield item._replace(find=lambda: [each for each in in_block(declared) if each.steps[:2] != own])

    def _call_items(self, path: str, declarations: Declarations) -> Iterator[Item]:
        begin = ((path, BEGIN),) if path else ()
        for name, declared in declarations.calls.items():
            inner = f"{path}.{name}" if path else name
            nodes = [node for node in map(declared.attribute, META) if node is not None]
            places = tuple((declared.source_of(node), node.start, node.end) for node in nodes)
            header = (declared.source, declared.node.start, declared.node.header_end)
            find = _finder(in_attributes, declared, META)
            yield Item((inner, BEGIN), (inner, BEGIN), path, places, find, begin, header)
            below = self.modules.get(inner)
            inside = () if below is None else tuple(_names(inner, below.declarations))
            yield Item((inner, END), (inner, END), path, (), list, ((inner, BEGIN), *inside), header)


def _names(path: str, declarations: Declarations) -> Iterator[Node]:
    """Yield what all of a module call consists of."""
    for name in declarations.locals:
        yield path, f"local.{name}"
    for name in declarations.variables:
        yield path, f"var.{name}"
    for name in declarations.outputs:
        yield path, f"output.{name}"
    for mode, prefix in MODES:
        for kind, named in declarations.resources[mode].items():
            for name in named:
                yield path, f"{prefix}{kind}.{name}"
    for name in declarations.calls:
        yield f"{path}.{name}", END


def _kind(name: str) -> str:
    return name.rpartition(".")[0] if not name.startswith("provider.") else name


def _finder(find: Callable[..., list[Reference]], *arguments: object) -> Callable[[], list[Reference]]:
    return lambda: find(*arguments)


def _of_block(node: Node, group: Node, declared: Declared, implied: Iterable[Node]) -> Item:
    """Return the item of a block; what override files bring in is part of the places."""
    block = declared.node
    places = [(declared.source, block.start, block.end)]
    if declared.origins:
        inside: list[AttributeNode | BlockNode] = [*declared.body.attributes.values(), *declared.body.blocks]
        places.extend((declared.source_of(inner), inner.start, inner.end) for inner in inside)
    header = (declared.source, block.start, block.header_end)
    return Item(node, group, node[0], tuple(places), _finder(in_block, declared), tuple(implied), header)
