"""Judging: policies, their language, and their evaluation over an estate and its facts.

``load`` gives the built-in policies and those of further directories, ``select`` chooses among
them, ``evaluate`` judges an estate, a ``Bench`` one after another.
"""

from ebaudit.policy.builtin import load
from ebaudit.policy.engine import Bench, Evaluated, evaluate
from ebaudit.policy.policy import Policy
from ebaudit.policy.selection import Selection, meaningless, select

__all__ = [
    "Bench",
    "Evaluated",
    "Policy",
    "Selection",
    "evaluate",
    "load",
    "meaningless",
    "select",
]
