resource "alicloud_event_bridge_connection" "hook" {
  connection_name = "hook"
  description     = "to the shop"
  network_parameters {
    network_type      = "PrivateNetwork"
    vpc_id            = alicloud_vpc.main.id
    vswitche_id       = alicloud_vswitch.main.id
    security_group_id = alicloud_security_group.main.id
  }
  auth_parameters {
    authorization_type = "BASIC_AUTH"
    basic_auth_parameters {
      username = "admin"
      password = var.password
    }
    oauth_parameters {
      authorization_endpoint = "https://login.example.com/token"
      http_method            = "POST"
      client_parameters {
        client_id     = "ClientId"
        client_secret = var.secret
      }
      oauth_http_parameters {
        header_parameters {
          key             = "name"
          value           = "name"
          is_value_secret = "true"
        }
      }
    }
  }
}
