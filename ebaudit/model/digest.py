"""Secrets that were taken out of an estate, and what is kept of them.

What stands in place of a secret is ``Sensitive(Unknown(reason), marks)``. Its marks say

* ``sensitive`` and ``ephemeral``, as of any sensitive value;
* ``in-clear``: the text was known and not marked as sensitive, so that policies about secrets in clear text
  judge what is left as they judge the text;
* ``digest:KEY:HEX``: the HMAC-SHA256 of the text, cut to 128 bits, under the key with the name ``KEY``.
  Two secrets with digests under one key are equal exactly when the digests are.

A text with credentials inside (a URL with a token) keeps the rest of it as the ``parts`` and ``prefix`` of the
unknown; one that is marked as sensitive as a whole keeps the scheme of a URL. An empty text is no secret and stays.
"""

from collections.abc import Callable

from ebaudit.model.credentials import credentials, in_url, names_secret, secret_part
from ebaudit.model.types import STRING
from ebaudit.model.value import SENSITIVE, Sensitive, Unknown, Value, is_wholly_known, reveal

IN_CLEAR = "in-clear"
DIGEST = "digest:"
REASON = "a secret, of which only a digest is kept"
Find = Callable[[str], list[tuple[int, int]]]
"""Tells the stretches of a text that are secrets, as offsets that count from 0."""
STAND_IN = "withheld"
"""What stands for a secret where its text would be looked at."""


def withhold(value: Value, key: bytes) -> Value:
    """Return what is kept of a secret; ``None``, what is empty, unknown or withheld already stays as it is.

    Of an address that is no secret but for the credentials in it, as policies see it, the rest is kept.
    """
    inner = reveal(value)
    if isinstance(inner, Unknown):
        return _without_texts(value, inner, key) if isinstance(value, Sensitive) else value
    if _is_empty(inner):
        return value
    marks = value.marks if isinstance(value, Sensitive) else frozenset((SENSITIVE, IN_CLEAR))
    if isinstance(value, str) and in_url(value) is not None:
        return withhold_credentials(value, key)
    if not is_wholly_known(inner):
        return Sensitive(Unknown(REASON, not_null=True), marks)
    kept = Unknown(REASON, not_null=True)
    if isinstance(inner, str):
        kept = Unknown(REASON, type=STRING, prefix=_scheme(inner), not_null=True)
    return Sensitive(kept, marks | {_digest(_spelt(inner), key)})


def _without_texts(value: Sensitive, inner: Unknown, key: bytes) -> Value:
    """Return a sensitive value that is not known without the texts that are known of it; of its identity, a digest."""
    if is_withheld(value) or not (inner.prefix or inner.parts or inner.json is not None or inner.identity):
        return value
    same = inner.identity
    if same and not same.startswith(DIGEST):
        same = _digest(same, key)
    kept = Unknown(
        inner.reason, inner.refs, type=inner.type, not_null=inner.not_null, length=inner.length, identity=same
    )
    return Sensitive(kept, value.marks)


def _scheme(text: str) -> str:
    """Return how an address is reached, which is no secret."""
    return next((scheme for scheme in ("https://", "http://") if text.startswith(scheme)), "")


def _is_empty(value: Value) -> bool:
    return value is None or value in ((), {}) or (isinstance(value, str) and not value.strip())


def withhold_credentials(text: str, key: bytes) -> Value:
    """Return a text without the credentials in it, and the text itself where it has none."""
    return withhold_parts(text, _stretches, key)


def withhold_parts(text: str, find: Find, key: bytes) -> Value:
    """Return a text without the stretches that ``find`` tells, in order and apart, and the text where it tells none.

    Of JSON the structure is kept.
    """
    found = find(text)
    if not found:
        return text
    parts: list[str | None] = []
    at = 0
    for start, end in found:
        parts += [text[at:start], None]
        at = end
    parts += [text[at:]] if at < len(text) else []
    kept = Unknown(
        REASON,
        type=STRING,
        prefix=text[: found[0][0]],
        parts=tuple(part for part in parts if part != ""),
        json=_structure(text, find, key),
        not_null=True,
    )
    secrets = "\0".join(text[start:end] for start, end in found)
    return Sensitive(kept, frozenset((SENSITIVE, IN_CLEAR, _digest(secrets, key))))


def _stretches(text: str) -> list[tuple[int, int]]:
    """Return the stretches that are credentials, in order and apart from one another."""
    found = credentials(text)
    certain = in_url(text)
    if certain is None or any(start <= certain.start and certain.end <= end for start, end in found):
        return found
    apart = [(start, end) for start, end in found if end <= certain.start or certain.end <= start]
    return sorted((*apart, (certain.start, certain.end)))


def _structure(text: str, find: Find, key: bytes) -> Value:
    """Return what JSON text says, its texts without credentials; ``None`` for any other text."""
    if not text.lstrip().startswith(("{", "[")):
        return None
    from fractions import Fraction
    from json import loads

    try:
        return _cleaned(loads(text, parse_float=Fraction, object_pairs_hook=_members), find, key)
    except (ValueError, RecursionError):
        return None


def _members(pairs: list[tuple[str, Value]]) -> dict[str, Value]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a name is given twice")
    return made


def _cleaned(value: Value | list[Value], find: Find, key: bytes) -> Value:
    if isinstance(value, str):
        return withhold_parts(value, find, key)
    if isinstance(value, list):
        return tuple(_cleaned(item, find, key) for item in value)
    if isinstance(value, dict):
        return {name: _member(name, item, find, key) for name, item in value.items()}
    return value


def _member(name: str, value: Value | list[Value], find: Find, key: bytes) -> Value:
    """Return a member of JSON without what its name tells to be a secret."""
    if isinstance(value, str) and names_secret(name) and secret_part(value) is not None:
        return withhold(value, key)
    return _cleaned(value, find, key)


def is_withheld(value: Value) -> bool:
    """Tell whether a value is what is left of a secret."""
    inner = reveal(value)
    return isinstance(value, Sensitive) and isinstance(inner, Unknown) and inner.reason == REASON


def digest_of(value: Value) -> str | None:
    """Return the mark with the digest of a withheld secret, ``None`` for anything else."""
    if not isinstance(value, Sensitive):
        return None
    return next((mark for mark in value.marks if mark.startswith(DIGEST)), None)


def same_secret(one: Value, other: Value) -> bool | None:
    """Tell whether two withheld secrets are equal, ``None`` where that cannot be told.

    It cannot where one has no digest, or the digests were made with different keys.
    """
    if not is_withheld(one) or not is_withheld(other):
        return None
    digests = digest_of(one), digest_of(other)
    if digests[0] is None or digests[1] is None or _key(digests[0]) != _key(digests[1]):
        return None
    first, second = reveal(one), reveal(other)
    return digests[0] == digests[1] and first == second


def stand_in(value: Value) -> str | None:
    """Return a text that has the shape of what was written in clear and withheld, ``None`` for anything else.

    Its credentials are the word :data:`STAND_IN`.
    """
    inner = reveal(value)
    if not isinstance(value, Sensitive) or IN_CLEAR not in value.marks or not isinstance(inner, Unknown):
        return None
    parts = inner.parts or (None,)
    return "".join(STAND_IN if part is None else part for part in parts)


def _digest(text: str, key: bytes) -> str:
    return f"{DIGEST}{_mac(key, 'ebaudit key')[:8]}:{_mac(key, f'secret {text}')[:32]}"


def _mac(key: bytes, text: str) -> str:
    from hashlib import sha256
    from hmac import new

    return new(key, text.encode("utf-8", "surrogatepass"), sha256).hexdigest()


def _key(digest: str) -> str:
    return digest.split(":")[1]


def _spelt(value: Value) -> str:
    """Spell a known value in one way; a text as it is, so that it is the same secret wherever it is from."""
    value = reveal(value)
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return f"[{','.join(repr(_spelt(item)) for item in value)}]"
    if isinstance(value, dict):
        return f"{{{','.join(f'{name!r}:{_spelt(value[name])!r}' for name in sorted(value))}}}"
    return str(value)
