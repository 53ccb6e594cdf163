from ebaudit.model.resources import Attribute, Block, Resource
from ebaudit.model.value import Sensitive, Unknown
from ebaudit.readers.decode import decode


def resource(kind: str, name: str, block: Block, mode: str = "managed") -> Resource:
    return Resource(f"{kind}.{name}", kind, mode, block)


def block(**attributes: object) -> Block:
    return Block({name: Attribute(value) for name, value in attributes.items()}, {})  # type: ignore[arg-type]  # test values


def test_nested_things_are_named_by_identity_and_by_position_where_that_fails() -> None:
    targets = (
        block(target_id="a"),
        block(target_id="b"),
        block(target_id="b"),
        block(target_id=Unknown("known only after apply")),
        block(),
        block(target_id=Sensitive("c")),
    )
    rule = resource("alicloud_event_bridge_rule", "r", Block({}, {"targets": targets}))
    estate = decode("hcl", ".", [rule])
    assert [target.address.removeprefix("alicloud_event_bridge_rule.r") for target in estate.rules[0].targets] == [
        "#targets[a]",
        "#targets[1]",
        "#targets[2]",
        "#targets[3]",
        "#targets[4]",
        "#targets[5]",
    ]


def test_null_arguments_are_not_set_and_other_families_are_left_out() -> None:
    bus = resource("alicloud_event_bridge_event_bus", "b", block(event_bus_name="orders", description=None))
    queue = resource("alicloud_mns_queue", "q", block(name="q"))
    data = resource("alicloud_event_bridge_rules", "all", block(), mode="data")
    estate = decode("hcl", "root", [queue, data, bus])
    assert estate.resources == (bus,)
    assert estate.references == (data,)
    assert estate.event_buses[0].event_bus_name == Attribute("orders")
    assert estate.event_buses[0].description is None


def test_a_parameter_and_a_dead_letter_queue_are_found() -> None:
    target = Block(
        {"target_id": Attribute("t")},
        {"param_list": (block(resource_key="Body", form="ORIGINAL"),), "dead_letter_queue": (block(arn="acs:mns:x"),)},
    )
    estate = decode("hcl", ".", [resource("alicloud_event_bridge_rule", "r", Block({}, {"targets": (target,)}))])
    (decoded,) = estate.rules[0].targets
    assert decoded.params[0].address == "alicloud_event_bridge_rule.r#targets[t].param_list[Body]"
    assert decoded.params[0].form == Attribute("ORIGINAL")
    assert decoded.dead_letter_queue is not None
    assert decoded.dead_letter_queue.arn == Attribute("acs:mns:x")


def test_what_feeds_a_source_is_its_kind() -> None:
    first = resource("alicloud_event_bridge_event_source", "a", block(external_source_type="MNS"))
    second = resource(
        "alicloud_event_bridge_event_source_v2", "b", Block({}, {"timeouts": (), "source_mns_parameters": (block(),)})
    )
    third = resource("alicloud_event_bridge_event_source", "c", block())
    kinds = [(source.version, source.kind) for source in decode("hcl", ".", [third, second, first]).event_sources]
    assert kinds == [(1, "MNS"), (1, None), (2, "source_mns_parameters")]
