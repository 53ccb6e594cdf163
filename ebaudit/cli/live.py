"""How live accounts are reached: from options and environment."""

# ruff: noqa: PTH112  pathlib costs start-up time

import os
import re

from ebaudit.cli.args import Options
from ebaudit.cli.world import World
from ebaudit.model.request import LIVE, LiveInputs, RequestError
from ebaudit.readers.live.arns import is_role
from ebaudit.readers.live.environment import clouds

DIGEST_KEY = "EBAUDIT_SNAPSHOT_KEY"
"""The variable with the key that digests of secrets are made with; without one they last for a run."""
KEY_BYTES = 16
_REGION = re.compile(r"[a-z]{2}-[a-z0-9-]+")
_ENDPOINT = re.compile(r"(https?://)?(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+)(:\d{1,5})?/?")


def inputs(options: Options, world: World) -> LiveInputs:
    """Return how live accounts are reached. RequestError names everything that makes no sense of it."""
    problems = [
        *(
            f"--region '{region}' is not a region, such as cn-hangzhou"
            for region in _unlike(_REGION, _regions(options))
        ),
        *(
            f"--assume-role '{arn}' is not the ARN of a role, such as acs:ram::123456789012****:role/reader"
            for arn in options.roles
            if not is_role(arn)
        ),
        *(f"--endpoint '{url}' is not scheme://host:port" for url in _unlike(_ENDPOINT, [options.endpoint or ""])),
    ]
    record, replay = getattr(options, "record_calls", None) or "", getattr(options, "replay", None) or ""
    if record and replay:
        problems.append("--record and --replay exclude each other")
    if replay and not os.path.isdir(replay):
        problems.append(f"--replay '{replay}': no such directory")
    if problems:
        raise RequestError(tuple(problems))
    return LiveInputs(
        regions=tuple(options.regions),
        profile=options.profile or "",
        roles=tuple(options.roles),
        endpoint=options.endpoint or "",
        concurrency=options.concurrency,
        max_qps=options.max_qps,
        deadline=options.deadline,
        record=record,
        replay=replay,
        environment=clouds(world.environ),
        digest_key=world.environ.get(DIGEST_KEY, "").strip().encode("utf-8", "surrogateescape")
        or os.urandom(KEY_BYTES),
    )


def _regions(options: Options) -> list[str]:
    """Return the regions that the options and the paths name."""
    paths = [path.removeprefix(LIVE) for path in getattr(options, "paths", ()) if path.startswith(LIVE)]
    return [*options.regions, *filter(None, paths)]


def _unlike(pattern: re.Pattern[str], words: list[str]) -> list[str]:
    return [word for word in words if word and not pattern.fullmatch(word)]
