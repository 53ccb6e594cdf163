"""The least policies that reading takes, one for each identity on the way.

Source of the form: https://www.alibabacloud.com/help/en/ram/policy-structure-and-syntax
"""

from collections.abc import Mapping, Sequence
from typing import Any

from ebaudit.readers.live.actions import ASSUME_ROLE, LOOKUP_EVENTS, READS, Action

Policy = Mapping[str, Any]


def policies(roles: Sequence[str], *, trail: bool) -> Mapping[str, Policy]:
    """Return the policy of each identity: of whoever calls first (the empty name), then of each role in turn.

    STS GetCallerIdentity takes no permission.
    """
    names = ("", *roles)
    found = {}
    for place, name in enumerate(names):
        if place + 1 < len(names):
            found[name] = _policy([_statement([ASSUME_ROLE], names[place + 1])])
        else:
            found[name] = _policy([_statement(READS), *([_statement([LOOKUP_EVENTS])] if trail else [])])
    return found


def _policy(statements: list[Mapping[str, Any]]) -> Policy:
    return {"Version": "1", "Statement": statements}


def _statement(actions: Sequence[Action], resource: str = "*") -> Mapping[str, Any]:
    return {"Effect": "Allow", "Action": sorted(action.permission for action in actions), "Resource": resource}
