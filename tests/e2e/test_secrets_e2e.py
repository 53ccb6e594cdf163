"""Secrets planted in a module come out of no format."""

from pathlib import Path

import pytest

from tests.e2e.test_languages_e2e import run

MODULE = """variable "secret" {
  sensitive = true
  default   = "canary-one"
}
locals {
  derived = upper("x-${var.secret}")
}
resource "alicloud_event_bridge_rule" "r" {
  event_bus_name = local.derived
  rule_name      = "${var.secret}__!!"
  status         = var.secret
  filter_pattern = jsonencode({ source = var.secret, typ = [local.derived] })
  targets {
    target_id = var.secret
    type      = local.derived
    endpoint  = "http://user:canary-two@x.example/?access_token=canary-three"
    param_list {
      resource_key = "SecretKey"
      form         = "CONSTANT"
      value        = "canary-four"
    }
    param_list {
      resource_key = "Body"
      form         = "TEMPLATE"
      value        = jsonencode({ a = local.derived, b = "$.x[" })
      template     = "hello $${zz} ${var.secret}"
    }
  }
  targets {
    target_id = "headers"
    type      = "acs.api.destination"
    endpoint  = "acs:api-destination:cn-hangzhou:1:name/crm"
    param_list {
      resource_key = "HeaderParameters"
      form         = "TEMPLATE"
      value        = jsonencode({ id = "$.id", token = "canary-six" })
      template     = jsonencode({ Authorization = "Bearer canary-seven", id = "$${id}" })
    }
    param_list {
      resource_key = "BodyParameters"
      form         = "TEMPLATE"
      value        = "{\\"id\\":\\"$.id\\"}"
      template     = <<-EOT
        { "client_secret" : "canary-eight", "id": "$${id}" }
      EOT
    }
    param_list {
      resource_key = "QueryStringParameters"
      form         = "TEMPLATE"
      value        = "{}"
      template     = jsonencode({ "api_key" = "canary-nine", trace = var.trace })
    }
  }
}
variable "trace" {
  default = null
}
resource "alicloud_event_bridge_rule" "open" {
  event_bus_name = "default"
  rule_name      = "open"
  filter_pattern = "{}"
  targets {
    target_id = "headers"
    type      = "acs.api.destination"
    endpoint  = "acs:api-destination:cn-hangzhou:1:name/crm"
    param_list {
      resource_key = "HeaderParameters"
      form         = "TEMPLATE"
      value        = "{}"
      template     = jsonencode({ "x-api-key" = "canary-ten", trace = terraform_data.x.id })
    }
  }
}
resource "terraform_data" "x" {}
resource "alicloud_event_bridge_event_bus" "b" {
  event_bus_name = "b-${var.secret}-${terraform_data.x.id}"
}
"""


@pytest.mark.parametrize(
    "argv",
    [
        ["snapshot"],
        ["route", "--event", '{"source":"a","type":"b","id":"c"}'],
        *(
            f"check --format {name} {flag}".split()
            for name in ("text", "json", "sarif", "junit")
            for flag in ("", "-v")
        ),
        *(f"check --format {name}".split() for name in ("markdown", "github")),
        ["show"],
        ["show", "--format", "json"],
    ],
    ids=" ".join,
)
def test_no_secret_is_shown(argv: list[str], tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(MODULE, encoding="utf-8")
    (tmp_path / "terraform.tfvars").write_text('undeclared = "canary-five"\n', encoding="utf-8")
    ran = run(*argv, str(tmp_path))
    assert "canary" not in (str(ran.out) + str(ran.err)).lower().replace(str(tmp_path).lower(), "")
