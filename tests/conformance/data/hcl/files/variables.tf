variable "stage" {
  type        = string
  description = "Stage of the deployment"
  default     = "test"
  validation {
    condition     = contains(["test", "live"], var.stage)
    error_message = "The stage is test or live, not ${var.stage}."
  }
}

variable "rules" {
  type = map(object({
    bus     = optional(string, "default")
    enabled = optional(bool, true)
    targets = list(object({ id = string, type = string }))
  }))
  nullable = false
}

variable "token" {
  type      = string
  sensitive = true
}

variable "anything" {}
