"""Two estates compared by meaning: resources, patterns, and which events reach which receivers.

``compare`` takes the two sides and returns a :class:`~ebaudit.model.change.Pair`. What is no difference is said in
:mod:`ebaudit.differences`.
"""

from ebaudit.diff.compare import Side, compare
from ebaudit.diff.roots import relative, roots

__all__ = ["Side", "compare", "relative", "roots"]
