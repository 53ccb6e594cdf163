resource "alicloud_event_bridge_event_source_v2" "kafka" {
  event_bus_name    = "b"
  event_source_name = "kafka"
  source_kafka_parameters {
    instance_id       = alicloud_alikafka_instance.k.id
    topic             = "t"
    consumer_group    = "g"
    offset_reset      = "latest"
    maximum_tasks     = 1 + 1
    region_id         = data.alicloud_regions.current.regions.0.id
    security_group_id = ""
  }
}
