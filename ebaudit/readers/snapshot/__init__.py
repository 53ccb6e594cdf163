"""ebaudit's own saved estates: written from what any reader saw, read back as the same estate.

A snapshot is one JSON document, described by ``snapshot.schema.json`` beside this file. Its order is fixed, so
that two of them compare well line by line; it holds no places in sources, which move with every edit, and no
secrets (see :mod:`ebaudit.model.digest`).
"""

from ebaudit.readers.snapshot.read import read
from ebaudit.readers.snapshot.write import write

__all__ = ["read", "write"]
