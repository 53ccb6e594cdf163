"""Who calls and where, in which order of the many places that say it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ebaudit.model.request import LiveInputs
from ebaudit.readers.live.arns import is_role
from ebaudit.readers.live.environment import TRIPLES, clouds
from ebaudit.readers.live.identity import Identity, find, regions
from ebaudit.readers.live.profiles import ProfileError
from ebaudit.readers.live.roles import AssumedRole, Role
from tests.live_fakes import Script, good

PROFILES = {
    "current": "keys",
    "profiles": [
        {"name": "keys", "mode": "AK", "access_key_id": "FILE", "access_key_secret": "s", "region_id": "cn-file"},
        {"name": "token", "mode": "StsToken", "access_key_id": "STS", "access_key_secret": "s", "sts_token": "t"},
        {
            "name": "role",
            "mode": "RamRoleArn",
            "access_key_id": "BASE",
            "access_key_secret": "s",
            "ram_role_arn": "acs:ram::1:role/one",
            "ram_session_name": "me",
            "external_id": "x",
        },
        {
            "name": "chain",
            "mode": "ChainableRamRoleArn",
            "source_profile": "role",
            "ram_role_arn": "acs:ram::2:role/two",
        },
        {
            "name": "loop",
            "mode": "ChainableRamRoleArn",
            "source_profile": "loop",
            "ram_role_arn": "acs:ram::2:role/two",
        },
        {"name": "other", "mode": "CloudSSO", "region_id": "cn-sso"},
    ],
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / ".aliyun").mkdir()
    (tmp_path / ".aliyun" / "config.json").write_text(json.dumps(PROFILES), encoding="utf-8")
    return tmp_path


def identity(home: Path, environment: Mapping[str, str], **asked: Any) -> Identity:
    return find(LiveInputs(environment={"HOME": str(home), **environment}, **asked), lambda _provider: Script(_assumed))


def _assumed(_action: str, parameters: Mapping[str, str]) -> Any:
    found = {"AccessKeyId": f"STS.{parameters['RoleArn']}", "AccessKeySecret": "s", "SecurityToken": "t"}
    return good(None)._replace(body={"Credentials": {**found, "Expiration": "2999-01-01T00:00:00Z"}})


def key(*names: str) -> dict[str, str]:
    """Return the variables of these access keys: each has its own name as the key's id."""
    return {name: value for id, secret, _ in TRIPLES if id in names for name, value in ((id, id), (secret, "s"))}  # noqa: A001  short


IDS = [triple[0] for triple in TRIPLES]
PRECEDENCE: list[tuple[dict[str, str], dict[str, Any], str, str]] = [
    (key(*IDS), {}, IDS[0], IDS[0]),
    (key(*IDS[1:]), {}, IDS[1], IDS[1]),
    (key(*IDS[2:]), {}, IDS[2], IDS[2]),
    (key(*IDS[3:]), {}, IDS[3], IDS[3]),
    (key(*IDS), {"profile": "keys"}, "FILE", "the profile 'keys' in HOME/.aliyun/config.json"),
    ({**key(IDS[0]), "ALIBABA_CLOUD_PROFILE": "keys"}, {}, IDS[0], IDS[0]),
    ({"ALIBABA_CLOUD_PROFILE": "token"}, {}, "STS", "the profile 'token' in HOME/.aliyun/config.json"),
    ({"ALICLOUD_PROFILE": "token"}, {}, "STS", "the profile 'token' in HOME/.aliyun/config.json"),
    ({"ALIBABA_CLOUD_ACCESS_KEY_ID": "half", **key(IDS[3])}, {}, IDS[3], IDS[3]),
    ({"ALIBABA_CLOUD_ACCESS_KEY_ID": "", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "", **key(IDS[1])}, {}, IDS[1], IDS[1]),
]


@pytest.mark.parametrize("place", range(len(PRECEDENCE)))
def test_the_first_credentials_that_are_there_count(place: int, home: Path) -> None:
    environment, asked, used, origin = PRECEDENCE[place]
    found = identity(home, environment, **asked)
    assert found.provider.get_credentials().get_access_key_id() == used
    assert found.origin == origin.replace("HOME", str(home))
    assert found.roles == ()


def test_a_session_token_goes_with_its_key(home: Path) -> None:
    for name, _, token in TRIPLES:
        found = identity(home, {**key(name), token: "TOKEN"}).provider.get_credentials()
        assert (found.get_access_key_id(), found.get_security_token()) == (name, "TOKEN")


ONE, TWO = "acs:ram::1:role/one", "acs:ram::2:role/two"
ROLES: list[tuple[dict[str, str], dict[str, Any], tuple[Role, ...]]] = [
    (key(IDS[0]), {"roles": (ONE, TWO)}, (Role(ONE), Role(TWO))),
    ({**key(IDS[0]), "ALICLOUD_ASSUME_ROLE_ARN": ONE}, {}, (Role(ONE),)),
    ({**key(IDS[0]), "ALICLOUD_ASSUME_ROLE_ARN": ONE}, {"roles": (TWO,)}, (Role(TWO),)),
    (
        {**key(IDS[0]), "ALIBABA_CLOUD_ROLE_ARN": ONE, "ALIBABA_CLOUD_ROLE_SESSION_NAME": "ci"},
        {},
        (Role(ONE, "ci"),),
    ),
    ({**key(IDS[0]), "ALIBABA_CLOUD_ROLE_ARN": ONE, "ALIBABA_CLOUD_OIDC_TOKEN_FILE": "f"}, {}, ()),
    ({"ALIBABA_CLOUD_ROLE_ARN": ONE}, {"profile": "keys"}, ()),
    ({}, {"profile": "role"}, (Role(ONE, "me", "x"),)),
    ({}, {"profile": "chain"}, (Role(ONE, "me", "x"), Role(TWO))),
    ({}, {"profile": "chain", "roles": (ONE,)}, (Role(ONE, "me", "x"), Role(TWO), Role(ONE))),
]


@pytest.mark.parametrize("place", range(len(ROLES)))
def test_roles_are_assumed_each_with_the_one_before_it(place: int, home: Path) -> None:
    environment, asked, roles = ROLES[place]
    found = identity(home, environment, **asked)
    assert found.roles == roles
    if roles:
        assert found.provider.get_credentials().get_access_key_id() == f"STS.{roles[-1].arn}"


def test_a_role_is_assumed_once_until_it_ends(home: Path) -> None:
    script = Script(_assumed)
    provider = AssumedRole(Role(ONE), script)
    assert provider.get_credentials() is provider.get_credentials()
    assert script.asked == [
        ("AssumeRole", {"RoleArn": ONE, "RoleSessionName": "ebaudit", "DurationSeconds": "3600"}),
    ]


WRONG = {
    "none": "there is no profile 'none' in HOME/.aliyun/config.json; it has: keys, token, role, chain, loop, other",
    "loop": "the profile 'loop' in HOME/.aliyun/config.json leads back to itself",
}


@pytest.mark.parametrize("name", WRONG)
def test_a_profile_that_cannot_be_used_is_said(name: str, home: Path) -> None:
    with pytest.raises(ProfileError) as caught:
        identity(home, {}, profile=name)
    assert str(caught.value) == WRONG[name].replace("HOME", str(home))


def test_a_file_of_profiles_that_is_none_is_said(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="cannot be read: No such file or directory"):
        identity(tmp_path, {}, profile="x")
    (tmp_path / "p").write_text("{", encoding="utf-8")
    with pytest.raises(ProfileError, match="is not JSON"):
        identity(tmp_path, {"ALICLOUD_SHARED_CREDENTIALS_FILE": str(tmp_path / "p")}, profile="x")


NAMES = [
    "ALIBABA_CLOUD_REGION_ID",
    "ALIBABA_CLOUD_REGION",
    "ALICLOUD_REGION",
    "ALIBABACLOUD_REGION_ID",
    "ALICLOUD_REGION_ID",
]
REGIONS: list[tuple[dict[str, str], dict[str, Any], tuple[str, ...]]] = [
    *(({name: name for name in NAMES[place:]}, {}, (NAMES[place],)) for place in range(len(NAMES))),
    ({"ALIBABA_CLOUD_REGION": "cn-env"}, {"regions": ("b", "a", "b")}, ("b", "a")),
    ({"REGION": "cn-bare"}, {}, ("cn-file",)),
    ({}, {"declared_regions": ("cn-tf",)}, ("cn-file",)),
    ({}, {"profile": "other"}, ("cn-sso",)),
    ({}, {"profile": "token", "declared_regions": ("cn-tf", "cn-tf")}, ("cn-tf",)),
    ({"ALIBABA_CLOUD_IGNORE_PROFILE": "TRUE"}, {"declared_regions": ("cn-tf",)}, ("cn-tf",)),
    ({"ALIBABA_CLOUD_IGNORE_PROFILE": "TRUE"}, {}, ()),
]


@pytest.mark.parametrize("place", range(len(REGIONS)))
def test_the_first_region_that_is_named_counts(place: int, home: Path) -> None:
    environment, asked, found = REGIONS[place]
    assert regions(LiveInputs(environment={"HOME": str(home), **environment}, **asked)) == found


def test_only_the_clouds_variables_are_looked_at() -> None:
    given = {"ALICLOUD_REGION": "1", "ALIBABA_CLOUD_X": "2", "ALIBABACLOUD_Y": "3", "HOME": "4", "AWS_SECRET": "5"}
    assert sorted(clouds(given)) == ["ALIBABACLOUD_Y", "ALIBABA_CLOUD_X", "ALICLOUD_REGION", "HOME"]


def test_arns_of_roles() -> None:
    assert [is_role(arn) for arn in (ONE, "acs:ram::x:role/r", "acs:ram::1:user/u", "role", "")] == [True, *[False] * 4]
