"""Readers turn an input into an estate; nothing else touches what is being audited."""

from ebaudit.catalog import Catalog
from ebaudit.model.estate import Opened
from ebaudit.model.request import Inputs

__all__ = ["open_estates"]


def open_estates(path: str, inputs: Inputs, catalog: Catalog) -> list[Opened]:
    """Open every estate at ``path``: each Terraform root module of a directory, or what one file describes.

    What cannot be read is a diagnostic in the result, never an exception.
    """
    from ebaudit.readers.hcl.read import find_roots, read  # noqa: PLC0415  other readers will not need it

    # A path without a root module below it is a single file, or one of which read says what is wrong.
    return [read(root, inputs, catalog) for root in find_roots(path) or [path]]
