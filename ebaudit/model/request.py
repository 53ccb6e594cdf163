"""What was asked: complete and frozen; nothing below the command line sees anything else."""

from collections.abc import Mapping
from typing import NamedTuple

from ebaudit.model.finding import Severity


class Inputs(NamedTuple):
    """What decides the values of an estate besides its files.

    ``variables`` are ``--var`` and ``--var-file`` in the order given, as ("var", "name=value") or
    ("file", path). ``environment`` holds only ``TF_VAR_*``, ``TF_WORKSPACE`` and ``TF_DATA_DIR``.
    ``allow_paths`` are directories beyond the root module that file functions may read.
    ``source`` is the root module that a plan or state came from, when it is not the directory that it lies in.
    With ``before``, a plan's estate is the one that it starts from. ``standard_input`` is what ``-`` reads.
    """

    variables: tuple[tuple[str, str], ...] = ()
    environment: Mapping[str, str] = {}
    allow_paths: tuple[str, ...] = ()
    working_directory: str = "."
    source: str = ""
    before: bool = False
    standard_input: bytes | None = None


class Waiver(NamedTuple):
    """An accepted finding: policy, address pattern, reason, owner and expiry (ISO date)."""

    policy: str
    address: str
    reason: str
    owner: str = ""
    expires: str | None = None


class Request(NamedTuple):
    """One audit, as asked for."""

    paths: tuple[str, ...]
    inputs: Inputs = Inputs()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severities: Mapping[str, Severity] = {}
    policy_directories: tuple[str, ...] = ()
    catalog_directories: tuple[str, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    fail_on: Severity = Severity.MEDIUM
    allow_incomplete: bool = False
    today: str = ""


class RequestError(Exception):
    """What was asked for makes no sense or names a policy file that is wrong: exit code 2.

    ``problems`` has a line or more for each thing that is wrong.
    """

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
