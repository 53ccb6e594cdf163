"""The fraction that remembers that it came from a 64-bit float; apart because ``fractions`` is slow to import."""

from fractions import Fraction


class DoubleFraction(Fraction):
    """A fraction whose digits are those of a 64-bit float."""

    double = True
