"""What a function may touch outside its arguments: files below the root module, and the evaluator for templates."""

import os
from collections.abc import Callable, Iterator

from ebaudit.model.value import Value
from ebaudit.readers.hcl.errors import EvalError

MAX_FILE = 16 * 1024 * 1024
MAX_LISTED = 100_000

Renderer = Callable[[str, str, dict[str, Value]], Value]


class CallContext:
    """Where a call happens.

    ``root_directory`` is the root module's directory, to which relative paths refer, as in Terraform;
    ``module_directory`` is that of the module that calls. Files outside the root directory and
    ``allowed_directories`` are refused. ``render_template(text, name, variables)`` evaluates a template.
    """

    __slots__ = ("_allowed", "module_directory", "render_template", "root_directory")

    def __init__(
        self,
        root_directory: str,
        module_directory: str,
        render_template: Renderer,
        allowed_directories: tuple[str, ...] = (),
    ) -> None:
        self.root_directory = root_directory
        self.module_directory = module_directory
        self.render_template = render_template
        self._allowed = (root_directory, *allowed_directories)

    def resolve(self, path: str) -> str:
        """Return the real path of an allowed path; raises EvalError for one that leads elsewhere."""
        if "\x00" in path:
            raise EvalError("a path must not contain a NUL character", argument=0, code="file-access")
        real = os.path.realpath(os.path.join(self.root_directory, path))  # noqa: PTH118  pathlib is slow to import
        for directory in self._allowed:
            base = os.path.realpath(directory)
            if real == base or real.startswith(base.rstrip(os.sep) + os.sep):
                return real
        raise EvalError(
            f'the path "{path}" leads outside the root module\'s directory; '
            "allow its directory with --allow-path to let it be read",
            argument=0,
            code="outside-root",
        )

    def read_bytes(self, path: str) -> bytes:
        """Return a file's bytes; raises EvalError when it is missing, too large or not allowed."""
        real = self.resolve(path)
        try:
            if not os.path.isfile(real):  # noqa: PTH113  pathlib is slow to import
                raise EvalError(self._unreadable(path, real), argument=0, code="file-access")
            if os.path.getsize(real) > MAX_FILE:  # noqa: PTH202  pathlib is slow to import
                raise EvalError(f'the file "{path}" is larger than 16 MiB', argument=0, code="too-large")
            with open(real, "rb") as file:  # noqa: PTH123  pathlib is slow to import
                return file.read(MAX_FILE + 1)
        except OSError as error:
            message = f'the file "{path}" cannot be read: {error.strerror}'
            raise EvalError(message, argument=0, code="file-access") from None

    def _unreadable(self, path: str, real: str) -> str:
        if os.path.isdir(real):  # noqa: PTH112  pathlib is slow to import
            return f'"{path}" is a directory, not a file'
        return f'no file exists at "{path}"'

    def read_text(self, path: str) -> str:
        """Return a file's text, which must be UTF-8."""
        try:
            return self.read_bytes(path).decode("utf-8")
        except UnicodeDecodeError:
            raise EvalError(f'the file "{path}" is not valid UTF-8', argument=0) from None

    def exists(self, path: str) -> bool:
        """Tell whether a regular file is there; a directory is an error, as in Terraform."""
        real = self.resolve(path)
        if os.path.isdir(real):  # noqa: PTH112  pathlib is slow to import
            raise EvalError(f'"{path}" is a directory, not a file', argument=0)
        return os.path.isfile(real)  # noqa: PTH113  pathlib is slow to import

    def list_files(self, path: str) -> Iterator[str]:
        """Yield the files below a directory, relative to it and with slashes."""
        top = self.resolve(path)
        count = 0
        for directory, _, names in os.walk(top):
            for name in names:
                count += 1
                if count > MAX_LISTED:
                    raise EvalError(f'there are more than {MAX_LISTED} files below "{path}"', code="too-large")
                yield os.path.relpath(os.path.join(directory, name), top).replace(os.sep, "/")  # noqa: PTH118  as above
