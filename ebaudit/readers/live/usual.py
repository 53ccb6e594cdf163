"""Rules as the service usually answers them, made into blocks without looking anything up.

An account has thousands of them and little else. What is spelled or typed in any other way is left to the general
translation, which gives the same for what is usual.
"""

from collections.abc import Mapping, Sequence

from ebaudit.model.resources import Attribute, Block
from ebaudit.model.value import Sensitive
from ebaudit.readers.jsonparts import Json

Names = tuple[tuple[str, str, bool], ...]
"""The service's name, Terraform's name, and whether the provider requires the argument."""
RULE: Names = (
    ("Description", "description", False),
    ("EventBusName", "event_bus_name", True),
    ("FilterPattern", "filter_pattern", True),
    ("RuleName", "rule_name", True),
    ("Status", "status", False),
)
TARGET: Names = (
    ("Endpoint", "endpoint", True),
    ("PushRetryStrategy", "push_retry_strategy", False),
    ("Id", "target_id", True),
    ("Type", "type", True),
)
PARAM: Names = (
    ("Form", "form", True),
    ("ResourceKey", "resource_key", True),
    ("Template", "template", False),
    ("Value", "value", False),
)
QUEUE: Names = (("Arn", "arn", False),)
OTHERS = (
    "ConcurrentConfig CreatedTimestamp DeadLetterQueue DetailMap ErrorsTolerance Network ParamList PushSelector "
    "RuleARN SecurityGroupId Targets VSwitchIds VpcId"
)
SERVER = frozenset(OTHERS.split())
"""Other members of what is usual."""


def rule_block(rule: Mapping[str, Json]) -> Block | None:
    """Return the block of a rule, ``None`` where something about it is unusual."""
    attributes = _attributes(rule, RULE)
    targets = [_target(target) for target in rule.get("Targets") or ()]
    if attributes is None or any(target is None for target in targets):
        return None
    made = tuple(target for target in targets if target is not None)
    return Block(attributes, {"targets": made} if made else {})


def _target(target: Json) -> Block | None:
    if not isinstance(target, dict):
        return None
    attributes = _attributes(target, TARGET)
    queue = target.get("DeadLetterQueue")
    params = target.get("ParamList")
    if attributes is None or not isinstance(queue, dict | None) or not isinstance(params, list | None):
        return None
    return _nested(attributes, queue, params or ())


def _nested(attributes: dict[str, Attribute], queue: Json, params: Sequence[Json]) -> Block | None:
    blocks: dict[str, tuple[Block, ...]] = {}
    if queue and any(queue.values()):
        arn = _attributes(queue, QUEUE)
        if arn is None:
            return None
        blocks["dead_letter_queue"] = (Block(arn, {}),)
    made = []
    for param in params:
        found = _attributes(param, PARAM) if isinstance(param, dict) else None
        if found is None:
            return None
        made.append(Block(found, {}))
    if made:
        blocks["param_list"] = tuple(made)
    return Block(attributes, blocks)


def _attributes(answer: Mapping[str, Json], names: Names) -> dict[str, Attribute] | None:
    made = {}
    seen = 0
    for theirs, ours, required in names:
        value = answer.get(theirs)
        if value is None:
            seen += theirs in answer
            continue
        seen += 1
        if value.__class__ is not str and value.__class__ is not Sensitive:
            return None
        if value or required:
            made[ours] = Attribute(value)
    if seen < len(answer) and not SERVER.issuperset(set(answer).difference(theirs for theirs, _, _ in names)):
        return None
    return made
