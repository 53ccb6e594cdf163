from itertools import permutations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ebaudit.analysis.patterns import (
    Pattern,
    RelationKind,
    difference,
    equivalent,
    implies,
    is_empty,
    is_universal,
    match,
    match_text,
    overlap,
    parse_pattern,
    read_event,
    relate,
    relation_kind,
)
from ebaudit.model.value import Unknown, Value
from tests.properties.pattern_strategies import CONDITIONS, EVENTS, TEXTS, naive, patterns, small_world

WORLD = list(small_world())
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def parsed(text: Value) -> Pattern:
    pattern, problems = parse_pattern(text)
    assert pattern is not None, problems
    return pattern


@given(patterns(), EVENTS)
@settings(max_examples=400, deadline=None)
def test_matcher_agrees_with_a_naive_one(pattern: str, event: str) -> None:
    found = match_text(pattern, event).match
    assert found is not None
    assert found.matches == naive(pattern, event)


@given(
    st.one_of(st.text(max_size=40), st.text("{}[]\",:a1'\\ /*#", max_size=40), patterns().map(lambda text: text[:-2]))
)
@settings(max_examples=300, deadline=None)
def test_validity_never_raises(text: str) -> None:
    pattern, problems = parse_pattern(text)
    assert (pattern is None) == any(problem.rejected for problem in problems)


@given(patterns(), EVENTS)
@settings(max_examples=200, deadline=None)
def test_canonical_text_means_the_same(pattern: str, event: str) -> None:
    printed = parsed(pattern).canonical()
    assert parsed(printed).canonical() == printed
    one, other = match_text(pattern, event).match, match_text(printed, event).match
    assert one is not None
    assert other is not None
    assert one.matches == other.matches
    assert equivalent(parsed(pattern), parsed(printed)).holds is True


@given(patterns(), patterns())
@QUICK
def test_overlap_against_brute_force(one: str, other: str) -> None:
    proof = overlap(parsed(one), parsed(other))
    found = any(naive(one, event) and naive(other, event) for event in WORLD)
    assert proof.holds is not None
    assert proof.holds or not found
    if proof.holds:
        assert proof.witness is not None
        assert naive(one, proof.witness)
        assert naive(other, proof.witness)


@given(patterns(), patterns())
@QUICK
def test_implication_against_brute_force(one: str, other: str) -> None:
    proof = implies(parsed(one), parsed(other))
    counter = any(naive(one, event) and not naive(other, event) for event in WORLD)
    assert proof.holds is not None
    assert not (proof.holds and counter)
    if not proof.holds:
        assert proof.witness is not None
        assert naive(one, proof.witness)
        assert not naive(other, proof.witness)
    assert difference(parsed(one), parsed(other)).holds is not proof.holds


@given(patterns())
@QUICK
def test_empty_and_universal_against_brute_force(text: str) -> None:
    empty, universal = is_empty(parsed(text)), is_universal(parsed(text))
    answers = {naive(text, event) for event in WORLD}
    assert not (empty.holds and True in answers)
    assert not (universal.holds and False in answers)
    for proof, expected in ((empty, True), (universal, False)):
        assert proof.holds is not None
        if not proof.holds:
            assert proof.witness is not None
            assert naive(text, proof.witness) is expected


@given(st.lists(CONDITIONS, min_size=1, max_size=4), st.lists(CONDITIONS, min_size=1, max_size=3), st.integers(0, 3))
@QUICK
def test_implies_is_a_partial_order(some: list[str], more: list[str], cut: int) -> None:
    def on(conditions: list[str]) -> Pattern:
        return parsed('{"data":{"x":[' + ",".join(conditions) + "]}}")

    small, middle, large = on(some[: cut + 1]), on(some), on(some + more)
    assert implies(middle, middle).holds
    assert implies(small, middle).holds
    assert implies(middle, large).holds
    assert implies(small, large).holds
    assert (implies(large, small).holds and implies(small, large).holds) == equivalent(small, large).holds


@given(st.lists(patterns(), min_size=4, max_size=4))
@QUICK
def test_implies_is_transitive(texts: list[str]) -> None:
    nodes = [parsed(text) for text in texts]
    for a, b, c in permutations(nodes, 3):
        if implies(a, b).holds and implies(b, c).holds:
            assert implies(a, c).holds


UNKNOWN = Unknown("known only after apply")


@given(st.lists(TEXTS, min_size=1, max_size=2), TEXTS, st.booleans(), patterns(), EVENTS)
@QUICK
def test_what_is_decided_stays_when_the_unknown_becomes_known(
    known: list[str], later: str, nested: bool, other: str, event: str
) -> None:
    def with_leaf(leaf: Value) -> Pattern:
        field = {"prefix": leaf} if nested else leaf
        return parsed(Unknown("partly", json={"subject": (*known, field)}))

    before, after, against = with_leaf(UNKNOWN), with_leaf(later), parsed(other)
    read, _ = read_event(event)
    assert read is not None
    claims = (
        (match(before, read).matches, match(after, read).matches),
        (overlap(before, against).holds, overlap(after, against).holds),
        (implies(before, against).holds, implies(after, against).holds),
        (implies(against, before).holds, implies(against, after).holds),
        (is_universal(before).holds, is_universal(after).holds),
        (before.constraint("subject").may_start_with("a"), after.constraint("subject").may_start_with("a")),
        (before.constraint("subject").must_start_with("a"), after.constraint("subject").must_start_with("a")),
    )
    for early, late in claims:
        assert early in (None, late)


MIRROR = {RelationKind.NARROWER: RelationKind.WIDER, RelationKind.WIDER: RelationKind.NARROWER}


@given(patterns(), patterns())
@QUICK
def test_relation_has_a_mirror_image_and_proofs(one: str, other: str) -> None:
    relation, kind = relate(parsed(one), parsed(other)), relation_kind(parsed(one), parsed(other))
    assert relation.kind == kind
    assert relation_kind(parsed(other), parsed(one)) == MIRROR.get(kind, kind)
    claims = ((relation.both, (True, True)), (relation.first, (True, False)), (relation.second, (False, True)))
    for event, expected in claims:
        if event is not None:
            assert (naive(one, event), naive(other, event)) == expected
