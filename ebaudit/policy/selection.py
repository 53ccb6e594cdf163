"""Which policies run: chosen and left out by id, name, or the start of either."""

from collections.abc import Sequence

from ebaudit.model.record import Record
from ebaudit.policy.policy import Policy


class Selection(Record):
    """The policies that run, and a sentence for each selector that means nothing."""

    policies: tuple[Policy, ...]
    problems: tuple[str, ...] = ()


def select(policies: Sequence[Policy], select: Sequence[str] = (), ignore: Sequence[str] = ()) -> Selection:
    """Choose policies in their given order.

    Without ``select`` every enabled policy runs. A start (``EB4``, ``target-``) chooses the enabled
    policies that it fits; a whole id or name chooses its policy even when that is not enabled.
    """
    problems = [_problem(word, policies) for word in (*select, *ignore) if not any(_fits(word, p) for p in policies)]
    chosen = [policy for policy in policies if _chosen(policy, select)]
    kept = tuple(policy for policy in chosen if not any(_fits(word, policy) for word in ignore))
    return Selection(kept, tuple(problems))


def _chosen(policy: Policy, words: Sequence[str]) -> bool:
    if any(_is(word, policy) for word in words):
        return True
    return policy.enabled and (not words or any(_fits(word, policy) for word in words))


def _is(word: str, policy: Policy) -> bool:
    return word in {policy.id, policy.name} or word.upper() == policy.id


def _fits(word: str, policy: Policy) -> bool:
    return bool(word) and (policy.id.startswith(word.upper()) or policy.name.startswith(word))


def _problem(word: str, policies: Sequence[Policy]) -> str:
    from ebaudit.suggest import suggest

    choices = [choice for policy in policies for choice in (policy.id, policy.name)]
    return f"no policy has the id or name '{word}', or one that starts with it{suggest(word, choices)}"
