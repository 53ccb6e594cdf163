"""The shape of an endpoint: fixed text with holes, such as ``acs:mns:{region}:{account}:queues/{queue}``."""

import re
from functools import lru_cache

HOLE = re.compile(r"\{([A-Za-z]+)\}")


class EndpointForm:
    """One shape of an endpoint; a hole ends where the text after it begins, or at the end."""

    __slots__ = ("holes", "literals", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        pieces = HOLE.split(text)
        self.literals = tuple(pieces[0::2])
        self.holes = tuple(pieces[1::2])

    def parts(self, endpoint: str) -> dict[str, str] | None:
        """Return what stands in each hole of a complete endpoint, or ``None`` when it has another shape."""
        found = _compiled(self.literals).fullmatch(endpoint)
        return dict(zip(self.holes, found.groups(), strict=True)) if found is not None else None

    def may_begin(self, start: str) -> bool:
        """Tell whether an endpoint of this shape can begin with ``start``."""
        rest = start
        for index, literal in enumerate(self.literals):
            if not rest.startswith(literal):
                return literal.startswith(rest)
            rest = rest[len(literal) :]
            if index == len(self.holes):
                return not rest
            after = self.literals[index + 1]
            if not after:
                return True
            at = rest.find(after[0])
            if at < 0:
                return "/" not in rest and ":" not in rest
            rest = rest[at:]
        return True


@lru_cache(maxsize=64)
def _compiled(literals: tuple[str, ...]) -> re.Pattern[str]:
    """Compile a shape: a hole takes no character that begins the text after it."""
    pieces = [re.escape(literals[0])]
    for literal in literals[1:]:
        stop = re.escape(literal[0]) if literal else ""
        pieces.append(f"([^{stop}]*)" if stop else "(.*)")
        pieces.append(re.escape(literal))
    return re.compile("".join(pieces), re.DOTALL)
