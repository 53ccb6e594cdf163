"""The emulator's state in a file, so that it is there again at the next start."""

import contextlib
import json
import os
from pathlib import Path

from ebaudit.emulator.cell import FORMAT
from ebaudit.emulator.emulator import Emulator

OWNER_ONLY = 0o600
"""The file holds the secrets of connections and of parameters."""


class StateError(Exception):
    """A state file that cannot be read or is none."""


def save(emulator: Emulator, path: str) -> None:
    """Write the state of every account; the file is replaced as a whole. OSError when it cannot be written."""
    with emulator.lock:
        accounts = {account: cell.saved() for account, cell in emulator.cells.items()}
        text = json.dumps({"format": FORMAT, "accounts": accounts}, ensure_ascii=False, indent=1)
    target = Path(path)
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY)
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
        beside.replace(target)
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise


def restore(emulator: Emulator, path: str) -> bool:
    """Read the state of every account; False when there is no such file yet. Raises StateError."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except FileNotFoundError:
        return False
    except (OSError, ValueError) as error:
        raise StateError(f"'{path}' cannot be read: {error}") from None
    try:
        document = json.loads(text)
        if document["format"] != FORMAT:
            raise StateError(f"'{path}' has the format {document['format']!r}, which this version cannot read")
        with emulator.lock:
            for account, saved in document["accounts"].items():
                emulator.cell(account).load(saved)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise StateError(f"'{path}' is no state of an emulator") from None
    return True
