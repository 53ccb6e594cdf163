"""What the configuration inside a plan says: expressions of resources, and provider configurations.

Source: https://developer.hashicorp.com/terraform/internals/json-format#configuration-representation
"""

import re
from collections.abc import Mapping

from ebaudit.model.resources import Provider
from ebaudit.model.value import Unknown, Value
from ebaudit.readers.jsonparts import Json, mapping, objects, text
from ebaudit.readers.values import references

NAME = "alicloud"
ROLE = re.compile(r"acs:ram::([0-9]+):role/")
_STEP = re.compile(r'(?:^|\.)module\.([^.\[]+)(?:\[(?:[^"\]]*|"(?:[^"\\]|\\.)*")\])?')


class Configured:
    """Resources of a configuration by module path and address inside the module."""

    __slots__ = ("_modules", "_providers", "_root")

    def __init__(self, configuration: Json) -> None:
        self._root = mapping(mapping(configuration).get("root_module"))
        self._providers = mapping(mapping(configuration).get("provider_config"))
        self._modules: dict[tuple[str, ...], Mapping[str, Mapping[str, Json]]] = {}

    def resource(self, module: str, mode: str, type: str, name: str) -> Mapping[str, Json] | None:
        """Return the configuration of a resource in the module with this address, ``None`` when it has none."""
        path = tuple(_STEP.findall(module))
        if path not in self._modules:
            self._modules[path] = self._index(path)
        return self._modules[path].get(f"{'data.' if mode == 'data' else ''}{type}.{name}")

    def _index(self, path: tuple[str, ...]) -> Mapping[str, Mapping[str, Json]]:
        module = self._root
        for name in path:
            call = mapping(mapping(module.get("module_calls")).get(name))
            module = mapping(call.get("module"))
        return {text(each.get("address")): each for each in objects(module.get("resources"))}

    def provider(self, module: str, resource: Mapping[str, Json] | None) -> Provider:
        """Return the provider configuration that a resource uses, as far as its expressions are constants."""
        key = text(mapping(resource).get("provider_config_key")) or NAME
        found = self._entry(module, key)
        name = text(found.get("name")) or key.rsplit(":", 1)[-1].split(".")[0]
        alias = text(found.get("alias")) or key.rsplit(":", 1)[-1].partition(".")[2]
        expressions = mapping(found.get("expressions"))
        printed = f"{name}.{alias}" if alias else name
        account = _constant(expressions, "account_id", printed, "account")
        return Provider(
            printed,
            _constant(expressions, "region", printed, "region"),
            account if isinstance(account, str) else _assumed(expressions) or account,
        )

    def _entry(self, module: str, key: str) -> Mapping[str, Json]:
        """Return a provider's entry; one that a module inherits is its caller's."""
        local = key.rsplit(":", 1)[-1]
        path = _STEP.findall(module)
        prefixes = [".".join(f"module.{name}" for name in path[:depth]) for depth in range(len(path), 0, -1)]
        for candidate in (key, *(f"{prefix}:{local}" for prefix in prefixes), local):
            found = mapping(self._providers.get(candidate))
            if found.get("expressions") or (found and "module_address" not in found):
                return found
        return {}


def _constant(expressions: Mapping[str, Json], name: str, printed: str, what: str) -> Value:
    expression = mapping(expressions.get(name))
    constant = text(expression.get("constant_value"))
    if constant:
        return constant
    if expression:
        return Unknown("the plan does not tell what it was worth", references(expression))
    return Unknown(f"no provider block sets the {what}", (f"provider.{printed}.{name}",))


def _assumed(expressions: Mapping[str, Json]) -> str | None:
    """Return the account in the ARN of the role that the provider assumes."""
    for role in objects(expressions.get("assume_role")):
        found = ROLE.match(text(mapping(role.get("role_arn")).get("constant_value")))
        if found is not None:
            return found.group(1)
    return None
