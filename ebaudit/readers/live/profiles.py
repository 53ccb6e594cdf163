"""Profiles of the ``aliyun`` command: who they are, and in which region they work.

Source: https://www.alibabacloud.com/help/en/cli/interactive-configuration-or-fast-configuration
"""

# ruff: noqa: PTH111, PTH118, PTH123  pathlib costs start-up time

import os
from collections.abc import Mapping

from ebaudit.model.record import Record
from ebaudit.readers.jsonparts import Json, mapping, objects, text
from ebaudit.readers.live.environment import FILES, HOMES, OFF, PROFILES, first, is_on

PATH = (".aliyun", "config.json")
BY_ROLE = ("RamRoleArn", "ChainableRamRoleArn")
"""Modes of profiles that assume a role."""
DEEPEST = 10


class ProfileError(Exception):
    """A profile that cannot be used; the text says which and why."""


class Profile(Record):
    """One profile: ``settings`` are as in the file at ``path``."""

    name: str
    path: str
    settings: Mapping[str, Json]

    @property
    def mode(self) -> str:
        """How it gets its credentials."""
        return text(self.settings.get("mode"))

    @property
    def region(self) -> str:
        """Where it works."""
        return text(self.settings.get("region_id"))


class Profiles:
    """The profiles of a user, read when first asked for."""

    __slots__ = ("_document", "_path")

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._path = _path(environment)
        self._document: Mapping[str, Json] | None = None

    def named(self, name: str) -> Profile:
        """Return a profile. Raises ProfileError when there is none with the name."""
        found = self._profiles()
        for settings in found:
            if settings.get("name") == name:
                return Profile(name, self._path, settings)
        known = ", ".join(text(settings.get("name")) for settings in found) or "none"
        raise ProfileError(f"there is no profile '{name}' in {self._path}; it has: {known}")

    def current(self) -> Profile | None:
        """Return the profile that is in use, None when there is none."""
        try:
            current = text(self._read().get("current"))
            return self.named(current) if current else None
        except ProfileError:
            return None

    def chain(self, profile: Profile) -> tuple[Profile, ...]:
        """Return the profiles that one gets its credentials by, the first one first. Raises ProfileError."""
        found = [profile]
        while found[0].mode == "ChainableRamRoleArn":
            if len(found) > DEEPEST:
                raise ProfileError(f"the profile '{profile.name}' in {self._path} leads back to itself")
            found.insert(0, self.named(text(found[0].settings.get("source_profile"))))
        return tuple(found)

    def _profiles(self) -> list[Mapping[str, Json]]:
        return objects(self._read().get("profiles"))

    def _read(self) -> Mapping[str, Json]:
        if self._document is None:
            self._document = _load(self._path)
        return self._document


def chosen(asked: str, environment: Mapping[str, str]) -> str:
    """Return the name of the profile that was asked for, on the command line or in the environment."""
    return asked or first(environment, PROFILES)


def usable(environment: Mapping[str, str]) -> bool:
    """Tell whether profiles count at all."""
    return not is_on(environment, OFF)


def _path(environment: Mapping[str, str]) -> str:
    """Return the file: the variables may also name a file of another format, which is the official library's."""
    named = first(environment, FILES)
    if named and not named.endswith(".ini"):
        return os.path.expanduser(named)
    return os.path.join(first(environment, HOMES) or os.path.expanduser("~"), *PATH)


def _load(path: str) -> Mapping[str, Json]:
    from json import loads

    try:
        with open(path, encoding="utf-8-sig") as file:
            document = loads(file.read())
    except OSError as error:
        raise ProfileError(f"{path} cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError):
        raise ProfileError(f"{path} is not JSON; the aliyun command writes it with 'aliyun configure'") from None
    return mapping(document)
