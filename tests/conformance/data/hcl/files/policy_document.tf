data "alicloud_ram_policy_document" "p" {
  version = "1"
  statement {
    effect   = "Allow"
    action   = ["mns:SendMessage", "mns:PublishMessage"]
    resource = ["acs:mns:*:*:/queues/${var.q}/messages", "*"]
    condition {
      operator = "StringEquals"
      variable = "acs:SourceArn"
      values   = [for b in var.buses : "acs:eventbridge:*:*:eventbus/${b}"]
    }
  }
}
