"""Imports the official client at half its cost, and keeps it quiet.

The client imports aiohttp for its asynchronous methods, APScheduler for one kind of credentials, and its response
models, a thousand classes; none of these is used here in the ordinary case. While the client is imported, modules
stand in for them whose members import the real ones when they are called.
"""

import logging
import os
import sys
from importlib import import_module
from types import ModuleType
from typing import Any

CLIENT = "alibabacloud_eventbridge20200401"
PUT_OFF = (
    "aiohttp",
    "apscheduler",
    "apscheduler.schedulers",
    "apscheduler.schedulers.background",
    f"{CLIENT}.models",
)
"""Modules that are not imported before they are needed."""
LOGGERS = ("credentials", "darabonba-core", "alibabacloud-tea")
"""Loggers to which the client attaches handlers that print headers and tokens."""
_PACKAGES = ("alibabacloud_", "darabonba", "Tea")
_done = False


class _Later:
    """A member of a module that is not imported yet; calling it imports the module."""

    def __init__(self, module: str, name: str) -> None:
        self._module = module
        self._name = name

    def _real(self) -> Any:
        return getattr(import_module(self._module), self._name)

    def __call__(self, *values: Any, **named: Any) -> Any:
        return self._real()(*values, **named)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self._real(), name)


class _StandIn(ModuleType):
    __path__: list[str] = []  # noqa: RUF012  what makes a module a package

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Later(self.__name__, name)


def prepare() -> None:
    """Import the client once; after this its modules can be imported as usual."""
    global _done
    if _done:
        return
    if os.environ.get("DEBUG", "").lower() == "sdk":
        del os.environ["DEBUG"]  # makes the client print signatures and tokens
    try:
        _import_with_stand_ins()
    except Exception:  # noqa: BLE001  a client that uses more of them than is known is imported as it wants to be
        for name in [name for name in sys.modules if name.startswith(_PACKAGES)]:
            del sys.modules[name]
        import_module(f"{CLIENT}.client")
    _silence()
    _done = True


def _import_with_stand_ins() -> None:
    added = [name for name in PUT_OFF if name not in sys.modules]
    for name in added:
        sys.modules[name] = _StandIn(name)
    try:
        import_module(f"{CLIENT}.client")
    finally:
        for name in added:
            if isinstance(sys.modules.get(name), _StandIn):
                del sys.modules[name]


def _silence() -> None:
    for name in LOGGERS:
        logger = logging.getLogger(name)
        logger.handlers[:] = [logging.NullHandler()]
        logger.propagate = False
        logger.setLevel(logging.CRITICAL)
