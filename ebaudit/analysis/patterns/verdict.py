"""One condition against one scalar of an event, in every reading that the sources allow."""

from ebaudit.analysis.patterns.addresses import parse_block, parse_ipv4, parse_ipv6
from ebaudit.analysis.patterns.certainty import strongest, weakest
from ebaudit.analysis.patterns.numbers import TOLERANCE_DIGITS, is_settled, number_value, printed
from ebaudit.analysis.patterns.pattern import (
    ALL_OF,
    ANYTHING_BUT,
    CIDR,
    CONTAINS,
    EQUALS,
    EXISTS,
    NUMERIC,
    PREFIX,
    UNKNOWN,
    Comparison,
    Condition,
    Scalar,
)
from ebaudit.jsontext import JsonNode
from ebaudit.model.finding import Certainty
from ebaudit.model.record import Record

NUMBER_SPELLING = "whether numbers are compared by their spelling, by how the engine prints them, or by value"
BLOCK_EDGES = "whether a block holds its network and broadcast addresses"
OPERATOR_MAP = "whether an object with several operators is refused, or all of them must hold"
KEY_AS_PATH = "whether a name with dots, brackets or an asterisk is read as a path or as one name"


class Verdict(Record):
    """An answer in every reading.

    ``holds`` is the open-source engine's, None when it is unknown; ``yes`` and ``no`` are whether any
    reading says so; ``note`` names the disagreement when both are possible.
    """

    holds: bool | None
    yes: bool
    no: bool
    certainty: Certainty = Certainty.DOCUMENTED
    note: str = ""


def settled(holds: bool, certainty: Certainty = Certainty.DOCUMENTED) -> Verdict:
    """Make an answer on which all readings agree."""
    return Verdict(holds, holds, not holds, certainty)


UNDECIDED = Verdict(None, yes=True, no=True, certainty=Certainty.DOCUMENTED)
NO = settled(False)


def any_of(verdicts: list[Verdict]) -> Verdict:
    """Combine by OR."""
    return invert(all_of([invert(verdict) for verdict in verdicts]))


def all_of(verdicts: list[Verdict]) -> Verdict:
    """Combine by AND: one sure no decides, otherwise all have a say in how certain the answer is."""
    if any(verdict.holds is False for verdict in verdicts):
        holds: bool | None = False
        deciding = [verdict for verdict in verdicts if verdict.holds is False]
        sure = [verdict.certainty for verdict in deciding if not verdict.yes]
        certainty = strongest(sure) if sure else weakest([verdict.certainty for verdict in deciding])
    else:
        holds = None if any(verdict.holds is None for verdict in verdicts) else True
        certainty = weakest([verdict.certainty for verdict in verdicts])
    yes = all(verdict.yes for verdict in verdicts)
    no = any(verdict.no for verdict in verdicts)
    note = next((verdict.note for verdict in verdicts if verdict.note), "") if yes and no else ""
    return Verdict(holds, yes, no, certainty, note)


def invert(verdict: Verdict) -> Verdict:
    """Combine by NOT."""
    holds = None if verdict.holds is None else not verdict.holds
    return Verdict(holds, verdict.no, verdict.yes, verdict.certainty, verdict.note)


def judge(condition: Condition, node: JsonNode, *, attribute: bool) -> Verdict:
    """Judge one scalar (string, number, bool or null) of an event."""
    operator = condition.operator
    if operator == UNKNOWN:
        return UNDECIDED
    if operator == EQUALS:
        return _equals(condition.scalars[0], node, attribute=attribute)
    if operator == ANYTHING_BUT:
        return _anything_but(condition, node, attribute=attribute)
    if operator == NUMERIC:
        return _numeric(condition.comparisons, node)
    if operator == CIDR:
        return _cidr(condition.text, node)
    if operator == EXISTS:
        sure = Certainty.MODELLED if attribute or node.kind == "null" else Certainty.DOCUMENTED
        return settled(condition.flag, sure)
    if operator == ALL_OF:
        return _several(condition, node, attribute=attribute)
    return _text(operator, condition.text, node)


def _several(condition: Condition, node: JsonNode, *, attribute: bool) -> Verdict:
    found = all_of([judge(part, node, attribute=attribute) for part in condition.parts])
    if found.holds is False:
        return found
    return found._replace(no=True, certainty=Certainty.INFERRED, note=OPERATOR_MAP)


def _text(operator: str, text: str, node: JsonNode) -> Verdict:
    if node.kind != "string":
        return settled(False, Certainty.INFERRED if operator == CONTAINS else Certainty.MODELLED)
    value = str(node.value)
    if operator == PREFIX:
        return settled(value.startswith(text))
    return settled(text in value if operator == CONTAINS else value.endswith(text))


def _anything_but(condition: Condition, node: JsonNode, *, attribute: bool) -> Verdict:
    if not condition.inner:
        return invert(any_of([_equals(scalar, node, attribute=attribute) for scalar in condition.scalars]))
    found = invert(_text(condition.inner, condition.text, node))
    return found if condition.inner == PREFIX else found._replace(certainty=Certainty.MODELLED)


def _equals(scalar: Scalar, node: JsonNode, *, attribute: bool) -> Verdict:
    if scalar.kind == "null" or node.kind == "null":
        return settled(scalar.kind == node.kind)
    if node.kind == "string":
        certainty = Certainty.DOCUMENTED if scalar.kind == "string" else Certainty.MODELLED
        return settled(scalar.text == node.value, certainty)
    text = node.text if attribute or node.kind == "bool" else printed(node.text)
    if scalar.kind == node.kind == "number":
        return _numbers_equal(scalar.text, node.text, text)
    same = scalar.text == text
    return settled(same, Certainty.DOCUMENTED if scalar.kind == node.kind == "bool" else Certainty.MODELLED)


def _numbers_equal(wanted: str, spelled: str, text: str) -> Verdict:
    """Compare two numbers in three readings: as printed, as spelled, and by value."""
    holds = wanted == text
    others = {wanted == spelled, number_value(wanted) == number_value(spelled)}
    if not is_settled(spelled):
        others.add(wanted == spelled)
    if others == {holds}:
        return settled(holds)
    return Verdict(holds, holds or True in others, not holds or False in others, Certainty.MODELLED, NUMBER_SPELLING)


def _numeric(comparisons: tuple[Comparison, ...], node: JsonNode) -> Verdict:
    if node.kind != "number":
        return settled(False, Certainty.MODELLED)
    value = number_value(node.text)
    modelled = any(half.operator in (">=", "!=") for half in comparisons)
    holds = True
    for operator, bound in comparisons:
        difference = (value - number_value(bound)) * 10**TOLERANCE_DIGITS
        within = -1 <= difference <= 1
        modelled = modelled or (within and difference != 0)
        holds = holds and compare(operator, difference > 0, within=within)
    return settled(holds, Certainty.MODELLED if modelled else Certainty.DOCUMENTED)


def compare(operator: str, greater: bool, *, within: bool) -> bool:
    """Apply a comparison: ``within`` the tolerance two numbers are equal, else the value is ``greater`` or less."""
    if operator in ("=", "!="):
        return within == (operator == "=")
    if within:
        return operator in ("<=", ">=")
    return greater == operator.startswith(">")


def _cidr(text: str, node: JsonNode) -> Verdict:
    block = parse_block(text)
    if node.kind != "string" or block is None:
        return settled(False, Certainty.MODELLED)
    value = str(node.value)
    if block.six:
        return settled(parse_ipv6(value) == block.low, Certainty.MODELLED)
    address = parse_ipv4(value)
    if address is None or not block.low <= address <= block.high:
        return settled(False, Certainty.DOCUMENTED if address is not None else Certainty.MODELLED)
    if block.bits < 0:
        return settled(True, Certainty.MODELLED)
    usable = block.usable()
    if usable is not None and usable[0] <= address <= usable[1]:
        return settled(True)
    return Verdict(False, yes=True, no=True, certainty=Certainty.MODELLED, note=BLOCK_EDGES)
