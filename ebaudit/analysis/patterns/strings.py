"""Sets of strings: conjunctions of simple literals, decided exactly and with an example.

A literal says that a string is one of some texts, starts or ends with or contains a text, or is an
address in a block; or that it is not. Whether a conjunction can hold is decided without an automaton:

* with a finite list among the literals, its members are tried;
* with a block, the addresses are searched (:mod:`ebaudit.analysis.patterns.quads`);
* otherwise one string is as free as any can be: the longest prefix, each contained text and the
  longest suffix, separated by a character that no literal has. It starts with, ends with or contains
  only what every string that satisfies the positive literals does, so when a negative literal
  excludes it, that literal excludes them all.
"""

from collections.abc import Iterator, Sequence

from ebaudit.model.record import Record

IN, STARTS, ENDS, HOLDS, BLOCK, SIX = "in", "starts", "ends", "holds", "block", "six"
_SEPARATORS = "zyxwvutsrqponmlkjihg-_~"
_FIRST_IDEOGRAPH = 0x4E00


class BeyondBudgetError(Exception):
    """The question would take too long to answer exactly."""


class Literal(Record):
    """One requirement on a string; the opposite unless ``positive``.

    ``texts`` are the members of a finite set, ``text`` what it starts with, ends with or holds,
    ``low`` and ``high`` bound a block of IPv4 addresses; ``low`` is an IPv6 address for ``six``.
    """

    kind: str
    positive: bool = True
    text: str = ""
    texts: frozenset[str] = frozenset()
    low: int = 0
    high: int = 0

    def inverse(self) -> "Literal":
        """Return the opposite requirement."""
        return self._replace(positive=not self.positive)

    def accepts(self, value: str) -> bool:
        """Tell whether the string satisfies the literal."""
        return self._holds(value) == self.positive

    def _holds(self, value: str) -> bool:
        kind = self.kind
        if kind == IN:
            return value in self.texts
        if kind == STARTS:
            return value.startswith(self.text)
        if kind == ENDS:
            return value.endswith(self.text)
        if kind == HOLDS:
            return self.text in value
        return self._is_address(value)

    def _is_address(self, value: str) -> bool:
        from ebaudit.analysis.patterns.addresses import parse_ipv4, parse_ipv6

        if self.kind == SIX:
            return parse_ipv6(value) == self.low
        address = parse_ipv4(value)
        return address is not None and self.low <= address <= self.high


Term = tuple[Literal, ...]
NOT_EMPTY = Literal(IN, positive=False, texts=frozenset(("",)))


def accepts(term: Sequence[Literal], value: str) -> bool:
    """Tell whether the string satisfies every literal."""
    return all(literal.accepts(value) for literal in term)


def example(term: Sequence[Literal], prefer: Sequence[str] = ()) -> str | None:
    """Return a string that satisfies every literal, one of ``prefer`` if possible; ``None`` when there is none."""
    lists = [literal.texts for literal in term if literal.kind == IN and literal.positive]
    if lists:
        members = frozenset.intersection(*lists)
        fitting = [value for value in members if accepts(term, value)]
        return next((value for value in prefer if value in fitting), None) or min(fitting, default=None)
    for value in prefer:
        if accepts(term, value):
            return value
    if any(literal.kind == BLOCK and literal.positive for literal in term):
        from ebaudit.analysis.patterns.quads import address_example

        return address_example(term)
    if any(literal.kind == SIX and literal.positive for literal in term):
        return _six_example(term)
    return _free_example(term)


def _six_example(term: Sequence[Literal]) -> str | None:
    from ipaddress import IPv6Address

    values = {literal.low for literal in term if literal.kind == SIX and literal.positive}
    if len(values) > 1:
        return None
    address = IPv6Address(values.pop())
    for value in (address.compressed, address.exploded, address.compressed.upper(), address.exploded.upper()):
        if accepts(term, value):
            return value
    raise BeyondBudgetError


def _free_example(term: Sequence[Literal]) -> str | None:
    prefix = _longest(term, STARTS)
    suffix = _longest(term, ENDS)
    held = [literal.text for literal in term if literal.kind == HOLDS and literal.positive]
    for value in _candidates(prefix, suffix, held, _separator(term)):
        if accepts(term, value):
            return value
    return None


def _candidates(prefix: str, suffix: str, held: list[str], separator: str) -> Iterator[str]:
    """Yield short and likely strings, and last the freest one."""
    middle = "".join(dict.fromkeys(text for text in held if text not in prefix and text not in suffix))
    yield prefix + middle + suffix
    yield prefix + middle + "1" + suffix
    yield separator.join((prefix, *held, separator, suffix))


def _longest(term: Sequence[Literal], kind: str) -> str:
    return max((literal.text for literal in term if literal.kind == kind and literal.positive), key=len, default="")


def _separator(term: Sequence[Literal]) -> str:
    """Return a character that no literal has and that no address contains."""
    used = {char for literal in term for char in literal.text}
    used.update(char for literal in term for text in literal.texts for char in text)
    fresh = next((char for char in _SEPARATORS if char not in used), None)
    if fresh is not None:
        return fresh
    return next(chr(code) for code in range(_FIRST_IDEOGRAPH, 0x9FFF) if chr(code) not in used)
