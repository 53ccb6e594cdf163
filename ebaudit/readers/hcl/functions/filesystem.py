"""Functions of files and paths. Paths are those of the machine that audits, relative to the root module.

Source: https://developer.hashicorp.com/terraform/language/functions#filesystem-functions
"""

import os
import posixpath
from collections.abc import Callable

from ebaudit.model.types import STRING
from ebaudit.model.value import Unknown, Value
from ebaudit.readers.hcl.convert import make_set
from ebaudit.readers.hcl.functions.arguments import text_at
from ebaudit.readers.hcl.functions.context import CallContext


def _clean(path: str) -> str:
    """Return the shortest equal path; the empty one is the current directory."""
    cleaned = posixpath.normpath(path)
    return cleaned[1:] if cleaned.startswith("//") else cleaned


def _abspath(args: list[Value], context: CallContext) -> Value:
    root = os.path.abspath(context.root_directory)  # noqa: PTH100  pathlib is slow to import
    return _clean(posixpath.join(root.replace(os.sep, "/"), text_at(args, 0)))


def _basename(args: list[Value], _context: CallContext) -> Value:
    path = text_at(args, 0)
    stripped = path.rstrip("/")
    if not stripped:
        return "/" if path else "."
    return stripped.rsplit("/", 1)[-1]


def _dirname(args: list[Value], _context: CallContext) -> Value:
    path = text_at(args, 0)
    return _clean(path[: path.rfind("/") + 1])


def _pathexpand(args: list[Value], _context: CallContext) -> Value:
    path = text_at(args, 0)
    if path.startswith("~"):
        return Unknown("the home directory of whoever runs Terraform", ("pathexpand()",), type=STRING, not_null=True)
    return path


def _file(args: list[Value], context: CallContext) -> Value:
    return context.read_text(text_at(args, 0))


def _filebase64(args: list[Value], context: CallContext) -> Value:
    from base64 import b64encode

    return b64encode(context.read_bytes(text_at(args, 0))).decode("ascii")


def _fileexists(args: list[Value], context: CallContext) -> Value:
    return context.exists(text_at(args, 0))


def _fileset(args: list[Value], context: CallContext) -> Value:
    from ebaudit.readers.hcl.functions.globs import matcher

    matches = matcher(posixpath.normpath(text_at(args, 1)))
    return make_set((name for name in context.list_files(text_at(args, 0)) if matches(name)), STRING)


def _hashed(algorithm: str, *, base64: bool) -> Callable[[list[Value], CallContext], Value]:
    def hash_file(args: list[Value], context: CallContext) -> Value:
        from ebaudit.readers.hcl.functions.hashes import digest

        return digest(algorithm, context.read_bytes(text_at(args, 0)), base64=base64)

    return hash_file


IMPLEMENTATIONS = {
    "abspath": _abspath,
    "basename": _basename,
    "dirname": _dirname,
    "file": _file,
    "filebase64": _filebase64,
    "filebase64sha256": _hashed("sha256", base64=True),
    "filebase64sha512": _hashed("sha512", base64=True),
    "fileexists": _fileexists,
    "filemd5": _hashed("md5", base64=False),
    "fileset": _fileset,
    "filesha1": _hashed("sha1", base64=False),
    "filesha256": _hashed("sha256", base64=False),
    "filesha512": _hashed("sha512", base64=False),
    "pathexpand": _pathexpand,
}
