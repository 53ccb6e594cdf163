"""Records: named tuples whose class costs next to nothing to make.

A class statement over ``typing.NamedTuple`` takes about 0.19 ms: it compiles a constructor and checks each
annotation. There are over a hundred records on the way to a first finding, so that made a sixth of the start-up
time. A :class:`Record` behaves the same (fields, defaults, unpacking, equality, ``_replace``, ``_asdict``, pattern
matching, pickling), takes about 0.01 ms, and is a named tuple to the type checker.
"""

from typing import TYPE_CHECKING

__all__ = ["Record"]

if TYPE_CHECKING:
    from typing import NamedTuple as Record
else:
    # The descriptor by which the standard library's own named tuples read a field: the fastest there is.
    from collections import _tuplegetter as field_reader

    def _constructor(fields, defaults):
        """Make ``__new__``: one compiled body for each number of fields, under the names of these."""
        body = _BODIES.get(len(fields))
        if body is None:
            items = "".join(f"_{place}," for place in range(len(fields)))
            source = f"lambda _cls,{items}: _new(_cls, ({items}))"
            body = _BODIES[len(fields)] = eval(source, {"_new": tuple.__new__})  # noqa: S307  of numbers alone
        code = body.__code__.replace(co_varnames=("_cls", *fields), co_name="__new__")
        return type(body)(code, body.__globals__, "__new__", tuple(defaults.values()))

    _BODIES = {}

    class _Maker(type):
        """Makes a record of a class body: annotated names are fields, values are their defaults."""

        def __new__(mcs, name, bases, body):
            if not bases or bases[0] is not Record:
                return super().__new__(mcs, name, bases, body)
            fields = tuple(body.get("__annotations__", ()))
            defaults = {field: body[field] for field in fields if field in body}
            if tuple(defaults) != fields[len(fields) - len(defaults) :]:
                raise TypeError(f"{name}: a field without default follows one with a default")
            body.update((field, field_reader(place, field)) for place, field in enumerate(fields))
            body["_fields"] = body["__match_args__"] = fields
            body["_field_defaults"] = defaults
            body["__slots__"] = ()
            body["__new__"] = _constructor(fields, defaults)
            return super().__new__(mcs, name, (_Fields,), body)

    class Record(metaclass=_Maker):
        """A named tuple: annotate its fields in the class body, in their order."""

    class _Fields(tuple, metaclass=_Maker):
        """What every record can do, whatever its fields."""

        __slots__ = ()
        _fields = ()

        @classmethod
        def _make(cls, items):
            made = tuple.__new__(cls, items)
            if len(made) != len(cls._fields):
                raise TypeError(f"expected {len(cls._fields)} values, got {len(made)}")
            return made

        def _replace(self, /, **changed):
            made = tuple.__new__(type(self), map(changed.pop, self._fields, self))
            if changed:
                raise ValueError(f"{type(self).__name__} has no field {', '.join(map(repr, changed))}")
            return made

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def __getnewargs__(self):
            return tuple(self)

        def __repr__(self):
            shown = ", ".join(f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True))
            return f"{type(self).__name__}({shown})"
