"""How the service prints what a path selects: Java's number text, and JSON as Gson writes it.

Source: ``Integer``, ``Long``, ``Double`` and ``BigDecimal`` text of Java; ``JsonElement.toString`` of
https://github.com/google/gson; observed on the open-source engine.
"""

import json

from ebaudit.jsontext import JsonNode

_LONG = 2**63
_EXPONENT_LIMIT = 400
_PLAIN_FROM, _PLAIN_BELOW = 1e-3, 1e7


def text_of(node: JsonNode) -> str:
    """Print a value: a string bare and unescaped, a number as Java does, an object or array as compact JSON."""
    if node.kind == "string":
        return str(node.value)
    if node.kind == "number":
        return java_number(node.text)
    if node.kind in ("bool", "null"):
        return node.text
    return compact(node)


def java_number(text: str) -> str:
    """Print a JSON number: whole when its decimal scale is not positive, else as a double that holds it exactly."""
    from decimal import Decimal

    number = Decimal(text)
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or abs(exponent) > _EXPONENT_LIMIT:
        return str(number)
    if exponent >= 0:
        whole = int(number)
        return str(whole) if -_LONG <= whole < _LONG else str(number)
    double = float(number)
    return java_double(double) if Decimal(repr(double)) == number else str(number)


def java_double(value: float) -> str:
    """Print a double as ``Double.toString`` does: plain from 1e-3 up to 1e7, else with an exponent."""
    if value == 0 or _PLAIN_FROM <= abs(value) < _PLAIN_BELOW:
        return format(value, "f") if "e" in repr(value) else repr(value)
    mantissa, _, exponent = repr_exponent(value)
    return f"{mantissa}E{exponent}"


def repr_exponent(value: float) -> tuple[str, str, str]:
    """Split the shortest text of a double into mantissa (with a point) and exponent."""
    from decimal import Decimal

    sign, digits, exponent = Decimal(repr(value)).as_tuple()
    shown = "".join(map(str, digits)).rstrip("0") or "0"
    power = int(exponent) + len(digits) - 1
    mantissa = ("-" if sign else "") + shown[0] + "." + (shown[1:] or "0")
    return mantissa, "E", str(power)


def compact(node: JsonNode) -> str:
    """Print JSON without blanks; members that are null are dropped, elements that are null are kept."""
    if node.kind == "object":
        members = [
            f"{quoted(str(key.value))}:{compact(value)}" for key, value in node.effective() if value.kind != "null"
        ]
        return "{" + ",".join(members) + "}"
    if node.kind == "array":
        return "[" + ",".join(compact(item) for item in node.items) + "]"
    return quoted(str(node.value)) if node.kind == "string" else node.text


def quoted(text: str) -> str:
    """Print a JSON string, escaping no more than JSON asks for and the two line separators of JavaScript."""
    shown = json.dumps(text, ensure_ascii=False)
    return shown.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def json_escaped(text: str) -> str:
    """Escape a text so that it can stand inside a JSON string, without the quotes around it."""
    return quoted(text)[1:-1]


def html_escaped(text: str) -> str:
    """Escape the characters that HTML gives a meaning; an apostrophe stays as it is."""
    for char, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(char, entity)
    return text
