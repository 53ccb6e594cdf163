"""Judging: policies, their language, and their evaluation over an estate and its facts.

``load`` gives the built-in policies and those of further directories, ``select`` chooses among
them, ``evaluate`` judges an estate.
"""

from ebaudit.policy.builtin import load
from ebaudit.policy.engine import Evaluated, evaluate
from ebaudit.policy.policy import Policy, PolicyFileProblem
from ebaudit.policy.selection import Selection, select

__all__ = ["Evaluated", "Policy", "PolicyFileProblem", "Selection", "evaluate", "load", "select"]
