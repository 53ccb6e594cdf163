"""Our values of a generated module beside Terraform's: what was planned, and what the apply made of it."""

import json
import shutil
import subprocess
from fractions import Fraction
from pathlib import Path
from typing import Any

from ebaudit.model.diagnostic import Level
from ebaudit.model.request import Inputs
from ebaudit.model.value import Unknown, Value, reveal
from ebaudit.readers.hcl.environment import ModuleInstance
from ebaudit.readers.hcl.project import Project
from ebaudit.readers.hcl.variables import Givens

UNKNOWN = "(unknown)"
Row = dict[str, Any]


class NoCatalog:
    """Knows no resource types: ``terraform_data`` is built in."""

    def resource(self, type: str) -> None:
        return None

    def data_source(self, type: str) -> None:
        return None


def write(files: dict[str, str], directory: Path) -> None:
    """Write a module's files."""
    for name, text in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def terraform(directory: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Terraform in a directory."""
    found = shutil.which("terraform")
    assert found is not None
    command = [found, *arguments]
    return subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False, timeout=120)


def answers(files: dict[str, str], directory: Path) -> Row:
    """Return the row of the corpus for a module: Terraform's plan and, where that works, its state after apply."""
    write(files, directory)
    row: Row = {"files": files}
    started = terraform(directory, "init", "-input=false", "-no-color")
    planned = terraform(directory, "plan", "-input=false", "-no-color", "-out=plan.bin", "-json")
    if started.returncode or planned.returncode:
        return {**row, "error": _first_error(planned.stdout) or started.stderr[:400]}
    plan = json.loads(terraform(directory, "show", "-json", "plan.bin").stdout, parse_float=str)
    row["planned"] = {
        change["address"]: _merged(
            change["change"]["after"].get("input"), change["change"]["after_unknown"].get("input")
        )
        for change in plan.get("resource_changes", [])
    }
    if terraform(directory, "apply", "-input=false", "-no-color", "plan.bin").returncode == 0:
        state = json.loads(terraform(directory, "show", "-json").stdout, parse_float=str)
        row["applied"] = dict(_state_inputs(state["values"]["root_module"]))
    return row


def _first_error(lines: str) -> str:
    for line in lines.splitlines():
        said = json.loads(line) if line.startswith("{") else {}
        if said.get("@level") == "error":
            diagnostic = said.get("diagnostic", {})
            return f"{diagnostic.get('summary', '')}: {diagnostic.get('detail', '')}"
    return ""


def _state_inputs(module: dict[str, Any]) -> list[tuple[str, Any]]:
    found = [(resource["address"], resource["values"].get("input")) for resource in module.get("resources", [])]
    for child in module.get("child_modules", []):
        found.extend(_state_inputs(child))
    return found


def _merged(after: Any, unknown: Any) -> Any:
    """Put the mark for unknown into a plan's value where the plan says so."""
    if unknown is True:
        return UNKNOWN
    if isinstance(unknown, list) and isinstance(after, list):
        length = max(len(after), len(unknown))
        return [_merged(_at(after, index), _at(unknown, index)) for index in range(length)]
    if isinstance(unknown, dict) and isinstance(after, dict):
        return {key: _merged(after.get(key), unknown.get(key)) for key in {**after, **unknown}}
    return after


def _at(items: list[Any], index: int) -> Any:
    return items[index] if index < len(items) else None


def ours(directory: Path) -> tuple[dict[str, Value], list[str]]:
    """Return our value of every resource's input by address, and our errors."""
    project = Project(str(directory), Inputs(), NoCatalog())
    module = project.module(str(directory))
    names = [path.name for path in directory.iterdir()]
    given = Givens(project.loader, module.declarations.variables).collect(str(directory), names, project.inputs)
    root = ModuleInstance(project, module, given)
    found: dict[str, Value] = {}
    _collect(root, found)
    errors = [f"{d.code}: {d.detail}" for d in project.log.diagnostics if d.level is Level.ERROR]
    return found, errors


def _collect(instance: ModuleInstance, found: dict[str, Value]) -> None:
    for name in instance.declarations.resources["managed"].get("terraform_data", {}):
        for made in instance.resource_instances("managed", "terraform_data", name).values():
            found[made.address] = made.attribute("input")
    for name in instance.declarations.outputs:
        instance.output(name)
    for name in instance.declarations.locals:
        instance.local(name)
    for name in instance.declarations.variables:
        instance.variable(name)
    for name in instance.declarations.calls:
        for child in (instance.children(name) or {}).values():
            _collect(child, found)


def differences(row: Row, directory: Path) -> list[str]:
    """Return where our values contradict Terraform's, or know less.

    We may know more than the plan does; then the apply must have made what we say.
    """
    write(row["files"], directory)
    found, errors = ours(directory)
    if "error" in row:
        return [] if errors else [f"Terraform refuses it: {row['error']}"]
    if errors:
        return [f"we refuse it: {error}" for error in errors]
    said = []
    if found.keys() != row["planned"].keys():
        said.append(f"addresses: {sorted(found)} / {sorted(row['planned'])}")
    for address, planned in row["planned"].items():
        applied = row.get("applied", {}).get(address, UNKNOWN)
        said.extend(f"{address}{text}" for text in compare(found.get(address), planned, applied))
    return said


def compare(mine: Value, planned: Any, applied: Any) -> list[str]:
    """Return the contradictions of one value, each with the path where it is."""
    mine = reveal(mine)
    if isinstance(mine, Unknown):
        wrong = [] if planned == UNKNOWN else [f": we do not know {planned!r} ({mine.reason})"]
        if mine.prefix and isinstance(applied, str) and applied != UNKNOWN and not applied.startswith(mine.prefix):
            wrong.append(f": {applied!r} does not begin with {mine.prefix!r}")
        return wrong
    if planned == UNKNOWN:
        return [] if applied == UNKNOWN else compare(mine, _hidden(mine, applied), applied)
    if isinstance(mine, tuple) and isinstance(planned, list) and len(mine) == len(planned):
        made = applied if isinstance(applied, list) else []
        return [f"[{i}]{text}" for i, item in enumerate(mine) for text in compare(item, planned[i], _applied(made, i))]
    if isinstance(mine, dict) and isinstance(planned, dict) and mine.keys() == planned.keys():
        inside = applied if isinstance(applied, dict) else {}
        return [f".{k}{text}" for k, item in mine.items() for text in compare(item, planned[k], inside.get(k, UNKNOWN))]
    return [] if scalar_same(mine, planned) else [f": {mine!r} is not {planned!r}"]


def _hidden(mine: Value, applied: Any) -> Any:
    """Return what was applied, with the mark for unknown wherever our value is unknown too."""
    mine = reveal(mine)
    if isinstance(mine, Unknown):
        return UNKNOWN
    if isinstance(mine, tuple) and isinstance(applied, list) and len(mine) == len(applied):
        return [_hidden(item, applied[index]) for index, item in enumerate(mine)]
    if isinstance(mine, dict) and isinstance(applied, dict):
        return {key: _hidden(mine[key], item) if key in mine else item for key, item in applied.items()}
    return applied


def _applied(items: list[Any], index: int) -> Any:
    return items[index] if index < len(items) else UNKNOWN


def scalar_same(mine: Value, theirs: Any) -> bool:
    """Compare scalars exactly; numbers with a point or exponent were kept as text."""
    if isinstance(mine, bool) or isinstance(theirs, bool) or mine is None:
        return mine is theirs
    if isinstance(mine, int | Fraction):
        if isinstance(theirs, str):
            return _number_same(mine, theirs)
        return isinstance(theirs, int) and mine == theirs
    return isinstance(mine, str) and mine == theirs


def _number_same(mine: int | Fraction, text: str) -> bool:
    from ebaudit.readers.hcl.numbers import number_text

    try:
        theirs = Fraction(text)
    except ValueError:
        return False
    return theirs == mine or Fraction(number_text(mine)) == theirs or abs(theirs - mine) < abs(theirs) / 10**15
