"""What was asked: complete and frozen; nothing below the command line sees anything else."""

from collections.abc import Mapping

from ebaudit.model.finding import Severity
from ebaudit.model.record import Record

LIVE = "live:"
"""What the paths begin with that mean a live account; the rest is a region, or empty."""


class LiveInputs(Record):
    """How live accounts are reached; what is empty is decided by the environment.

    ``regions`` are read each; ``declared_regions`` are those of the declaration that an account is compared with,
    used where nothing else names one. ``roles`` are the ARNs of roles to assume, each with the one before it.
    ``endpoint`` (``http://host:port``) stands for the endpoint of every service. ``concurrency`` is the number of
    calls under way at once, ``max_qps`` bounds the calls a second of each action in one region (0 is no bound),
    ``deadline`` the seconds of the whole run. ``record`` and ``replay`` are directories of recorded calls.
    ``environment`` holds only the cloud's variables and ``HOME``. ``digest_key`` is what the digests of withheld
    secrets are made with.
    """

    regions: tuple[str, ...] = ()
    declared_regions: tuple[str, ...] = ()
    profile: str = ""
    roles: tuple[str, ...] = ()
    endpoint: str = ""
    concurrency: int = 16
    max_qps: float = 0
    deadline: float = 600
    record: str = ""
    replay: str = ""
    environment: Mapping[str, str] = {}
    digest_key: bytes = b""


class Inputs(Record):
    """What decides the values of an estate besides its files.

    ``variables`` are ``--var`` and ``--var-file`` in the order given, as ("var", "name=value") or
    ("file", path). ``environment`` holds only ``TF_VAR_*``, ``TF_WORKSPACE`` and ``TF_DATA_DIR``.
    ``allow_paths`` are directories beyond the root module that file functions may read.
    ``source`` is the root module that a plan or state came from, when it is not the directory that it lies in.
    With ``before``, a plan's estate is the one that it starts from, and with ``recorded`` the one that the state
    had before it was refreshed. ``standard_input`` is what ``-`` reads.
    ``live`` is how the paths that begin with ``live:`` are reached.
    """

    variables: tuple[tuple[str, str], ...] = ()
    environment: Mapping[str, str] = {}
    allow_paths: tuple[str, ...] = ()
    working_directory: str = "."
    source: str = ""
    before: bool = False
    standard_input: bytes | None = None
    live: LiveInputs = LiveInputs()
    recorded: bool = False


def selects(selector: str, id: str, name: str) -> bool:
    """Tell whether a selector (an id, a name, or the start of either) means the policy."""
    return bool(selector) and (id.startswith(selector.upper()) or name.startswith(selector))


class Waiver(Record):
    """An accepted finding: policy, address pattern, reason, owner and expiry (ISO date)."""

    policy: str
    address: str
    reason: str
    owner: str = ""
    expires: str | None = None


class AcceptedDrift(Record):
    """Drift that is expected: where, what, by whom, why, and until when (ISO date).

    ``address``, ``attribute`` and ``actor`` are patterns (``*`` is any text); an empty one fits all. ``record`` keeps
    the finding in the report, as information; without it, the finding is waived.
    """

    address: str
    reason: str
    attribute: str = ""
    actor: str = ""
    owner: str = ""
    expires: str | None = None
    record: bool = False


class Request(Record):
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
    accepted_drift: tuple[AcceptedDrift, ...] = ()


class RequestError(Exception):
    """What was asked for makes no sense or names a policy file that is wrong: exit code 2.

    ``problems`` has a line or more for each thing that is wrong.
    """

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
