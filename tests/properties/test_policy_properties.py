"""No input makes a built-in policy fail: whatever an argument holds, the verdict is a finding, none, or undecided."""

from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from ebaudit.analysis import facts
from ebaudit.model.estate import Estate
from ebaudit.model.finding import Fact
from ebaudit.model.resources import Attribute, Block, Resource
from ebaudit.model.value import Sensitive, Unknown, Value
from ebaudit.policy import evaluate, load
from ebaudit.policy.builtin import with_page
from ebaudit.readers.decode import decode
from tests.policies.estates import CATALOG, open_text

POLICIES = load()[0]
ODD: tuple[Value, ...] = (
    None, 5, -1, Fraction(1, 3), True, "", "$", "default", (), (1, "a"), {}, {"a": None},
    Unknown("later"), Unknown("later", prefix="http://"), Sensitive("x"), Sensitive(Unknown("later")),
    (Unknown("later"),),
)  # fmt: skip


class NoFacts(NamedTuple):
    by_code: Mapping[str, tuple[Fact, ...]] = {}


@cache
def resources_of(number: int) -> tuple[Resource, ...]:
    page = with_page(POLICIES[number]).page
    assert page is not None
    return open_text(page.examples_fail[0].hcl, "")[0].resources


def change(block: Block, draw: st.DataObject) -> Block:
    """Give one argument of the block, or of a block in it, an odd value, or make its number unknown."""
    places = [(name, index) for name, blocks in block.blocks.items() for index in range(len(blocks))]
    inside: bool = draw.draw(st.booleans())
    if places and inside:
        name, index = draw.draw(st.sampled_from(places))
        changed = list(block.blocks[name])
        if draw.draw(st.integers(0, 9)) == 0:
            del changed[index]
            return block._replace(blocks={**block.blocks, name: tuple(changed)}, unknown_blocks={name: "later"})
        changed[index] = change(changed[index], draw)
        return block._replace(blocks={**block.blocks, name: tuple(changed)})
    if not block.attributes:
        return block
    name = draw.draw(st.sampled_from(sorted(block.attributes)))
    return block._replace(attributes={**block.attributes, name: Attribute(draw.draw(st.sampled_from(ODD)))})


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(POLICIES) - 1), st.data())
def test_no_value_makes_a_policy_fail(number: int, data: st.DataObject) -> None:
    resources = [resource._replace(block=change(resource.block, data)) for resource in resources_of(number)]
    estate: Estate = decode("test", ".", resources)
    assert evaluate(POLICIES, estate, NoFacts(), CATALOG).crashes == ()
    assert evaluate(POLICIES, estate, facts.analyse(estate, CATALOG), CATALOG).crashes == ()
