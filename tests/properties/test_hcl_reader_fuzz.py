"""Whatever stands in the files, the reader answers with an estate and diagnostics, never with an exception."""

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ebaudit.model.diagnostic import Diagnostic
from ebaudit.model.request import Inputs
from ebaudit.model.value import leaves
from ebaudit.readers.hcl.read import read
from tests.terraform_modules import CATALOG

HERE = Path(__file__).parents[1]
BASES = [path.read_text("utf-8") for path in sorted((HERE / "conformance/data/plans").glob("*/module/**/main.tf"))]
BASES += [path.read_text("utf-8") for path in sorted((HERE.parent / "fixtures/estates").glob("**/main.tf"))]
PIECES = (
    *"{}[]()*.=-!#\n\0é",
    *(
        '"',
        "${",
        "%{ for x in ",
        "<<-E\n",
        "...",
        "null",
        "each.value",
        "var.",
        "local.x",
        "count.index",
        "for_each = ",
    ),
    *("dynamic ", "1e999", "? 1 : ", "[*]", ".*", "\\u", "try(", "jsonencode(", "range(99999999)", "/*", "data."),
    *("module.", "self", "::", "=>", "true"),
)


@st.composite
def broken(draw: st.DrawFn) -> str:
    text = draw(st.sampled_from(BASES))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        until = min(len(text), at + draw(st.sampled_from((0, 0, 1, 2, 8, 30))))
        text = text[:at] + draw(st.sampled_from(PIECES)) + text[until:]
    return text


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=broken())
def test_the_reader_never_raises(text: str, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(text, encoding="utf-8")
    found = read(str(tmp_path), Inputs(), CATALOG)
    assert all(isinstance(item, Diagnostic) for item in found.diagnostics)
    for resource in found.estate.resources:
        for attribute in resource.block.attributes.values():
            for path, _ in leaves(attribute.value):
                attribute.place(path, (0, 1))
                attribute.place(path, key=True)
