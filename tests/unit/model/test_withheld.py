from ebaudit.model.resources import Attribute, Block, Resource
from ebaudit.model.value import Sensitive, Unknown
from ebaudit.model.withheld import withheld


def test_every_text_that_is_marked_is_told() -> None:
    inner = Block({"c": Attribute(Sensitive({"k": ("three", 4, Unknown("x"))})), "d": Attribute("plain")}, {})
    outer = Block({"a": Attribute(Sensitive("one")), "b": Attribute((Sensitive("two"), "plain"))}, {"i": (inner,)})
    assert list(withheld([Resource("x", "x", "managed", outer)])) == ["one", "two", "three"]
