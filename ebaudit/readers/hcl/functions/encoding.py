"""Base64, URL and character encodings.

Source: https://developer.hashicorp.com/terraform/language/functions#encoding-functions
"""

import re
from base64 import b64decode, b64encode

from ebaudit.model.types import STRING
from ebaudit.model.value import Unknown, Value
from ebaudit.readers.hcl.errors import EvalError
from ebaudit.readers.hcl.functions.arguments import text_at
from ebaudit.readers.hcl.functions.context import CallContext

_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_GZIP_HEADER = "H4sIAAAAAAAA/"


def _decoded(text: str, index: int) -> bytes:
    packed = text.replace("\r", "").replace("\n", "")
    if not _BASE64.fullmatch(packed):
        raise EvalError("the text is not valid base64", argument=index)
    return b64decode(packed)


def _base64decode(args: list[Value], _context: CallContext) -> Value:
    try:
        return _decoded(text_at(args, 0), 0).decode("utf-8")
    except UnicodeDecodeError:
        raise EvalError("the result of decoding the provided string is not valid UTF-8", argument=0) from None


def _base64encode(args: list[Value], _context: CallContext) -> Value:
    return b64encode(text_at(args, 0).encode("utf-8")).decode("ascii")


def _base64gzip(_args: list[Value], _context: CallContext) -> Value:
    why = "the bytes that Terraform's own compressor makes"
    return Unknown(why, ("base64gzip()",), type=STRING, prefix=_GZIP_HEADER, not_null=True)


def _urlencode(args: list[Value], _context: CallContext) -> Value:
    from urllib.parse import quote_plus

    return quote_plus(text_at(args, 0), safe="")


def _codec(name: str) -> str:
    """Return Python's name of an IANA character encoding."""
    import codecs

    special = {"utf-16": "utf-16-be", "utf16": "utf-16-be", "utf-32": "utf-32-be"}
    try:
        info = codecs.lookup(special.get(name.lower(), name))
    except (LookupError, ValueError):
        info = None
    if info is None or not getattr(info, "_is_text_encoding", True):
        message = f'"{name[:60]}" is not a supported IANA encoding name or alias in this Terraform version'
        raise EvalError(message, argument=1)
    return info.name


def _textencodebase64(args: list[Value], _context: CallContext) -> Value:
    text, name = text_at(args, 0), text_at(args, 1)
    codec = _codec(name)
    mark = b"\xfe\xff" if name.lower() in {"utf-16", "utf16"} else b""
    try:
        return b64encode(mark + text.encode(codec)).decode("ascii")
    except UnicodeError:
        raise EvalError(f"the given string contains characters that cannot be represented in {name}") from None


def _textdecodebase64(args: list[Value], _context: CallContext) -> Value:
    data, name = _decoded(text_at(args, 0), 0), text_at(args, 1)
    codec = _codec(name)
    if name.lower() in {"utf-16", "utf16"} and data[:2] in {b"\xfe\xff", b"\xff\xfe"}:
        codec, data = ("utf-16-be" if data[:2] == b"\xfe\xff" else "utf-16-le"), data[2:]
    try:
        return data.decode(codec)
    except UnicodeError:
        raise EvalError(f"the given string contains symbols that are not defined for {name}", argument=0) from None


IMPLEMENTATIONS = {
    "base64decode": _base64decode,
    "base64encode": _base64encode,
    "base64gzip": _base64gzip,
    "textdecodebase64": _textdecodebase64,
    "textencodebase64": _textencodebase64,
    "urlencode": _urlencode,
}
