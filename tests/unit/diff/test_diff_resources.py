from pathlib import Path

import pytest

from ebaudit.diff.rules import BRIEFLY_LIVE, MAY_GAP, UNSET_STATUS
from ebaudit.differences.gaps import ADDED_ADVICE, NAME_ADVICE, ORDER_ADVICE, REMOVED_ADVICE
from ebaudit.model.change import ArgumentChange, Folded, PatternKind, Presence
from tests.unit.diff.estates import compared, only, rule, target, types

X = types("x")
Q, R = target("q"), target("r")
LIST = "any change to which targets there are replaces the rule"
RULE = "alicloud_event_bridge_rule.a"


@pytest.mark.parametrize(
    ("before", "after", "why", "advice"),
    [
        ((Q,), (Q, R), f"the list of targets adds r: {LIST}", ADDED_ADVICE),
        ((Q,), (R, Q), f"the list of targets adds r: {LIST}", ADDED_ADVICE),
        ((Q, R), (R,), f"the list of targets removes q: {LIST}", REMOVED_ADVICE),
        ((Q,), (R,), f"the list of targets adds r and removes q: {LIST}", REMOVED_ADVICE),
        ((Q, R), (R, Q), "the list of targets changes its order", ORDER_ADVICE),
    ],
)
def test_a_change_of_the_list_of_targets_is_a_gap(
    before: tuple[str, ...], after: tuple[str, ...], why: str, advice: str, tmp_path: Path
) -> None:
    gap = only(compared(tmp_path, rule("a", X, *before), rule("a", X, *after))).gap
    assert gap is not None
    assert (gap.why, gap.advice) == ((why,), advice)


def test_a_new_name_or_bus_is_a_gap(tmp_path: Path) -> None:
    after = rule("c", X, Q, bus='"default"', label="a")
    change = only(compared(tmp_path, rule("a", X, Q), after))
    assert change.gap is not None
    assert change.gap.why == (
        "event_bus_name changes, and cannot be changed in place",
        "rule_name changes, and cannot be changed in place",
    )
    assert change.gap.advice == NAME_ADVICE


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (rule("a", X, Q), rule("a", types("y"), Q)),
        (rule("a", X, Q), rule("a", X, Q, status='"DISABLE"')),
        (rule("a", X, Q), rule("a", X, target("q", endpoint='"acs:mns:cn-hangzhou:1:queues/else"'))),
    ],
)
def test_what_is_changed_in_place_is_no_gap(before: str, after: str, tmp_path: Path) -> None:
    assert only(compared(tmp_path, before, after)).gap is None


@pytest.mark.parametrize(
    ("before", "after", "notes"),
    [
        ("", rule("a", X, Q, status='"DISABLE"'), (BRIEFLY_LIVE,)),
        ("", rule("a", X, Q), ()),
        (rule("a", X, Q, status='"DISABLE"'), rule("a", X, Q, R, status='"DISABLE"'), (BRIEFLY_LIVE,)),
        (rule("a", X, Q, status='"DISABLE"'), rule("a", X, Q, status=""), (UNSET_STATUS,)),
        (rule("a", X, Q), rule("a", X, Q.replace('"q"', "var.text")), (MAY_GAP,)),
        (
            rule("a", X, Q),
            rule("a", X, Q, label="elsewhere"),
            (
                f"Its address was {RULE}. Without a 'moved' block Terraform deletes it there and creates it here, "
                "which loses events in between, or fails because the name is taken.",
            ),
        ),
    ],
)
def test_notes(before: str, after: str, notes: tuple[str, ...], tmp_path: Path) -> None:
    assert only(compared(tmp_path, before, after)).notes == notes


@pytest.mark.parametrize(
    ("before", "after", "kind", "lost", "gained"),
    [
        (X, types("x", "y"), PatternKind.WIDER, False, True),
        (types("x", "y"), X, PatternKind.NARROWER, True, False),
        (types("x", "y"), types("x", "z"), PatternKind.MOVED, True, True),
        (X, types("y"), PatternKind.UNRELATED, True, True),
        (
            'jsonencode({ type = [{ prefix = "a" }, "ab"] })',
            'jsonencode({ type = [{ prefix = "a" }] })',
            PatternKind.EQUIVALENT,
            False,
            False,
        ),
        (X, "var.text", PatternKind.UNDECIDED, False, False),
        (X, "jsonencode({ type = [var.text] })", PatternKind.UNDECIDED, False, False),
    ],
)
def test_how_a_pattern_changes(
    before: str, after: str, kind: PatternKind, lost: bool, gained: bool, tmp_path: Path
) -> None:
    change = only(compared(tmp_path, rule("a", before, Q), rule("a", after, Q))).pattern
    assert change is not None
    assert (change.kind, change.lost is not None, change.gained is not None) == (kind, lost, gained)
    assert bool(change.why) is (kind is PatternKind.UNDECIDED)


QUEUE = '    dead_letter_queue {\n      arn = "acs:mns:cn-hangzhou:1:/queues/%s"\n    }\n'
AT = "targets[q].dead_letter_queue"
ARN = "acs:mns:cn-hangzhou:1:/queues/"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            "",
            QUEUE % "d",
            ArgumentChange(AT, None, f"{ARN}d", "what the target does not take is kept from now on; it was lost"),
        ),
        (
            QUEUE % "d",
            "",
            ArgumentChange(AT, f"{ARN}d", None, "what the target does not take is lost from now on; it was kept"),
        ),
        (
            QUEUE % "d",
            QUEUE % "e",
            ArgumentChange(AT, f"{ARN}d", f"{ARN}e", "what the target does not take is kept elsewhere"),
        ),
        (
            "",
            '    push_retry_strategy = "EXPONENTIAL_DECAY_RETRY"\n',
            ArgumentChange(
                "targets[q].push_retry_strategy",
                None,
                "EXPONENTIAL_DECAY_RETRY",
                "failed deliveries are repeated for a day, not for a minute",
            ),
        ),
    ],
)
def test_what_happens_to_failed_deliveries(before: str, after: str, expected: ArgumentChange, tmp_path: Path) -> None:
    pair = compared(tmp_path, rule("a", X, target("q", more=before)), rule("a", X, target("q", more=after)))
    assert only(pair).arguments == (expected,)


def param(key: str, form: str, value: str, template: str = "") -> str:
    more = f"\n      template = {template}" if template else ""
    return (
        f'    param_list {{\n      resource_key = "{key}"\n      form = "{form}"\n      value = {value}{more}\n    }}\n'
    )


def test_a_transform_is_shown_on_an_event_with_what_it_reads(tmp_path: Path) -> None:
    before = param("Body", "TEMPLATE", 'jsonencode({ n = "$.data.order.id" })', '"order $${n}"')
    after = param("Body", "JSONPATH", '"$.data.order"')
    pair = compared(tmp_path, rule("a", X, target("q", more=before)), rule("a", X, target("q", more=after)))
    sample = only(pair).samples[0]
    assert (sample.path, sample.before, sample.after) == (
        "targets[q].param_list[Body]",
        "order some id",
        '{"id":"some id"}',
    )


@pytest.mark.parametrize(
    ("before", "after", "rule_name"),
    [
        (param("IsBase64Encode", "CONSTANT", '"false"'), "", "added target.param_list"),
        (
            param("queue", "CONSTANT", '"q"') + param("Body", "JSONPATH", '"$.data"'),
            param("Body", "JSONPATH", '"$.data"') + param("queue", "CONSTANT", '"q"'),
            "parameter-order",
        ),
        (param("Body", "ORIGINAL", '""'), param("Body", "ORIGINAL", "null"), "empty-is-absent param.value"),
        (
            param("Body", "TEMPLATE", '"{\\"a\\": \\"$.id\\"}"', '"x"'),
            param("Body", "TEMPLATE", 'jsonencode({ a = "$.id" })', '"x"'),
            "json-spelling",
        ),
    ],
)
def test_folded_parameters(before: str, after: str, rule_name: str, tmp_path: Path) -> None:
    pair = compared(tmp_path, rule("a", X, target("q", more=before)), rule("a", X, target("q", more=after)))
    assert (pair.resources, [fold.rule for fold in pair.folded]) == ((), [rule_name])


def test_secret_parameters_are_not_shown(tmp_path: Path) -> None:
    sides = [
        rule("a", X, target("t", "acs.dingtalk", param("SecretKey", "CONSTANT", value), '"https://example.com/x"'))
        for value in ('"SECone00000"', '"SECtwo00000"', "var.key")
    ]
    for before, after in ((sides[0], sides[1]), (sides[1], sides[2])):
        change = only(compared(tmp_path, before, after))
        hidden = ArgumentChange(
            "targets[t].param_list[SecretKey].value", "(sensitive)", "(sensitive)", "the secret changes"
        )
        assert (change.arguments, change.samples) == ((hidden,), ())


CONNECTION = """
resource "alicloud_event_bridge_connection" "c" {
  connection_name = "%s"
  description     = "%s"
  network_parameters {
    network_type = "PublicNetwork"
  }
  auth_parameters {
    authorization_type = "BASIC_AUTH"
    basic_auth_parameters {
      username = "u"
      password = "%s"
    }
  }
}
"""


def test_other_resources(tmp_path: Path) -> None:
    pair = compared(tmp_path, CONNECTION % ("c", "d", "one-secret"), CONNECTION % ("c", "", "other-secret"))
    change = only(pair)
    assert change.presence is Presence.CHANGED
    assert change.gap is None
    assert change.arguments == (
        ArgumentChange("description", "d", ""),
        ArgumentChange(
            "auth_parameters.basic_auth_parameters.password", "(sensitive)", "(sensitive)", "the secret changes"
        ),
    )
    renamed = only(compared(tmp_path, CONNECTION % ("c", "d", "s"), CONNECTION % ("e", "d", "s")))
    assert renamed.gap is not None
    assert renamed.gap.why == ("connection_name changes, and cannot be changed in place",)


def test_what_is_unknown_and_written_alike_is_folded(tmp_path: Path) -> None:
    text = rule("a", X, target("q", endpoint="var.text"))
    pair = compared(tmp_path, text, text)
    assert (pair.resources, pair.deliveries) == ((), ())
    assert pair.folded == (Folded("unknown-alike", f"{RULE}#targets[q].endpoint"),)
    pair = compared(tmp_path, text, rule("a", X, target("q", endpoint="var.other")))
    assert [change.path for change in only(pair).arguments] == ["targets[q].endpoint"]


def test_an_id_with_its_name_before_it_and_what_is_cut_off_fold(tmp_path: Path) -> None:
    params = """
    param_list {{
      resource_key = "VpcId"
      form         = "CONSTANT"
      value        = "{}"
    }}
"""
    sides = [rule("a", X, target("q", more=params.format(value))) for value in ("vpc-1", "orders/vpc-1")]
    pair = compared(tmp_path / "1", *sides)
    assert (pair.resources, [fold.rule for fold in pair.folded]) == ((), ["name-prefix param.VpcId"])
    source = """
resource "alicloud_event_bridge_event_source" "s" {{
  event_bus_name    = "b"
  event_source_name = "{}"
}}
"""
    long = "s" * 127
    pair = compared(tmp_path / "2", source.format(f"{long}x"), source.format(f"{long}y"))
    assert [fold.rule for fold in pair.folded] == ["truncated event_source.event_source_name"]
