terraform {
  required_version = ">= 1.5, < 2.0"
  required_providers {
    alicloud = {
      source  = "aliyun/alicloud"
      version = "~> 1.289"
    }
    archive = { source = "hashicorp/archive", version = "2.4.0" }
  }
  backend "oss" {
    bucket = "state"
    prefix = "terraform/eventbridge"
  }
}

provider "alicloud" {
  region = "cn-hangzhou"
}

provider "alicloud" {
  alias  = "shanghai"
  region = "cn-shanghai"
  assume_role {
    role_arn = "acs:ram::1234567890123456:role/deploy"
  }
}
