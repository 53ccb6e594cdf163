"""User-perceived characters, which Terraform counts, and letter cases as Go maps them."""

_SPACES = (
    "\t\n\v\f\r \x85\xa0\u1680"
    "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)


def graphemes(text: str) -> list[str]:
    """Split text into grapheme clusters (Unicode Standard Annex 29)."""
    if text.isascii() and "\r\n" not in text:
        return list(text)
    import regex

    found: list[str] = regex.findall(r"\X", text)
    return found


def trim_space(text: str) -> str:
    """Remove Unicode white space from both ends."""
    return text.strip(_SPACES)


def upper(text: str) -> str:
    """Map each character to upper case, one to one."""
    return text.upper() if text.isascii() else "".join(map(_upper_one, text))


def _upper_one(char: str) -> str:
    mapped = char.upper()
    if len(mapped) == 1:
        return mapped
    titled = char.title()
    return titled if len(titled) == 1 else char


def lower(text: str) -> str:
    """Map each character to lower case, one to one."""
    return text.lower() if text.isascii() else "".join(char.lower()[0] for char in text)


def title(text: str) -> str:
    """Map the first letter of each word to title case."""
    made: list[str] = []
    previous = " "
    for char in text:
        made.append(_title_one(char) if _separates(previous) else char)
        previous = char
    return "".join(made)


def _title_one(char: str) -> str:
    mapped = char.title()
    return mapped if len(mapped) == 1 else char


def _separates(char: str) -> bool:
    if char.isascii():
        return not (char.isalnum() or char == "_")
    return char in _SPACES
