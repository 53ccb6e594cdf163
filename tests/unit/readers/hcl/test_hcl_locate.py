from pathlib import Path

from ebaudit.model.estate import Opened
from tests.terraform_modules import attribute, opened, resource, said, shown

RULE = "alicloud_event_bridge_rule"
MODULE = """locals {
  rules = {
    a = { pattern = { source = ["x"], type = ["bad", "worse"] }, text = "hello" }
  }
  base = { one = 1, two = "zz" }
}
variable "given" {
  default = { source = ["v1", "v2"] }
}
resource "alicloud_event_bridge_rule" "r" {
  for_each       = local.rules
  event_bus_name = "de\\nfault"
  rule_name      = each.value.text
  status         = true ? "on" : "off"
  description    = jsonencode(merge(local.base, { three = 3 }))
  filter_pattern = jsonencode(each.value.pattern)
  dynamic "targets" {
    for_each = [{ id = "t1", x = "yes" }]
    iterator = t
    content {
      target_id = t.value.id
      type      = jsonencode({ "a b" = var.given.source })
      endpoint  = <<-TEXT
        {
          "source": ["${t.value.x}", "abc"]
        }
      TEXT
    }
  }
}
"""
ADDRESS = f'{RULE}.r["a"]'


def module(directory: Path) -> Opened:
    found = opened(directory, {"main.tf": MODULE})
    assert said(found) == []
    return found


def test_offsets_in_text_lead_to_the_characters(tmp_path: Path) -> None:
    found = module(tmp_path)
    name = attribute(found, ADDRESS, "event_bus_name")
    assert shown(found, name.place((), (0, 2))) == "de"
    assert shown(found, name.place((), (2, 4))) == "\\nf"


def test_references_are_followed_to_the_text(tmp_path: Path) -> None:
    found = module(tmp_path)
    assert shown(found, attribute(found, ADDRESS, "rule_name").place((), (1, 3))) == "el"
    assert shown(found, attribute(found, ADDRESS, "status").place((), (0, 1))) == "o"


def test_paths_go_through_jsonencode_merge_and_references(tmp_path: Path) -> None:
    found = module(tmp_path)
    description = attribute(found, ADDRESS, "description")
    assert shown(found, description.place(("two",))) == '"zz"'
    assert shown(found, description.place(("three",), key=True)) == "three"
    pattern = attribute(found, ADDRESS, "filter_pattern")
    assert isinstance(pattern.value, str)
    at = pattern.value.index("worse")
    assert shown(found, pattern.place(("type", 1), (at - 1, at + 6))) == '"worse"'
    assert shown(found, pattern.place(("type", 1), (at + 1, at + 5))) == "orse"
    at = pattern.value.index("type")
    assert shown(found, pattern.place(("type",), (at - 1, at + 5), key=True)) == "type"


def test_iterators_and_variables_are_followed(tmp_path: Path) -> None:
    found = module(tmp_path)
    (target,) = resource(found, ADDRESS).block.blocks["targets"]
    assert shown(found, target.attributes["target_id"].place()) == "t.value.id"
    assert shown(found, target.attributes["target_id"].place((), (0, 2))) == "t1"
    kind = target.attributes["type"]
    assert shown(found, kind.place(("a b", 1))) == '"v2"'
    assert shown(found, kind.place(("a b",), key=True)) == '"a b"'


def test_heredocs_know_their_lines_and_interpolations(tmp_path: Path) -> None:
    found = module(tmp_path)
    (target,) = resource(found, ADDRESS).block.blocks["targets"]
    endpoint = target.attributes["endpoint"]
    assert isinstance(endpoint.value, str)
    at = endpoint.value.index("abc")
    assert shown(found, endpoint.place((), (at, at + 3))) == "abc"
    at = endpoint.value.index("yes")
    assert shown(found, endpoint.place((), (at, at + 3))) == "t.value.x"


def test_a_part_that_cannot_be_told_is_the_whole(tmp_path: Path) -> None:
    found = module(tmp_path)
    pattern = attribute(found, ADDRESS, "filter_pattern")
    assert shown(found, pattern.place(("nothing", 3))) == shown(found, pattern.place(("absent",)))


INSIDE = """variable "word" {
  default = "two"
}
locals {
  text = "say \\"$${a}\\" and $${b}"
}
resource "alicloud_event_bridge_rule" "r" {
  rule_name      = jsonencode({ x = { "k$${a}" = "caf\u00e9 \\"$${a}\\" $${b}" }, y = [local.text, var.word] })
  description    = jsonencode({ name = "k $${b}", id = terraform_data.x.id })
}
resource "terraform_data" "x" {}
"""


def test_offsets_go_into_the_strings_of_jsonencode(tmp_path: Path) -> None:
    found = opened(tmp_path, {"main.tf": INSIDE})
    name = attribute(found, f"{RULE}.r", "rule_name")
    assert isinstance(name.value, str)
    first = name.value.index("${b}")
    later = name.value.rindex("${b}")
    assert shown(found, name.place(("x", "k${a}"), (first, first + 4))) == "$${b}"
    assert shown(found, name.place((), (first, first + 4))) == "$${b}"
    assert shown(found, name.place((), (later, later + 4))) == "$${b}"
    inside = name.value.index("${a}")
    assert shown(found, name.place(("x", "k${a}"), (inside, inside + 4), key=True)) == "$${a}"
    assert shown(found, name.place((), (inside, inside + 4))) == "$${a}"
    whole = name.value.index('"two"')
    assert shown(found, name.place(("y", 1), (whole, whole + 5))) == '"two"'


def test_offsets_in_a_partly_unknown_text_count_in_the_string(tmp_path: Path) -> None:
    found = opened(tmp_path, {"main.tf": INSIDE})
    assert shown(found, attribute(found, f"{RULE}.r", "description").place(("name",), (2, 6))) == "$${b}"
