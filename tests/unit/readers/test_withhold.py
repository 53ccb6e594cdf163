from ebaudit.analysis.schema.secrets import secret_facts
from ebaudit.catalog import load
from ebaudit.model.digest import is_withheld, stand_in
from ebaudit.model.resources import Block, Provider, Resource
from ebaudit.model.value import ListValue, MapValue, Path, Sensitive, SetValue, Unknown, Value, leaves, reveal
from ebaudit.readers.withhold import Withholder
from tests.blocks import estate, resource

CATALOG = load()[0]
KEY = b"key"
ROBOT = "https://robot.example.com/send?access_token=4f1e77"


def withheld(given: Resource) -> Resource:
    return Withholder(CATALOG, KEY).resource(given)


def values(block: Block, path: Path = ()) -> dict[Path, Value]:
    made: dict[Path, Value] = {(*path, name): each.value for name, each in block.attributes.items()}
    for name, blocks in block.blocks.items():
        for index, item in enumerate(blocks):
            made |= values(item, (*path, name, index))
    return made


def rule(*params: dict[str, Value], **target: Value) -> Resource:
    one = {"target_id": "t", "type": "acs.dingtalk", "endpoint": ROBOT, "param_list": list(params), **target}
    return resource("rule", {"rule_name": "r", "event_bus_name": "default", "targets": [one]})


def param(key: Value, value: Value, form: Value = "CONSTANT") -> dict[str, Value]:
    return {"resource_key": key, "form": form, "value": value}


def test_what_the_catalog_calls_a_secret_and_credentials_in_urls() -> None:
    made = values(withheld(rule(param("SecretKey", "hunter2"), param("URL", ROBOT), param("Body", "hello"))).block)
    at: Path = ("targets", 0, "param_list")
    assert {path for path, value in made.items() if is_withheld(value)} == {
        ("targets", 0, "endpoint"),
        (*at, 0, "value"),
        (*at, 1, "value"),
    }
    assert stand_in(made["targets", 0, "endpoint"]) == ROBOT.replace("4f1e77", "withheld")


def test_facts_about_secrets_are_the_same_without_them() -> None:
    before = rule(param("SecretKey", "hunter2"), param("URL", ROBOT), param("Body", Sensitive("x")), endpoint=ROBOT)
    auth = {"authorization_type": "BASIC_AUTH", "basic_auth_parameters": [{"username": "u", "password": "p" * 8}]}
    connection = resource("connection", {"connection_name": "c", "auth_parameters": [auth]})
    one = [*secret_facts(estate(before, connection), CATALOG)]
    other = [*secret_facts(estate(withheld(before), withheld(connection)), CATALOG)]
    assert [(f.code, f.address, f.key, f.data) for f in one] == [(f.code, f.address, f.key, f.data) for f in other]
    assert len(one) == 4
    assert {text for fact in other for text in fact.secrets} == set()


def test_a_sensitive_value_that_is_a_word_or_a_name_stays() -> None:
    made = values(withheld(rule(param(Sensitive("Body"), Sensitive("x"), Sensitive("TEMPLATE")))).block)
    at: Path = ("targets", 0, "param_list", 0)
    assert made[(*at, "resource_key")] == "Body"
    assert made[(*at, "form")] == "TEMPLATE"
    assert is_withheld(made[(*at, "value")])


def test_where_a_secret_is_found_in_the_event_is_none() -> None:
    made = values(withheld(rule(param("SecretKey", "$.data.key", "JSONPATH"))).block)
    assert made["targets", 0, "param_list", 0, "value"] == "$.data.key"


def test_values_of_every_kind() -> None:
    holder = Withholder(CATALOG, KEY)
    inner: tuple[Value, ...] = (
        ListValue(["a", ROBOT]),
        SetValue(["a", Sensitive("s")]),
        MapValue({"dbPassword": "x", "user": "y"}),
        {"n": 1, "token": 2},
        ("a", None, True),
    )
    made = [holder.value(each) for each in inner]
    assert [type(each) for each in made] == [type(each) for each in inner]
    gone = [[path for path, leaf in leaves(each) if is_withheld(leaf)] for each in made]
    assert gone == [[(1,)], [(1,)], [("dbPassword",)], [], []]


def test_what_is_known_of_an_unknown_text() -> None:
    given = Unknown("why", ("a.b",), prefix=f"{ROBOT}&x=", parts=(f"{ROBOT}&x=", None), json={"u": ROBOT})
    made = Withholder(CATALOG, KEY).value(given)
    assert isinstance(made, Unknown)
    assert (made.reason, made.refs, made.parts) == ("why", ("a.b",), ())
    assert made.prefix == "https://robot.example.com/send?access_token="
    assert isinstance(made.json, dict)
    assert is_withheld(made.json["u"])
    plain = Unknown("why", prefix="acs:mns", parts=("acs:mns", None))
    assert Withholder(CATALOG, KEY).value(plain) is plain


def test_parameters_of_a_token_request_named_like_secrets() -> None:
    items = [{"key": "client_secret", "value": "s"}, {"key": "scope", "value": "all"}]
    auth = {"oauth_parameters": [{"oauth_http_parameters": [{"body_parameters": items}]}]}
    made = values(withheld(resource("connection", {"connection_name": "c", "auth_parameters": [auth]})).block)
    assert [is_withheld(value) for path, value in made.items() if path[-1] == "value"] == [True, False]


def test_names_that_tell_in_a_type_that_nobody_knows() -> None:
    made = values(withheld(resource("nothing", {"password": "p", "name": "n"})).block)
    assert {path[-1]: is_withheld(value) for path, value in made.items()} == {"password": True, "name": False}


def test_a_sensitive_account() -> None:
    given = rule()._replace(provider=Provider("alicloud", "cn-hangzhou", Sensitive("1234567890123456")))
    made = withheld(given).provider
    assert (made.region, is_withheld(made.account_id)) == ("cn-hangzhou", True)
    assert reveal(made.account_id) != "1234567890123456"
