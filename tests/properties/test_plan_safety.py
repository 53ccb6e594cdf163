"""Whatever somebody makes of a plan or state, reading it gives an estate or a diagnostic, never an exception."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ebaudit.analysis import facts
from ebaudit.catalog import load
from ebaudit.model.request import Inputs
from ebaudit.readers import open_estates

CATALOG, _problems = load()
PLANS = Path(__file__).parents[1] / "conformance" / "data" / "plans"
NAMES = ("unknowns/create.plan.json", "dingtalk/drift.plan.json", "fleet/applied.tfstate", "sources/applied.state.json")
DOCUMENTS = {name: json.loads((PLANS / name).read_text()) for name in NAMES}
Step = str | int


def places(value: Any, path: tuple[Step, ...] = ()) -> Iterator[tuple[Step, ...]]:
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inner:
        yield from places(item, (*path, key))


PLACES = {name: list(places(document)) for name, document in DOCUMENTS.items()}
JUNK = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-5, 10**20), st.floats(allow_nan=False), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2),
        st.dictionaries(
            st.sampled_from(["address", "type", "values", "resources", "targets", "references"]), inner, max_size=2
        ),
    ),
    max_leaves=4,
)


def replaced(value: Any, path: tuple[Step, ...], junk: Any) -> Any:
    if not path:
        return junk
    copy: Any = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = replaced(value[path[0]], path[1:], junk)
    return copy


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_part_may_be_anything(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(NAMES))
    document = replaced(DOCUMENTS[name], data.draw(st.sampled_from(PLACES[name])), data.draw(JUNK))
    before = data.draw(st.booleans())
    source = data.draw(st.sampled_from(["", str(PLANS / name.split("/")[0] / "module")]))
    given_ = Inputs(source=source, before=before, standard_input=json.dumps(document).encode())
    (opened,) = open_estates("-", given_, CATALOG)
    facts.analyse(opened.estate, CATALOG)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(NAMES), st.data())
def test_a_piece_of_a_text_is_refused(name: str, data: st.DataObject) -> None:
    text = (PLANS / name).read_bytes().strip()
    start, end = data.draw(st.integers(0, 60)), data.draw(st.integers(0, len(text) - 1))
    (opened,) = open_estates("-", Inputs(standard_input=text[start:end]), CATALOG)
    assert opened.diagnostics
