"""Small estates for comparisons, written as HCL, and a comparison of two."""

from pathlib import Path

from ebaudit.analysis.facts import analyse
from ebaudit.catalog import load
from ebaudit.diff import Side, compare
from ebaudit.model.change import DeliveryChange, Pair, ResourceChange
from ebaudit.model.request import Inputs
from ebaudit.readers import open_estates

CATALOG, _ = load()
HEAD = """
variable "text" {
  type = string
}
variable "other" {
  type = string
}
variable "key" {
  type      = string
  sensitive = true
  default   = "not for print"
}
resource "alicloud_event_bridge_event_bus" "b" {
  event_bus_name = "b"
}
"""


def target(id: str, kind: str = "acs.mns.queue", more: str = "", endpoint: str = "") -> str:
    where = endpoint or f'"acs:mns:cn-hangzhou:1:queues/{id}"'
    return f"""
  targets {{
    target_id = "{id}"
    type      = "{kind}"
    endpoint  = {where}
{more}
  }}
"""


def rule(name: str, pattern: str, *targets: str, status: str = '"ENABLE"', bus: str = '"b"', label: str = "") -> str:
    stated = f"  status = {status}\n" if status else ""
    return f"""
resource "alicloud_event_bridge_rule" "{label or name}" {{
  event_bus_name = {bus}
  rule_name      = "{name}"
  filter_pattern = {pattern}
{stated}{"".join(targets)}}}
"""


def types(*names: str) -> str:
    listed = ", ".join(f'"{name}"' for name in names)
    return f'jsonencode({{ source = ["shop"], type = [{listed}] }})'


def side(directory: Path, text: str) -> Side:
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "main.tf").write_text(HEAD + text, encoding="utf-8")
    opened = open_estates(str(directory), Inputs(), CATALOG)[0]
    assert opened.diagnostics == ()
    return Side(opened, analyse(opened.estate, CATALOG).patterns)


def compared(directory: Path, before: str, after: str) -> Pair:
    return compare(side(directory / "before", before), side(directory / "after", after), CATALOG)


def short(change: DeliveryChange) -> tuple[str, str, str, bool, tuple[str, ...]]:
    """Kind, rule, target, whether all events of the rule are meant, and what is lost altogether."""
    address, _, inner = change.target.partition("#")
    return change.kind.value, address.rpartition(".")[2], inner, change.whole, tuple(last.value for last in change.last)


def only(pair: Pair) -> ResourceChange:
    assert len(pair.resources) == 1
    return pair.resources[0]
