"""Provider configurations: which one a resource uses, and what it says of region and account."""

import re

from ebaudit.model.resources import Provider
from ebaudit.model.value import Unknown, Value, is_known
from ebaudit.readers.hcl.blocks import by_type
from ebaudit.readers.hcl.core import evaluate
from ebaudit.readers.hcl.declarations import Declared, literal_text
from ebaudit.readers.hcl.environment import ModuleInstance
from ebaudit.readers.hcl.marks import mark, unmark
from ebaudit.readers.hcl.scope import Scope
from ebaudit.readers.hcl.tree import Expr, GetAttr, ObjectCons, Variable

ROLE = r"acs:ram::([0-9]+):role/"
NAME = "alicloud"

Key = tuple[str, str]


class Providers:
    """The provider configurations of one root, each evaluated once."""

    __slots__ = ("_made",)

    def __init__(self) -> None:
        self._made: dict[tuple[str, Key], Provider] = {}

    def of(self, instance: ModuleInstance, declared: Declared) -> Provider:
        """Return the configuration that a resource of a module instance uses."""
        node = declared.attribute("provider")
        key = (NAME, "") if node is None else reference(node.expr) or (NAME, "")
        return self._find(instance, key)

    def _find(self, instance: ModuleInstance, key: Key) -> Provider:
        at = (instance.address, key)
        found = self._made.get(at)
        if found is None:
            found = self._made[at] = self._resolve(instance, key)
        return found

    def _resolve(self, instance: ModuleInstance, key: Key) -> Provider:
        declared = instance.declarations.providers.get(key)
        if declared is not None:
            return _configured(instance, declared, key)
        parent = instance.parent
        if parent is None or instance.call is None:
            return _unconfigured(key)
        passed = instance.call[0].attribute("providers")
        if passed is None:
            return self._find(parent, key) if not key[1] else _unconfigured(key)
        mapped = _mapping(passed.expr).get(key)
        if mapped is not None:
            return self._find(parent, mapped)
        return self._find(parent, key) if not key[1] else _unconfigured(key)


def reference(expr: Expr) -> Key | None:
    """Return the provider's name and alias that ``alicloud.beijing`` or ``"alicloud.beijing"`` names."""
    text = literal_text(expr)
    if text is not None:
        name, _, alias = text.partition(".")
        return name, alias
    if isinstance(expr, Variable):
        return expr.name, ""
    if isinstance(expr, GetAttr) and isinstance(expr.object, Variable):
        return expr.object.name, expr.name
    return None


def _mapping(expr: Expr) -> dict[Key, Key]:
    if not isinstance(expr, ObjectCons):
        return {}
    found = {}
    for key, value in expr.items:
        inner, outer = reference(key), reference(value)
        if inner is not None and outer is not None:
            found[inner] = outer
    return found


def _printed(key: Key) -> str:
    return f"{key[0]}.{key[1]}" if key[1] else key[0]


def _unconfigured(key: Key) -> Provider:
    name = _printed(key)
    return Provider(
        name,
        Unknown("no provider block sets the region", (f"provider.{name}.region",)),
        Unknown("no provider block sets the account", (f"provider.{name}.account_id",)),
    )


def _configured(instance: ModuleInstance, declared: Declared, key: Key) -> Provider:
    missing = _unconfigured(key)
    region = _argument(instance, declared, "region")
    account = _argument(instance, declared, "account_id")
    if account is None:
        account = _assumed_account(instance, declared)
    return Provider(
        missing.name,
        missing.region if region is None or region == "" else region,
        missing.account_id if account is None or account == "" else account,
    )


def _argument(instance: ModuleInstance, declared: Declared, name: str) -> Value:
    node = declared.attribute(name)
    if node is None:
        return None
    return evaluate(node.expr, Scope(instance, declared.source_of(node)))


def _assumed_account(instance: ModuleInstance, declared: Declared) -> Value:
    """Return the account in the ARN of the role that the provider assumes."""
    for block in by_type(declared.body, top=True).get("assume_role", ()):
        node = block.body.attributes.get("role_arn")
        if block.type == "dynamic" or node is None:
            continue
        value = evaluate(node.expr, Scope(instance, declared.source_of(block)))
        inner, marks = unmark(value)
        if not is_known(value):
            return value
        found = re.match(ROLE, inner) if isinstance(inner, str) else None
        if found is not None:
            return mark(found.group(1), marks)
    return None
