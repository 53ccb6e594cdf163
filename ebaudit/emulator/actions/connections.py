"""Connections and the API destinations that use them; refusals have HTTP status 409."""

from typing import Any

from ebaudit.emulator.call import Call
from ebaudit.emulator.cell import Plain
from ebaudit.emulator.errors import conflict
from ebaudit.emulator.limits import check_length, check_name
from ebaudit.emulator.paging import page

NETWORKS = ("PublicNetwork", "PrivateNetwork")
AUTHORIZATION = {
    "API_KEY_AUTH": ("ApiKeyAuthParameters", ("ApiKeyName", "ApiKeyValue")),
    "BASIC_AUTH": ("BasicAuthParameters", ("Username", "Password")),
    "OAUTH_AUTH": ("OAuthParameters", ("AuthorizationEndpoint", "HttpMethod")),
}
"""How a connection is authorised: the block that says it, and what the block needs."""
METHODS = ("GET", "POST", "HEAD", "DELETE", "PUT", "PATCH")
SECRETS = {"Password", "ApiKeyValue", "ClientSecret"}
MASK = "******"


def create(call: Call) -> Plain:
    """Create a connection."""
    name = call.text("ConnectionName")
    if name in call.cell.connections:
        raise conflict("ConnectionAlreadyExist", f"The Connection [{name}] already existed!")
    check_name(call, "connection", name)
    made: Plain = {
        "Id": len(call.cell.connections) + 1,
        "ConnectionName": name,
        "Description": "",
        "Type": call.optional("Type"),
        "GmtCreate": call.milliseconds,
        **_given(call),
    }
    if "NetworkParameters" not in made and "AuthParameters" in made:
        raise conflict("NetworkParametersIsNull", "NetworkParameters is null !")
    call.cell.connections[name] = made
    return {"ConnectionName": name}


def _given(call: Call) -> Plain:
    made: Plain = {}
    if "Description" in call.params:
        made["Description"] = call.optional("Description")
        check_length(call, "Description", made["Description"], "description_characters")
    network = call.document("NetworkParameters", dict)
    if network is not None:
        if network.get("NetworkType") not in NETWORKS:
            message = "The network parameters of Connection is invalid! Please see the documentation for details."
            raise conflict("ConnectionNetworkParametersInvalid", message)
        made["NetworkParameters"] = network
    parameters = call.document("AuthParameters", dict)
    if parameters:
        made["AuthParameters"] = _authorization(parameters)
    other = call.document("Parameters", dict)
    if other is not None:
        made["Parameters"] = other
    return made


def _authorization(given: Plain) -> Plain:
    """Return how a connection is authorised without the blocks that say nothing; refuse what lacks a part."""
    kept = {name: value for name, value in given.items() if value not in (None, {}, "")}
    kind = kept.get("AuthorizationType")
    if kind is None:
        return kept
    if not isinstance(kind, str) or kind not in AUTHORIZATION:
        message = "The auth parameters of Connection is invalid! Please see the documentation for details."
        raise conflict("ConnectionAuthParametersInvalid", message)
    block, needed = AUTHORIZATION[kind]
    found = kept.get(block)
    if not isinstance(found, dict) or not all(found.get(name) for name in needed):
        code = {"API_KEY_AUTH": "ApiKey", "BASIC_AUTH": "Basic", "OAUTH_AUTH": "OAuth"}[kind]
        raise conflict(f"{code}RequiredParameterIsEmpty", f"The required parameters are {' and '.join(needed)} !")
    return kept


def get(call: Call) -> Plain:
    """Return a connection, in a list."""
    return {"Connections": [_shown(call, _connection(call))]}


def _connection(call: Call) -> Plain:
    name = call.text("ConnectionName")
    found = call.cell.connections.get(name)
    if found is None:
        raise conflict("ConnectionNotExist", f"The Connection [{name}] not existed!")
    return found


def _shown(call: Call, connection: Plain) -> Plain:
    shown: Plain = connection if call.emulator.settings.quirks.clear_secrets else masked(connection)
    return shown


def masked(value: Any) -> Any:
    """Return JSON with the secrets of connections hidden."""
    if isinstance(value, dict):
        secret = bool(value.get("IsValueSecret") in (True, "true"))
        return {
            name: MASK if name in SECRETS or (secret and name == "Value") else masked(each)
            for name, each in value.items()
        }
    return [masked(each) for each in value] if isinstance(value, list) else value


def listed(call: Call) -> Plain:
    """Return a page of connections."""
    prefix = call.optional("ConnectionNamePrefix")
    found = [_shown(call, each) for name, each in call.cell.connections.items() if name.startswith(prefix)]
    return page(call, found, "Connections", "MaxResults")


def update(call: Call) -> Plain:
    """Change a connection, as far as something is given."""
    found = _connection(call)
    found.update(_given(call))
    return {"ConnectionName": found["ConnectionName"]}


def delete(call: Call) -> None:
    """Delete a connection that no API destination uses."""
    name = _connection(call)["ConnectionName"]
    if any(each["ConnectionName"] == name for each in call.cell.destinations.values()):
        message = f"The Connection [{name}] has bound API Destination, deletion is not allowed."
        raise conflict("ConnectionBoundApiDestination", message)
    del call.cell.connections[name]


def create_destination(call: Call) -> Plain:
    """Create an API destination."""
    name, connection = call.text("ApiDestinationName"), _connection(call)["ConnectionName"]
    if name in call.cell.destinations:
        raise conflict("ApiDestinationAlreadyExist", f"The api-destination [{name}] already existed!")
    check_name(call, "api_destination", name)
    given = _http(call)
    if given is None:
        raise conflict("HttpApiParametersIsNull", "HttpApiParameters is null !")
    call.cell.destinations[name] = {
        "ApiDestinationName": name,
        "ConnectionName": connection,
        "Description": call.optional("Description"),
        "GmtCreate": call.milliseconds,
        "HttpApiParameters": given,
    }
    return {"ApiDestinationName": name}


def _http(call: Call) -> Plain | None:
    found: Plain | None = call.document("HttpApiParameters", dict)
    if found is None:
        return None
    if not found.get("Endpoint"):
        raise conflict("EndpointIsBlank", "Endpoint is blank !")
    limit = call.emulator.catalog.quotas["api_destination_endpoint_characters"].value
    if len(str(found["Endpoint"])) > limit:
        raise conflict("EndpointLengthExceed", f"Endpoint length cannot exceed {limit} !")
    if found.get("Method") not in METHODS:
        raise conflict("Method", "Method is blank !")
    return found


def _destination(call: Call) -> Plain:
    name = call.text("ApiDestinationName")
    found = call.cell.destinations.get(name)
    if found is None:
        raise conflict("ApiDestinationNotExist", f"The api-destination [{name}] not existed!")
    return found


def get_destination(call: Call) -> Plain:
    """Return one API destination."""
    return _destination(call)


def list_destinations(call: Call) -> Plain:
    """Return a page of API destinations: of one connection or of all."""
    prefix, connection = call.optional("ApiDestinationNamePrefix"), call.optional("ConnectionName")
    found = [
        each
        for name, each in call.cell.destinations.items()
        if name.startswith(prefix) and connection in ("", each["ConnectionName"])
    ]
    return page(call, found, "ApiDestinations", "MaxResults")


def update_destination(call: Call) -> Plain:
    """Change an API destination, as far as something is given."""
    found = _destination(call)
    if call.optional("ConnectionName"):
        found["ConnectionName"] = _connection(call)["ConnectionName"]
    if "Description" in call.params:
        found["Description"] = call.optional("Description")
    found.update({"HttpApiParameters": given} if (given := _http(call)) is not None else {})
    return {"ApiDestinationName": found["ApiDestinationName"]}


def delete_destination(call: Call) -> None:
    """Delete an API destination."""
    del call.cell.destinations[_destination(call)["ApiDestinationName"]]
