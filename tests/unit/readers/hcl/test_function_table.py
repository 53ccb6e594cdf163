"""The table of functions against the signatures that Terraform itself publishes."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ebaudit.model.types import CollectionType, Primitive, Type
from ebaudit.readers.hcl.functions import FUNCTIONS, Function, Parameter

SIGNATURES: dict[str, Any] = json.loads(
    (Path(__file__).parents[3] / "conformance/data/terraform-functions.json").read_text("utf-8")
)
OPTIONAL = {"lookup"}
"""Functions whose last parameter Terraform publishes as variadic though it is optional; the table does the same."""


def _json(type: Type) -> Any:
    if isinstance(type, CollectionType):
        return [type.kind, _json(type.element)]
    assert isinstance(type, Primitive)
    return type.name


def _parameter(parameter: Parameter) -> dict[str, Any]:
    made = {"name": parameter.name, "type": _json(parameter.type)}
    return made | ({"is_nullable": True} if parameter.null else {})


def _signature(function: Function) -> dict[str, Any]:
    made: dict[str, Any] = {"return_type": _json(function.returns)}
    if function.parameters:
        made["parameters"] = [_parameter(parameter) for parameter in function.parameters]
    if function.variadic is not None:
        made["variadic_parameter"] = _parameter(function.variadic)
    return made


def test_table_has_exactly_terraforms_functions() -> None:
    assert sorted(FUNCTIONS) == sorted(SIGNATURES)


@pytest.mark.parametrize("name", sorted(SIGNATURES))
def test_signature_is_terraforms(name: str) -> None:
    assert _signature(FUNCTIONS[name]) == SIGNATURES[name]


@pytest.mark.parametrize("name", sorted(name for name in SIGNATURES if not FUNCTIONS[name].lazy))
def test_implementation_exists(name: str) -> None:
    assert callable(FUNCTIONS[name].implementation())


def test_importing_the_table_imports_no_family() -> None:
    code = (
        "import sys, ebaudit.readers.hcl.functions\n"
        "heavy = {'fractions', 'decimal', 'datetime', 'ipaddress', 'hashlib', 're2', 'regex', 'yaml', 'csv'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
