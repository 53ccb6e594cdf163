data "archive_file" "code" {
  type        = "zip"
  output_path = "${path.module}/code.zip"
  source {
    filename = "index.py"
    content  = <<-PY
      import json

      def handler(event, context):
          body = json.loads(event)
          return "%s: %d" % (body["type"], len(body))
      PY
  }
}

resource "alicloud_fc_function" "f" {
  service     = alicloud_fc_service.s.name
  name        = "handle"
  filename    = data.archive_file.code.output_path
  memory_size = "512"
  runtime     = "python3"
  handler     = "index.handler"
  environment_variables = {
    STAGE = var.stage, DEBUG = tostring(var.debug)
  }
}
