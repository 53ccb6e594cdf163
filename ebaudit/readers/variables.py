"""A plan's variables as they would be given on Terraform's command line."""

from ebaudit.readers.jsonparts import Json


def argument(name: str, value: Json) -> str | None:
    """Return ``name=value``, or ``None`` for a value that cannot be given so.

    A text is given as it is, everything else as an expression, which JSON is but for templates in its texts.
    """
    if value is None:
        return None
    if isinstance(value, str):
        return f"{name}={value}"
    from json import dumps

    try:
        written = dumps(value, ensure_ascii=False)
    except TypeError:  # a fraction somewhere inside
        return None
    return f"{name}={written.replace('${', '$${').replace('%{', '%%{')}"
