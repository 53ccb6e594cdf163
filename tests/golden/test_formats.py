"""Every format over every canonical report, compared with the committed files."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for

from ebaudit import report as package
from ebaudit.report import FORMATS, Look, render
from ebaudit.report.cells import width
from tests.reports import REPORTS

HERE = Path(__file__).parent
SUFFIXES = {
    "github": "txt",
    "json": "json",
    "junit": "xml",
    "markdown": "md",
    "sarif": "sarif.json",
    "text": "txt",
}
JUNIT_TAGS = {"failures": "failure", "errors": "error", "skipped": "skipped"}
LOOKS = {
    "": Look(),
    "-verbose": Look(verbosity=1),
    "-quiet": Look(verbosity=-1),
    "-exit-zero": Look(exit_zero=True),
    "-colour": Look(colour=True, links="/work"),
}


@pytest.mark.parametrize("case", REPORTS)
@pytest.mark.parametrize("name", FORMATS)
def test_format(name: str, case: str, golden: Callable[[Path, str], None]) -> None:
    golden(HERE / name / f"{case}.{SUFFIXES[name]}", render(name, REPORTS[case], Look()))


@pytest.mark.parametrize("look", [look for look in LOOKS if look])
@pytest.mark.parametrize("case", ["frames", "undecided", "diagnostics", "waived", "crash", "module-chain"])
def test_text_looks(case: str, look: str, golden: Callable[[Path, str], None]) -> None:
    golden(HERE / "text" / f"{case}{look}.txt", render("text", REPORTS[case], LOOKS[look]))


@pytest.mark.parametrize("case", REPORTS)
def test_text_fits_eighty_columns(case: str) -> None:
    long = [line for line in render("text", REPORTS[case], Look()).splitlines() if width(line) > 80]
    # an address stays whole, so that it can be copied
    assert [line for line in long if "module.a" not in line] == []


@pytest.mark.parametrize("case", REPORTS)
@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("look", LOOKS)
def test_no_format_shows_a_secret(name: str, case: str, look: str) -> None:
    assert "canary" not in render(name, REPORTS[case], LOOKS[look])


@pytest.mark.parametrize("case", REPORTS)
def test_text_moves_no_cursor(case: str) -> None:
    assert all(line.isprintable() for line in render("text", REPORTS[case], Look(verbosity=1)).split("\n"))


@pytest.mark.parametrize("case", REPORTS)
def test_json_fits_its_schema(case: str) -> None:
    schema = json.loads((Path(package.__path__[0]) / "report.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    document = json.loads(render("json", REPORTS[case], Look()))
    assert [error.message for error in Draft202012Validator(schema).iter_errors(document)] == []


@pytest.mark.parametrize("case", REPORTS)
def test_sarif_fits_its_schema(case: str) -> None:
    # the committee's own file: https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/
    schema = json.loads((HERE / "schemas" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    document = json.loads(render("sarif", REPORTS[case], Look()))
    assert [error.message for error in validator_for(schema)(schema).iter_errors(document)] == []


@pytest.mark.parametrize("case", REPORTS)
def test_junit_is_xml_whose_counts_are_right(case: str) -> None:
    root = ElementTree.fromstring(render("junit", REPORTS[case], Look()))  # noqa: S314  our own output
    for suite in root:
        cases = list(suite)
        counted = {what: sum(found.find(tag) is not None for found in cases) for what, tag in JUNIT_TAGS.items()}
        assert {what: int(suite.attrib[what]) for what in JUNIT_TAGS} == counted
        assert int(suite.attrib["tests"]) == len(cases)


@pytest.mark.parametrize("case", REPORTS)
@pytest.mark.parametrize("verbosity", [0, 1])
def test_colour_changes_nothing_but_colour(case: str, verbosity: int) -> None:
    painted = render("text", REPORTS[case], Look(colour=True, verbosity=verbosity))
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == render("text", REPORTS[case], Look(verbosity=verbosity))
