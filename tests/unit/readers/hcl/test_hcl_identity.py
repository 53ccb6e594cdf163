"""What two unknown values have in common when they are surely equal."""

from pathlib import Path

import pytest

from ebaudit.model.value import Unknown, hole, reveal
from tests.terraform_modules import BUS, evaluated

MAIN = f"""
resource "random_integer" "x" {{}}
variable "name" {{}}
locals {{
  bus = {BUS}.a.event_bus_name
}}
resource "{BUS}" "a" {{
  event_bus_name = "bus-${{random_integer.x.result}}"
}}
resource "{BUS}" "b" {{
  event_bus_name = upper(var.name)
}}
resource "{BUS}" "many" {{
  for_each       = toset([var.name])
  event_bus_name = "n"
  description    = var.name
}}
resource "alicloud_event_bridge_event_source_v2" "s" {{
  event_source_name = "hook"
  event_bus_name    = "b"
  source_http_event_parameters {{
    type = "HTTPS"
  }}
}}
"""
NUMBERED = f"bus-{hole('random_integer.x.result')}"


@pytest.mark.parametrize(
    ("expression", "identity"),
    [
        ("random_integer.x.result", hole("random_integer.x.result")),
        (f"{BUS}.a.event_bus_name", NUMBERED),
        ("local.bus", NUMBERED),
        ("sensitive(local.bus)", NUMBERED),
        ('"bus-${random_integer.x.result}"', NUMBERED),
        (f'"${{{BUS}.a.event_bus_name}}-y"', f"{NUMBERED}-y"),
        (f"{BUS}.b.event_bus_name", hole(f"{BUS}.b.event_bus_name")),
        (f"{BUS}.b.id", hole(f"{BUS}.b.id")),
        ("var.name", hole("var.name")),
        ("upper(var.name)", ""),
        ('"${upper(var.name)}-${var.name}"', ""),
        (f'{BUS}.many["one"].id', ""),
        (f'{BUS}.many["one"].description', hole("var.name")),
    ],
)
def test_identities(tmp_path: Path, expression: str, identity: str) -> None:
    value, errors = evaluated(tmp_path, expression, {"main.tf": MAIN})
    assert errors == []
    inner = reveal(value)
    assert isinstance(inner, Unknown)
    assert inner.identity == identity


def test_a_block_has_what_the_provider_decides_in_it(tmp_path: Path) -> None:
    address = "alicloud_event_bridge_event_source_v2.s.source_http_event_parameters"
    value, errors = evaluated(tmp_path, f"{address}[0].public_web_hook_url", {"main.tf": MAIN})
    assert errors == []
    assert isinstance(value, Unknown)
    assert value.refs == (f"{address}[0].public_web_hook_url",)
    unset, _ = evaluated(tmp_path, f"{address}[0].referer", {"main.tf": MAIN})
    assert unset is None
