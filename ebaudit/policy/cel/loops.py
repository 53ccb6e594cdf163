"""The macros over lists and the keys of maps, three-valued.

A list that may have more items, or a condition that is unknown for some, gives an answer wherever
the known part decides it.
"""

from collections.abc import Callable
from typing import Any

from ebaudit.model.value import Unknown
from ebaudit.policy.cel.compile import Run, read
from ebaudit.policy.cel.errors import CelError
from ebaudit.policy.cel.operators import no_overload
from ebaudit.policy.cel.values import PartialList, PartialMap, merge_all, value_of_key

Loop = Callable[[Run, int, Run | None, Run | None], Run]


def _items(domain: Any, env: list[Any]) -> tuple[Any, ...]:
    if isinstance(domain, tuple):
        env[0].spend(len(domain))
        return domain
    if isinstance(domain, dict):
        env[0].spend(len(domain))
        return tuple(value_of_key(key) for key in domain)
    raise no_overload("a loop", domain)


def _rest(domain: Any) -> list[Unknown]:
    return [domain.rest] if isinstance(domain, (PartialList, PartialMap)) else []


def _judge(condition: Run, slot: int, item: Any, env: list[Any]) -> Any:
    env[slot] = read(item, env)
    try:
        return condition(env)
    except CelError as error:
        return error


def _quantifier(decisive: bool, name: str) -> Loop:
    def build(domain_run: Run, slot: int, condition: Run | None, _: Run | None) -> Run:
        assert condition is not None  # noqa: S101  the parser gives it one

        def run(env: list[Any]) -> Any:
            domain = domain_run(env)
            if isinstance(domain, Unknown):
                return domain
            causes, error = _rest(domain), None
            for item in _items(domain, env):
                verdict = _judge(condition, slot, item, env)
                if verdict is decisive:
                    return decisive
                if isinstance(verdict, Unknown):
                    causes.append(verdict)
                elif verdict is not (not decisive):
                    error = verdict if isinstance(verdict, CelError) else no_overload(name, verdict)
            return _undecided(causes, error, not decisive)

        return run

    return build


def _undecided(causes: list[Unknown], error: CelError | None, otherwise: bool) -> Any:
    if causes:
        return merge_all(causes)
    if error is not None:
        raise error
    return otherwise


def _boolean(verdict: Any, name: str) -> Any:
    if isinstance(verdict, CelError):
        raise verdict
    if verdict is True or verdict is False or isinstance(verdict, Unknown):
        return verdict
    raise no_overload(name, verdict)


def _exists_one(domain_run: Run, slot: int, condition: Run | None, _: Run | None) -> Run:
    assert condition is not None  # noqa: S101  the parser gives it one

    def run(env: list[Any]) -> Any:
        domain = domain_run(env)
        if isinstance(domain, Unknown):
            return domain
        causes, count = _rest(domain), 0
        for item in _items(domain, env):
            verdict = _boolean(_judge(condition, slot, item, env), "exists_one")
            count += verdict is True
            if isinstance(verdict, Unknown):
                causes.append(verdict)
        if count > 1 or not causes:
            return count == 1
        return merge_all(causes)

    return run


def _filter(domain_run: Run, slot: int, condition: Run | None, result: Run | None) -> Run:
    def run(env: list[Any]) -> Any:
        domain = domain_run(env)
        if isinstance(domain, Unknown):
            return domain
        causes, kept = _rest(domain), []
        for item in _items(domain, env):
            verdict = True if condition is None else _boolean(_judge(condition, slot, item, env), "filter")
            if verdict is True:
                env[slot] = read(item, env)
                kept.append(item if result is None else result(env))
            elif isinstance(verdict, Unknown):
                causes.append(verdict)
        return PartialList(tuple(kept), merge_all(causes)) if causes else tuple(kept)

    return run


LOOPS: dict[str, Loop] = {
    "all": _quantifier(decisive=False, name="all"),
    "exists": _quantifier(decisive=True, name="exists"),
    "exists_one": _exists_one,
    "map": _filter,
    "filter": _filter,
}
