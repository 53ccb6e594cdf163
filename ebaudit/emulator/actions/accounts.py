"""Identity: STS AssumeRole and GetCallerIdentity, the resource directory's accounts, and the account's type."""

import re
from datetime import UTC, datetime

from ebaudit.emulator.call import Call
from ebaudit.emulator.cell import Plain
from ebaudit.emulator.documents import whole
from ebaudit.emulator.errors import ApiError

ROLE = re.compile(r"acs:ram::(\d+):role/([A-Za-z0-9._-]+)$")
SHORTEST, LONGEST, USUAL = 900, 43200, 3600
"""Bounds and default of DurationSeconds."""


def identity(call: Call) -> Plain:
    """Tell who calls (STS GetCallerIdentity)."""
    caller = call.identity
    assumed = caller.type == "assumed-role"
    answer = {
        "AccountId": caller.account,
        "Arn": caller.arn,
        "IdentityType": "AssumedRoleUser" if assumed else "Account",
        "PrincipalId": caller.principal,
        "UserId": caller.principal,
    }
    return {**answer, "RoleId": caller.role} if assumed else answer


def assume(call: Call) -> Plain:
    """Give out temporary keys of a role (STS AssumeRole)."""
    found = ROLE.match(call.text("RoleArn"))
    if found is None:
        raise ApiError(400, "InvalidParameter.RoleArn", "The parameter RoleArn is wrongly formed.")
    account, role = found.groups()
    allowed = call.emulator.settings.roles
    if allowed is not None and found[0] not in allowed:
        raise ApiError(
            403, "NoPermission", "You are not authorized to do this action. You should be authorized by RAM."
        )
    session = call.text("RoleSessionName")
    seconds = whole(call.optional("DurationSeconds") or str(USUAL))
    if seconds is None or not SHORTEST <= seconds <= LONGEST:
        raise ApiError(400, "InvalidParameter.DurationSeconds", f"DurationSeconds is {SHORTEST} to {LONGEST}.")
    expires = call.now + seconds
    made = call.emulator.identities.assume(account, role, session, expires)
    return {
        "AssumedRoleUser": {"Arn": f"acs:ram::{account}:role/{role}/{session}", "AssumedRoleId": made.principal},
        "Credentials": {
            "AccessKeyId": made.access_key,
            "AccessKeySecret": made.secret,
            "SecurityToken": made.token,
            "Expiration": instant(expires),
        },
    }


def accounts(call: Call) -> Plain:
    """Return a page of the directory's accounts (ResourceManager ListAccounts)."""
    names = sorted(call.emulator.cells)
    number, size = max(1, call.number("PageNumber", 1)), max(1, min(call.number("PageSize", 10), 100))
    found = [
        {"AccountId": name, "DisplayName": name, "Status": "CreateSuccess", "Type": "CloudAccount"}
        for name in names[(number - 1) * size : number * size]
    ]
    return {"PageNumber": number, "PageSize": size, "TotalCount": len(names), "Accounts": {"Account": found}}


def instances(call: Call) -> Plain:
    """Answer that the account has no instances (BssOpenApi), from which the provider learns the account's site."""
    return {"HostName": call.host, "InstanceList": [], "PageNum": 1, "PageSize": 20, "TotalCount": 0}


def instant(seconds: float) -> str:
    """Write an instant as the APIs do."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
