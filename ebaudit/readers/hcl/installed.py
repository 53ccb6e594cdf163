"""Where ``terraform init`` has put modules that do not come from a local path."""

from typing import Any

from ebaudit.readers.hcl.files import join
from ebaudit.readers.hcl.loader import Loader

LOCAL = ("./", "../", ".\\", "..\\")


def is_local(source: str) -> bool:
    """Tell whether a module's source is a path inside the configuration."""
    return source.startswith(LOCAL) or source in {".", ".."}


class Installed:
    """The manifest ``modules.json`` of a root module's data directory."""

    __slots__ = ("_directories", "_loader", "data_directory", "root")

    def __init__(self, root: str, data_directory: str | None, loader: Loader) -> None:
        self.root = root
        self.data_directory = join(root, data_directory or ".terraform")
        self._loader = loader
        self._directories: dict[str, str] | None = None

    def directory(self, path: str) -> str | None:
        """Return the directory of the module called at ``path``, the names of calls from the root joined by dots."""
        if self._directories is None:
            self._directories = self._read()
        found = self._directories.get(path)
        return None if found is None else join(self.root, found)

    def below(self, path: str) -> list[str]:
        """Return the directories of the installed modules that the module called at ``path`` calls, at any depth."""
        if self._directories is None:
            self._directories = self._read()
        return [join(self.root, found) for key, found in self._directories.items() if key.startswith(f"{path}.")]

    def _read(self) -> dict[str, str]:
        import os

        path = join(self.data_directory, join("modules", "modules.json"))
        if not os.path.exists(path):  # noqa: PTH110  pathlib costs start-up time
            return {}
        source = self._loader.source(path)
        if source is None:
            return {}
        return _directories(source.text)


def _directories(text: str) -> dict[str, str]:
    import json

    try:
        manifest: Any = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    entries = manifest.get("Modules") if isinstance(manifest, dict) else None
    found: dict[str, str] = {}
    for entry in entries if isinstance(entries, list) else []:
        if isinstance(entry, dict) and isinstance(entry.get("Key"), str) and isinstance(entry.get("Dir"), str):
            found[entry["Key"]] = entry["Dir"]
    return found
