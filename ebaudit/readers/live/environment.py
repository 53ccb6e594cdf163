"""The names under which people keep credentials and regions in the environment, and in which order they count.

Sources: the credentials library of the official client; the Terraform provider's documentation,
https://registry.terraform.io/providers/aliyun/alicloud/latest/docs#environment-variables; the ``aliyun`` command,
https://www.alibabacloud.com/help/en/cli/configure-credentials.
"""

from collections.abc import Mapping, Sequence

from ebaudit.model.record import Record

PREFIXES = ("ALIBABA_CLOUD_", "ALICLOUD_", "ALIBABACLOUD_")
"""What the cloud's variables begin with."""
HOMES = ("HOME", "HOMEPATH")

TRIPLES = (
    ("ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "ALIBABA_CLOUD_SECURITY_TOKEN"),
    ("ALICLOUD_ACCESS_KEY", "ALICLOUD_SECRET_KEY", "ALICLOUD_SECURITY_TOKEN"),
    ("ALICLOUD_ACCESS_KEY_ID", "ALICLOUD_ACCESS_KEY_SECRET", "ALICLOUD_SECURITY_TOKEN"),
    ("ALIBABACLOUD_ACCESS_KEY_ID", "ALIBABACLOUD_ACCESS_KEY_SECRET", "ALIBABACLOUD_SECURITY_TOKEN"),
)
"""Key id, key secret and session token."""
REGIONS = (
    "ALIBABA_CLOUD_REGION_ID",
    "ALIBABA_CLOUD_REGION",
    "ALICLOUD_REGION",
    "ALIBABACLOUD_REGION_ID",
    "ALICLOUD_REGION_ID",
)
PROFILES = ("ALIBABA_CLOUD_PROFILE", "ALICLOUD_PROFILE")
FILES = ("ALICLOUD_SHARED_CREDENTIALS_FILE", "ALIBABA_CLOUD_CREDENTIALS_FILE")
METADATA_ROLES = ("ALICLOUD_ECS_ROLE_NAME",)
URIS = ("ALICLOUD_CREDENTIALS_URI",)
ASSUMED = "ALICLOUD_ASSUME_ROLE_ARN"
ASSUMED_OR_OIDC = "ALIBABA_CLOUD_ROLE_ARN"
"""For OIDC the role of the token; beside an access key, as for Terraform, a role to assume."""
SESSION_NAMES = ("ALICLOUD_ASSUME_ROLE_SESSION_NAME", "ALIBABA_CLOUD_ROLE_SESSION_NAME")
OIDC_TOKEN_FILE = "ALIBABA_CLOUD_OIDC_TOKEN_FILE"  # noqa: S105  the name of a variable
OFF = ("ALIBABA_CLOUD_IGNORE_PROFILE", "ALIBABA_CLOUD_CLI_PROFILE_DISABLED")


class Keys(Record):
    """An access key, with the session token of a temporary one, and the name of the variable that it is from."""

    id: str
    secret: str
    token: str
    variable: str

    def __repr__(self) -> str:
        """Never show the secrets."""
        return f"Keys({self.id!r}, {self.variable!r})"


def clouds(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the part of an environment that is about the cloud's identities and regions."""
    return {name: value for name, value in environment.items() if name.startswith(PREFIXES) or name in HOMES}


def first(environment: Mapping[str, str], names: Sequence[str]) -> str:
    """Return the first of these variables that is set to something, and the empty text when none is."""
    return next((environment[name] for name in names if environment.get(name)), "")


def keys(environment: Mapping[str, str]) -> Keys | None:
    """Return the first access key that is there whole."""
    for name, secret, token in TRIPLES:
        if environment.get(name) and environment.get(secret):
            return Keys(environment[name], environment[secret], environment.get(token, ""), name)
    return None


def roles(environment: Mapping[str, str], *, with_key: bool) -> tuple[str, ...]:
    """Return the roles that the environment says to assume."""
    named = environment.get(ASSUMED, "")
    if not named and with_key and not environment.get(OIDC_TOKEN_FILE):
        named = environment.get(ASSUMED_OR_OIDC, "")
    return (named,) if named else ()


def is_on(environment: Mapping[str, str], names: Sequence[str]) -> bool:
    """Tell whether one of these variables says yes."""
    return any(environment.get(name, "").lower() in {"true", "1"} for name in names)
