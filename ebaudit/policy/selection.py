"""Which policies run: chosen and left out by id, name, or the start of either."""

from collections.abc import Iterable, Sequence

from ebaudit.model.record import Record
from ebaudit.model.request import selects
from ebaudit.policy.policy import Policy

NOTHING_LEFT = (
    "no policy is left to run: what is selected is ignored as well, or is not enabled "
    "(such a policy runs when it is selected by its whole id or name)"
)
_SHOWN = 3
"""How many policies a message names."""


class Selection(Record):
    """The policies that run, and a sentence for each selector that means nothing."""

    policies: tuple[Policy, ...]
    problems: tuple[str, ...] = ()


def select(policies: Sequence[Policy], select: Sequence[str] = (), ignore: Sequence[str] = ()) -> Selection:
    """Choose policies in their given order.

    Without ``select`` every enabled policy runs. A start (``EB4``, ``target-``) chooses the enabled
    policies that it fits; a whole id or name chooses its policy even when that is not enabled.
    To choose none is a problem: it would pass whatever is audited.
    """
    problems = meaningless((*select, *ignore), policies)
    chosen = [policy for policy in policies if _chosen(policy, select)]
    kept = tuple(policy for policy in chosen if not any(fits(word, policy) for word in ignore))
    return Selection(kept, problems or (() if kept else (NOTHING_LEFT,)))


def fits(selector: str, policy: Policy) -> bool:
    """Tell whether a selector means the policy."""
    return selects(selector, policy.id, policy.name)


def meaningless(selectors: Iterable[str], policies: Sequence[Policy]) -> tuple[str, ...]:
    """Return a sentence for each selector that means none of the policies."""
    return tuple(
        f"no policy has the id or name '{word}', or one that starts with it{nearest(word, policies)}"
        for word in dict.fromkeys(selectors)
        if not any(fits(word, policy) for policy in policies)
    )


def nearest(word: str, policies: Sequence[Policy]) -> str:
    """Return what may be meant by a word that is neither an id nor a name, in brackets, else the empty string.

    What an id is nearest to is what begins alike: ``EB4011`` is no more like ``EB411`` than like ``EB401``.
    """
    alike = [policy for policy in policies if fits(word, policy)]
    if alike:
        return f" (it is the start of {_listed(alike)})"
    if word.isalnum() and any(map(str.isdigit, word)):
        starts = (word[:end] for end in range(len(word) - 1, 0, -1) if any(map(str.isdigit, word[:end])))
        alike = next((found for start in starts if (found := [each for each in policies if fits(start, each)])), [])
        return f" (the nearest: {_listed(alike)})" if alike else " ('ebaudit policies' lists them)"
    from ebaudit.suggest import suggest

    return suggest(word, [policy.name for policy in policies])


def _listed(policies: Sequence[Policy]) -> str:
    shown = [f"{policy.id} {policy.name}" for policy in policies[:_SHOWN]]
    more = len(policies) - len(shown)
    return ", ".join([*shown, f"and {more} more"] if more else shown)


def _chosen(policy: Policy, words: Sequence[str]) -> bool:
    if any(_is(word, policy) for word in words):
        return True
    return policy.enabled and (not words or any(fits(word, policy) for word in words))


def _is(word: str, policy: Policy) -> bool:
    return word in {policy.id, policy.name} or word.upper() == policy.id
