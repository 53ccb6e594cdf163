"""The engine: findings, undecideds, crashes and the ledger, over nouns and over facts."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pytest

from ebaudit.catalog import load
from ebaudit.model.diagnostic import LedgerEntry, Outcome
from ebaudit.model.estate import Estate
from ebaudit.model.finding import Certainty, Fact, Finding, Related, Severity, Undecided
from ebaudit.model.report import PolicyProblem
from ebaudit.model.value import Sensitive, Unknown
from ebaudit.policy.document import read_policy
from ebaudit.policy.engine import Evaluated, evaluate
from ebaudit.policy.policy import Policy
from ebaudit.policy.scopes import scopes
from tests.unit.policy.raws import estate, resource, span

CATALOG = load()[0]
SCOPES = scopes(CATALOG)
LATER = Unknown("known only after apply", ("data.x.y.id",))


class Table(NamedTuple):
    by_code: Mapping[str, Sequence[Fact]] = {}


def policy(**fields: str) -> Policy:
    texts = {"say": "said", **fields}
    lines = "\n".join(f"{'for' if name == 'noun' else name}: {text!r}" for name, text in texts.items())
    head = "id: XX101\nname: some-smell\nseverity: high\ncertainty: inferred\nsince: 0.1.0\nwhy: w\nfix: f\n"
    tail = "\nexamples: {pass: [x], fail: [{hcl: x, at: [y]}]}\n"
    made, problems = read_policy(head + lines + tail, "p.yaml", SCOPES)
    assert problems == ()
    assert made is not None
    return made


def judge(made: Policy, nouns: Estate, *facts: Fact) -> Evaluated:
    by_code: dict[str, list[Fact]] = {}
    for fact in facts:
        by_code.setdefault(fact.code, []).append(fact)
    return evaluate((made,), nouns, Table(by_code), CATALOG)


def finding(address: str, line: int, message: str = "said", **parts: Any) -> Finding:
    defaults = {"why": "w", "fix": "f", "root": "."}
    return Finding(
        "XX101", "some-smell", Severity.HIGH, Certainty.INFERRED, message, address, span(line), **{**defaults, **parts}
    )


RULE = "alicloud_event_bridge_rule.r"
TARGET = {"target_id": "t", "type": "acs.mns.queue", "endpoint": "e"}


def rule(**values: Any) -> Estate:
    return estate(resource("rule", "r", {"rule_name": "orders", "event_bus_name": "shop", **values}))


def test_a_true_condition_is_a_finding_at_the_header() -> None:
    found = judge(policy(noun="rule", deny="!has(rule.status)", say="'{rule.rule_name}' has none."), rule())
    assert found.findings == (finding(RULE, 1, "'orders' has none."),)
    assert found.ledger == (LedgerEntry("policy", "XX101", Outcome.EVALUATED),)


def test_at_points_to_an_argument_or_a_block() -> None:
    nouns = rule(targets=[{**TARGET, "dead_letter_queue": [{"arn": "a"}]}])
    assert judge(policy(noun="rule", deny="true", at="rule_name"), nouns).findings == (finding(RULE, 2),)
    assert judge(policy(noun="rule", deny="true", at="targets"), nouns).findings == (finding(RULE, 11),)
    address = f"{RULE}#targets[t]"
    assert judge(policy(noun="target", deny="true", at="type"), nouns).findings == (finding(address, 13),)
    assert judge(policy(noun="target", deny="true", at="dead_letter_queue"), nouns).findings == (finding(address, 21),)


def test_what_is_unknown_is_undecided_with_its_reason() -> None:
    found = judge(policy(noun="rule", deny="rule.status == 'DISABLE'", at="status"), rule(status=LATER))
    assert found.findings == ()
    assert found.undecideds == (
        Undecided("XX101", "some-smell", Severity.HIGH, RULE, LATER.reason, LATER.refs, span(4)),
    )


def test_a_false_when_ends_the_matter() -> None:
    made = policy(noun="rule", when="rule.rule_name == 'other'", deny="rule.status == 'DISABLE'")
    assert judge(made, rule(status=LATER)) == Evaluated(ledger=(LedgerEntry("policy", "XX101", Outcome.EVALUATED),))


def test_an_unknown_when_hides_the_failure_that_it_would_prevent() -> None:
    made = policy(noun="rule", when="rule.status == 'ENABLE'", deny="rule.description == ''")
    found = judge(made, rule(status=LATER))
    assert (found.findings, found.crashes, len(found.undecideds)) == ((), (), 1)


def test_a_failing_policy_is_named_and_others_go_on() -> None:
    good = policy(noun="rule", deny="true")
    bad = policy(noun="rule", deny="rule.status == ''")._replace(id="XX102")
    found = evaluate((bad, good), rule(), Table(), CATALOG)
    assert found.crashes == (PolicyProblem("XX102", RULE, "no such key: status", "p.yaml"),)
    assert found.findings == (finding(RULE, 1),)
    assert found.ledger == (
        LedgerEntry("policy", "XX102", Outcome.FAILED, "no such key: status"),
        LedgerEntry("policy", "XX101", Outcome.EVALUATED),
    )


def test_what_is_sensitive_is_judged_and_not_shown() -> None:
    made = policy(noun="rule", deny="rule.rule_name == 'orders'", say="{rule.rule_name}, {rule.event_bus_name}")
    assert judge(made, rule(rule_name=Sensitive("orders"))).findings == (finding(RULE, 1, "(sensitive), shop"),)


def test_a_message_names_what_is_not_set_or_not_known() -> None:
    made = policy(noun="rule", deny="true", say="{rule.status}|{rule.description}|{{}}|{size(rule.rule_name)}")
    assert judge(made, rule(status=LATER)).findings == (finding(RULE, 1, "(not known)|(not set)|{}|6"),)


def test_an_argument_of_the_wrong_type_is_undecided_not_a_crash() -> None:
    made = policy(noun="rule", deny="rule.description.startsWith('x')")
    found = judge(made, rule(description=("a",)))
    assert found.undecideds[0].reason == "the value of 'description' has the wrong type"
    assert judge(made, rule(description=5)).findings == ()


def test_params_are_known_by_name_unless_a_name_is_unknown() -> None:
    made = policy(noun="target", deny="!has(target.params.Body)")
    body = {"resource_key": "Body", "form": "ORIGINAL"}
    address = f"{RULE}#targets[t]"
    assert judge(made, rule(targets=[{**TARGET, "param_list": [body]}])).findings == ()
    assert judge(made, rule(targets=[{**TARGET, "param_list": []}])).findings == (finding(address, 11),)
    unsure = judge(made, rule(targets=[{**TARGET, "param_list": [{**body, "resource_key": LATER}]}]))
    assert [each.address for each in unsure.undecideds] == [address]


def test_blocks_of_unknown_number_leave_open_what_they_may_bring() -> None:
    nouns = estate(resource("rule", "r", {"targets": [TARGET]}, unknown={"targets": "for_each is not known"}))
    assert judge(policy(noun="rule", deny="size(rule.targets) > 0"), nouns).findings == (finding(RULE, 1),)
    unsure = judge(policy(noun="rule", deny="size(rule.targets) > 5"), nouns)
    assert unsure.undecideds[0].reason == "for_each is not known"


def test_a_rule_knows_its_bus_and_the_bus_its_rules() -> None:
    nouns = estate(
        resource("event_bus", "shop", {"event_bus_name": "shop"}, line=100),
        resource("rule", "r", {"event_bus_name": "shop"}),
        resource("rule", "s", {"event_bus_name": "other"}),
    )
    assert judge(policy(noun="rule", deny="!has(rule.bus)"), nouns).findings == (
        finding("alicloud_event_bridge_rule.s", 1),
    )
    assert judge(policy(noun="bus", deny="size(bus.rules) == 1"), nouns).findings == (
        finding("alicloud_event_bridge_event_bus.shop", 100),
    )


def test_every_noun_can_be_judged() -> None:
    nouns = estate(
        resource("event_bus", "a", {"event_bus_name": "a"}),
        resource("event_source_v2", "a", {"event_source_name": "a", "source_sls_parameters": [{"project": "p"}]}),
        resource("connection", "a", {"connection_name": "c"}),
        resource("api_destination", "a", {"connection_name": "c"}),
        resource("service_linked_role", "a", {"product_name": "x"}),
        resource("rule", "a", {"targets": [{**TARGET, "param_list": [{"resource_key": "Body"}]}]}),
    )
    conditions = {
        "bus": "bus.event_bus_name == 'a'",
        "event_source": "event_source.kind == 'source_sls_parameters' && event_source.version == 2",
        "connection": "connection.connection_name == 'c'",
        "api_destination": "api_destination.connection.connection_name == 'c'",
        "role": "role.product_name == 'x'",
        "param": "param.resource_key == 'Body' && param.target.rule.address.endsWith('rule.a')",
        "resource": "resource.resource_type == 'alicloud_event_bridge_connection'",
        "estate": "estate.reader == 'test' && size(estate.rules) == 1 && quotas.targets_per_rule == 5",
    }
    found = {noun: judge(policy(noun=noun, deny=deny), nouns) for noun, deny in conditions.items()}
    prefix = "alicloud_event_bridge_"
    assert {noun: [each.address for each in result.findings] for noun, result in found.items()} == {
        "bus": [prefix + "event_bus.a"],
        "event_source": [prefix + "event_source_v2.a"],
        "connection": [prefix + "connection.a"],
        "api_destination": [prefix + "api_destination.a"],
        "role": [prefix + "service_linked_role.a"],
        "param": [prefix + "rule.a#targets[t].param_list[Body]"],
        "resource": [prefix + "connection.a"],
        "estate": ["estate"],
    }


FACT = Fact("some-fact", f"{RULE}#targets[t]", "k", {"message": "It is so.", "size": 3}, span(7))


def test_a_fact_is_a_finding_with_all_that_it_brings() -> None:
    fact = FACT._replace(related=(Related("here", span(8)),), evidence={"event": {}}, certainty=Certainty.OBSERVED)
    found = judge(policy(fact="some-fact", say="{fact.message}"), rule(targets=[TARGET]), fact)
    wanted = finding(FACT.address, 7, "It is so.", related=fact.related, evidence=fact.evidence, key="k")
    assert found.findings == (wanted._replace(certainty=Certainty.OBSERVED),)


def test_a_fact_without_a_place_is_at_its_noun() -> None:
    found = judge(policy(fact="some-fact", noun="target"), rule(targets=[TARGET]), FACT._replace(span=None))
    assert found.findings == (finding(FACT.address, 11, key="k"),)


def test_an_open_fact_is_undecided() -> None:
    found = judge(policy(fact="some-fact"), rule(targets=[TARGET]), FACT._replace(undecided=LATER))
    assert found.findings == ()
    assert found.undecideds == (
        Undecided("XX101", "some-smell", Severity.HIGH, FACT.address, LATER.reason, LATER.refs, span(7)),
    )


@pytest.mark.parametrize(("when", "count"), [("fact.size > 2", 1), ("fact.size > 3", 0), ("target.type == 'x'", 0)])
def test_when_narrows_facts_and_sees_their_noun(when: str, count: int) -> None:
    found = judge(policy(fact="some-fact", noun="target", when=when), rule(targets=[TARGET]), FACT)
    assert len(found.findings) == count


def test_a_fact_inside_a_param_belongs_to_its_target() -> None:
    inner = FACT._replace(address=f"{RULE}#targets[t].param_list[Body]")
    found = judge(
        policy(fact="some-fact", noun="target", when="target.target_id == 't'"), rule(targets=[TARGET]), inner
    )
    assert [each.address for each in found.findings] == [inner.address]


def test_at_leads_into_blocks_and_parameters_as_far_as_they_are_there() -> None:
    body = {"resource_key": "Body", "form": "CONSTANT", "value": "x"}
    nouns = rule(targets=[{**TARGET, "dead_letter_queue": [{"arn": "a"}], "param_list": [body]}])
    address = f"{RULE}#targets[t]"
    wanted = {
        "dead_letter_queue.arn": 22,
        "params.Body": 21,
        "params.Body.value": 24,
        "params.Body.template": 21,
        "params.Other.value": 11,
    }
    found = {at: judge(policy(noun="target", deny="true", at=at), nouns).findings for at in wanted}
    assert found == {at: (finding(address, line),) for at, line in wanted.items()}


def test_a_hint_is_given_when_all_that_it_names_is_there() -> None:
    made = policy(fact="some-fact", hint="Did you mean '{fact.suggestion}'?")
    nouns = rule(targets=[TARGET])

    def hints(**data: Any) -> list[str]:
        fact = FACT._replace(data={**FACT.data, **data})
        return [each.hint for each in judge(made, nouns, fact).findings]

    assert hints(suggestion="this") == ["Did you mean 'this'?"]
    assert hints() == hints(suggestion="") == hints(suggestion=Sensitive("x")) == hints(suggestion=LATER) == [""]


def test_a_required_argument_that_is_not_set_decides_nothing() -> None:
    nouns = estate(resource("rule", "r", {"targets": [{"endpoint": "e"}]}))
    assert judge(policy(noun="target", deny="target.type == 'x'"), nouns)[:3] == ((), (), ())
    found = judge(policy(noun="target", deny="!has(target.type)", say="{target.type}"), nouns)
    assert found.findings == (finding(f"{RULE}#targets[0]", 11, "(not set)"),)


def test_keys_of_for_each_may_hold_any_character() -> None:
    nouns = estate(resource("rule", 'r["a#b.c"]', {"targets": [TARGET]}))
    address = 'alicloud_event_bridge_rule.r["a#b.c"]#targets[t].param_list[x.y#z]'
    fact = FACT._replace(address=address, span=None)
    assert judge(policy(fact="some-fact"), nouns, fact).findings == (finding(address, 1, key="k"),)
    assert judge(policy(fact="some-fact", noun="target"), nouns, fact).findings == (finding(address, 11, key="k"),)
