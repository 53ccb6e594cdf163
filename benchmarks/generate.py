"""Terraform modules of any size, of the kinds that people write: made, not shipped."""

from pathlib import Path

RULES_A_FILE = 20

_SHARED = """
variable "region" {
  type    = string
  default = "cn-hangzhou"
}

variable "account" {
  type    = string
  default = "123456789"
}

locals {
  arn    = "acs:mns:${var.region}:${var.account}:"
  labels = { team = "shop", stage = "prod" }
}

resource "alicloud_event_bridge_event_bus" "shop" {
  event_bus_name = "shop"
}

resource "alicloud_event_bridge_service_linked_role" "mns" {
  product_name = "AliyunServiceRoleForEventBridgeSendToMNS"
}
"""

_QUEUE_TARGET = """
    target_id           = "queue-{n}"
    type                = "acs.mns.queue"
    endpoint            = "${{local.arn}}queues/orders-{n}"
    push_retry_strategy = "EXPONENTIAL_DECAY_RETRY"

    dead_letter_queue {{
      arn = "${{local.arn}}/queues/undelivered-{n}"
    }}

    param_list {{
      resource_key = "queue"
      form         = "CONSTANT"
      value        = "orders-{n}"
    }}

    param_list {{
      resource_key = "Body"
      form         = "TEMPLATE"
      value        = jsonencode(merge({{ id = "$.data.id" }}, {{ kind = "$.type" }}))
      template     = <<-TEXT
        Order $${{id}} of ${{local.labels.team}}: $${{kind}}
      TEXT
    }}
"""

_PLAIN = """
resource "alicloud_event_bridge_rule" "plain_{n}" {{
  event_bus_name = alicloud_event_bridge_event_bus.shop.event_bus_name
  rule_name      = "plain-{n}"
  status         = "ENABLE"
  filter_pattern = jsonencode({{
    source = ["shop.app"]
    type   = ["order:Created", {{ prefix = "order:Changed:{n}" }}]
    data   = {{ total = [{{ numeric = [">", {n}, "<=", 100000] }}] }}
  }})

  targets {{{target}  }}

  lifecycle {{
    ignore_changes = [description]
  }}
}}
"""

_HEREDOC = """
resource "alicloud_event_bridge_rule" "heredoc_{n}" {{
  event_bus_name = alicloud_event_bridge_event_bus.shop.event_bus_name
  rule_name      = "heredoc-{n}"
  status         = "ENABLE"
  filter_pattern = <<-JSON
    {{
      "source": ["shop.app"],
      "type": ["order:Paid:${{var.region}}:{n}"]
    }}
  JSON

  targets {{{target}  }}
}}
"""

_DYNAMIC = """
locals {{
  queues_{n} = {{ for name in ["a", "b"] : name => "orders-${{name}}-{n}" }}
}}

resource "alicloud_event_bridge_rule" "dynamic_{n}" {{
  for_each       = toset(["created", "paid"])
  event_bus_name = alicloud_event_bridge_event_bus.shop.event_bus_name
  rule_name      = "dynamic-${{each.key}}-{n}"
  status         = "ENABLE"
  filter_pattern = jsonencode({{ source = ["shop.app"], type = ["order:${{title(each.key)}}:{n}"] }})

  dynamic "targets" {{
    for_each = local.queues_{n}

    content {{
      target_id = targets.key
      type      = "acs.mns.queue"
      endpoint  = "${{local.arn}}queues/${{targets.value}}"

      dead_letter_queue {{
        arn = "${{local.arn}}/queues/undelivered-{n}"
      }}

      param_list {{
        resource_key = "queue"
        form         = "CONSTANT"
        value        = targets.value
      }}

      param_list {{
        resource_key = "Body"
        form         = "ORIGINAL"
      }}
    }}
  }}
}}
"""


def rules(directory: Path, count: int) -> int:
    """Write a module of ``count`` rules, twenty a file, and return the number of bytes written."""
    directory.mkdir(parents=True, exist_ok=True)
    files: dict[str, list[str]] = {"shared.tf": [_SHARED]}
    made = 0
    while made < count:
        kind = (_PLAIN, _HEREDOC, _DYNAMIC)[made % 3] if count - made > 1 else _PLAIN
        text = kind.format(n=made, target=_QUEUE_TARGET.format(n=made))
        files.setdefault(f"rules_{made // RULES_A_FILE:04}.tf", []).append(text)
        made += 2 if kind is _DYNAMIC else 1
    for name, parts in files.items():
        (directory / name).write_text("\n".join(parts), encoding="utf-8")
    return sum(len(part) for parts in files.values() for part in parts)


def monorepo(directory: Path, *, files: int = 2000, event_bridge: int = 20) -> None:
    """Write a tree of ``files`` Terraform files in directories of four, few of which hold EventBridge rules."""
    every = files // event_bridge
    for number in range(files):
        place = directory / f"stack_{number // 40:03}" / f"part_{number // 4:04}"
        place.mkdir(parents=True, exist_ok=True)
        name = f"file_{number:04}"
        if number % every == 0:
            rules(place, 5)
        else:
            (place / f"{name}.tf").write_text(_UNRELATED.format(n=name), encoding="utf-8")


def builtin(directory: Path, count: int) -> None:
    """Write ``count`` resources of Terraform's built-in provider with a rule's content: these need no download."""
    directory.mkdir(parents=True, exist_ok=True)
    for first in range(0, count, RULES_A_FILE):
        text = "".join(_BUILTIN.format(n=number) for number in range(first, min(first + RULES_A_FILE, count)))
        (directory / f"data_{first:05}.tf").write_text(text, encoding="utf-8")


_BUILTIN = """
resource "terraform_data" "rule_{n}" {{
  input = {{
    event_bus_name = "shop"
    rule_name      = "plain-{n}"
    filter_pattern = jsonencode({{
      source = ["shop.app"]
      type   = ["order:Created", {{ prefix = "order:Changed:{n}" }}]
      data   = {{ total = [{{ numeric = [">", {n}, "<=", 100000] }}] }}
    }})
    targets = [for name in ["a", "b"] : {{
      target_id = name
      endpoint  = "acs:mns:cn-hangzhou:123456789:queues/orders-${{name}}-{n}"
      template  = <<-TEXT
        Order $${{id}}: $${{kind}}
      TEXT
    }}]
  }}
}}
"""

_UNRELATED = """
variable "{n}_name" {{
  default = "{n}"
}}

resource "alicloud_oss_bucket" "{n}" {{
  bucket = "${{var.{n}_name}}-logs"

  lifecycle_rule {{
    id      = "expire"
    enabled = true

    expiration {{
      days = 30
    }}
  }}
}}

output "{n}" {{
  value = alicloud_oss_bucket.{n}.bucket
}}
"""
