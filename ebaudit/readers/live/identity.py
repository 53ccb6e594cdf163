"""Who calls: the first credentials that there are, and the roles that are assumed with them.

The order: a profile that was asked for; an access key in the environment; a profile, metadata role or credentials
URI that the environment names; what the official library finds by itself (OIDC, the current profile of the
``aliyun`` command, its own file, the metadata service). Then the roles, each with the one before it.
"""

from collections.abc import Callable, Mapping
from typing import Any

from ebaudit.model.record import Record
from ebaudit.model.request import LiveInputs
from ebaudit.readers.jsonparts import text
from ebaudit.readers.live import environment as env
from ebaudit.readers.live.calls import Calls
from ebaudit.readers.live.profiles import BY_ROLE, Profile, Profiles, chosen, usable
from ebaudit.readers.live.roles import SECONDS, SESSION, AssumedRole, Role, session_of

CallsOf = Callable[[Any], Calls]
"""Makes calls with the credentials of an official provider."""


class Identity(Record):
    """Credentials for the official client and where they are from, in words; the profile that they belong to.

    The last of ``roles`` is who calls, where there are any.
    """

    provider: Any
    origin: str
    profile: Profile | None = None
    roles: tuple[Role, ...] = ()


def find(live: LiveInputs, calls_of: CallsOf) -> Identity:
    """Return who calls. Raises ProfileError for a profile that cannot be used."""
    base = _base(live)
    arns = live.roles or env.roles(live.environment, with_key=base.origin in _variables())
    session = env.first(live.environment, env.SESSION_NAMES) or SESSION
    roles = (*base.roles, *(Role(arn, session) for arn in arns))
    provider = base.provider
    for role in roles:
        provider = AssumedRole(role, calls_of(provider))
    return base._replace(provider=provider, roles=roles)


def regions(live: LiveInputs) -> tuple[str, ...]:
    """Return the regions that are asked for, named by the environment, by the profile, or by the declaration."""
    if live.regions:
        return tuple(dict.fromkeys(live.regions))
    named = env.first(live.environment, env.REGIONS)
    if named:
        return (named,)
    profile = _profile(live) if usable(live.environment) else None
    if profile is not None and profile.region:
        return (profile.region,)
    return tuple(dict.fromkeys(live.declared_regions))


def _variables() -> frozenset[str]:
    return frozenset(triple[0] for triple in env.TRIPLES)


def _profile(live: LiveInputs) -> Profile | None:
    """Return the profile whose region counts. Raises ProfileError where one was asked for that is not there."""
    profiles = Profiles(live.environment)
    name = chosen(live.profile, live.environment)
    return profiles.named(name) if name else profiles.current()


def _base(live: LiveInputs) -> Identity:
    """Return the credentials before any role that was asked for is assumed."""
    environment = live.environment
    if live.profile:
        return _of_profile(Profiles(environment), live.profile)
    key = env.keys(environment)
    if key is not None:
        return Identity(_static(key.id, key.secret, key.token), key.variable)
    name = chosen("", environment)
    if name and usable(environment):
        return _of_profile(Profiles(environment), name)
    return _named(environment) or _found_by_library(environment)


def _of_profile(profiles: Profiles, name: str) -> Identity:
    """Return what a profile comes to; the roles that it assumes are ours to assume."""
    profile = profiles.named(name)
    chain = profiles.chain(profile)
    origin = f"the profile '{name}' in {profile.path}"
    roles = tuple(_role(each) for each in chain if each.mode in BY_ROLE)
    return Identity(_of_settings(chain[0]), origin, profile, roles)


def _role(profile: Profile) -> Role:
    settings = profile.settings
    seconds = settings.get("expired_seconds")
    return Role(
        text(settings.get("ram_role_arn")),
        session_of(settings),
        text(settings.get("external_id")),
        text(settings.get("policy")),
        seconds if isinstance(seconds, int) and seconds > SECONDS // 3 else SECONDS,
    )


def _of_settings(profile: Profile) -> Any:
    settings = profile.settings
    if profile.mode in {"AK", "StsToken", *BY_ROLE}:
        token = text(settings.get("sts_token")) if profile.mode == "StsToken" else ""
        return _static(text(settings.get("access_key_id")), text(settings.get("access_key_secret")), token)
    _prepare()
    from alibabacloud_credentials.provider import CLIProfileCredentialsProvider

    return CLIProfileCredentialsProvider(profile_name=profile.name, profile_file=profile.path)


def _named(environment: Mapping[str, str]) -> Identity | None:
    """Return the credentials that Terraform's names point to and the official library does not know."""
    uri = env.first(environment, env.URIS)
    role = env.first(environment, env.METADATA_ROLES)
    if not uri and not role:
        return None
    _prepare()
    from alibabacloud_credentials.provider import EcsRamRoleCredentialsProvider, URLCredentialsProvider

    if role:
        return Identity(EcsRamRoleCredentialsProvider(role_name=role), env.METADATA_ROLES[0])
    return Identity(URLCredentialsProvider(uri=uri), env.URIS[0])


def _found_by_library(environment: Mapping[str, str]) -> Identity:
    _prepare()
    from alibabacloud_credentials.provider import DefaultCredentialsProvider

    current = Profiles(environment).current() if usable(environment) else None
    if current is not None and current.mode in BY_ROLE and not environment.get(env.OIDC_TOKEN_FILE):
        return _of_profile(Profiles(environment), current.name)
    return Identity(DefaultCredentialsProvider(), "the official library's default chain", current)


def _static(id: str, secret: str, token: str) -> Any:
    _prepare()
    from alibabacloud_credentials.provider import StaticAKCredentialsProvider, StaticSTSCredentialsProvider

    if token:
        return StaticSTSCredentialsProvider(access_key_id=id, access_key_secret=secret, security_token=token)
    return StaticAKCredentialsProvider(access_key_id=id, access_key_secret=secret)


def _prepare() -> None:
    from ebaudit.readers.live.importing import prepare

    prepare()
