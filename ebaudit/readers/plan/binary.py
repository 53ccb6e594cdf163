"""Turns a binary plan into JSON with the user's own Terraform or OpenTofu."""

# ruff: noqa: PTH100, PTH118, PTH119  pathlib costs start-up time

import os

from ebaudit.model.diagnostic import Diagnostic, Level

TOOLS = ("terraform", "tofu")
SECONDS = 300
LAST = 5
"""Lines of the tool's own message that are repeated."""


def show(path: str) -> bytes | Diagnostic:
    """Return what ``terraform show -json`` prints of a plan, run where the plan lies; nothing is written.

    The tool needs the providers of the plan's module, so it has to be one in which ``init`` was run.
    """
    import subprocess
    from shutil import which

    tools = [found for found in map(which, TOOLS) if found]
    if not tools:
        return _failed(path, "Neither terraform nor tofu is on PATH to read it")
    directory, name = os.path.split(os.path.abspath(path))
    why = ""
    for tool in tools:
        command = [tool, "show", "-json", "-no-color", os.path.join(".", name)]
        try:
            done = subprocess.run(command, cwd=directory, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603  fixed words and the plan's name
        except (OSError, subprocess.TimeoutExpired) as error:
            why = why or f"{os.path.basename(tool)} could not be run ({type(error).__name__})"
            continue
        if done.returncode == 0:
            return done.stdout
        why = why or f"{os.path.basename(tool)} said: {_last(done.stderr)}"
    return _failed(path, why)


def _last(error: bytes) -> str:
    lines = [line.strip("╷│╵ ") for line in error.decode("utf-8", "replace").splitlines()]
    return " ".join([line for line in lines if line][:LAST]) or "nothing"


def _failed(path: str, why: str) -> Diagnostic:
    detail = (
        f"{path} is a binary plan. {why.rstrip('.')}. Nothing in it was checked. Run 'terraform show -json "
        f"{os.path.basename(path)} > plan.json' in the plan's module, then check plan.json."
    )
    return Diagnostic(Level.ERROR, "binary-plan", "The binary plan cannot be read", detail)
