"""Where a delivery goes over HTTP: only to this machine, whatever a target says."""

import base64
import json
from http.client import HTTPConnection, HTTPException
from ipaddress import ip_address
from typing import Any
from urllib.parse import SplitResult, urlencode, urlsplit

from ebaudit.emulator.cell import Cell, Plain
from ebaudit.emulator.delivery import Delivery
from ebaudit.model.record import Record

URL_KEYS = ("url", "URL")
DESTINATION = "acs.api.destination"
TOKEN_HEADER = "x-eventbridge-signature-token"  # noqa: S105  the header's name


class Outgoing(Record):
    """An HTTP request to a receiver on this machine."""

    method: str
    host: str
    path: str
    headers: dict[str, str]
    body: bytes


class ReceiverError(Exception):
    """A delivery that cannot be sent as it is: no such destination, or parameters that are no JSON."""


def outgoing(delivery: Delivery, cell: Cell) -> Outgoing | None:
    """Return the request of a delivery, or None when its receiver is not on this machine.

    Raises ReceiverError for a delivery that no receiver could take.
    """
    if delivery.target["Type"] == DESTINATION:
        return _to_destination(delivery, cell)
    params = delivery.params
    given = next((params[name] for name in URL_KEYS if name in params), delivery.target.get("Endpoint", ""))
    url = local(given)
    if url is None:
        return None
    body = params.get("Body", "").encode("utf-8", "replace")
    headers = {"content-type": _content_type(params.get("Body", ""))}
    if "Token" in params:
        headers[TOKEN_HEADER] = params["Token"]
    return Outgoing("POST", _host(url), _path(url), headers, body)


def local(url: str) -> SplitResult | None:
    """Return the parts of a URL over plain HTTP to the loopback, or None for any other."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        on_loopback = host == "localhost" or ip_address(host).is_loopback
        _ = parts.port  # raises for one that is none
    except ValueError:
        return None
    return parts if on_loopback and parts.scheme == "http" else None


def _host(url: SplitResult) -> str:
    """Return host and port as they were judged, without anything else that stands before the path."""
    name = url.hostname or ""
    return f"{f'[{name}]' if ':' in name else name}:{url.port or 80}"


def _path(url: SplitResult) -> str:
    return (url.path or "/") + (f"?{url.query}" if url.query else "")


def _content_type(body: str) -> str:
    return "application/json; charset=utf-8" if body.lstrip()[:1] in ("{", "[") else "text/plain; charset=utf-8"


def _to_destination(delivery: Delivery, cell: Cell) -> Outgoing | None:
    name = delivery.params.get("Name", "")
    destination = cell.destinations.get(name)
    if destination is None:
        raise ReceiverError(f"there is no API destination '{name}'")
    about = destination["HttpApiParameters"]
    url = local(str(about.get("Endpoint", "")))
    if url is None:
        return None
    headers = {"content-type": "application/json; charset=utf-8", **_object(delivery, "HeaderParameters")}
    query = urlencode(_object(delivery, "QueryStringParameters"))
    connection = cell.connections.get(destination["ConnectionName"], {})
    headers.update(_authorization(part(connection, "AuthParameters")))
    path = _path(url)
    if query:
        path += ("&" if "?" in path else "?") + query
    return Outgoing(
        str(about["Method"]),
        _host(url),
        path,
        headers,
        delivery.params.get("BodyParameters", "").encode("utf-8", "replace"),
    )


def _object(delivery: Delivery, name: str) -> dict[str, str]:
    text = delivery.params.get(name)
    if text is None:
        return {}
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise ReceiverError(f"{name} is not a JSON object")
    return {key: value if isinstance(value, str) else json.dumps(value) for key, value in found.items()}


def _authorization(auth: Plain) -> dict[str, str]:
    """Return the headers that a connection adds; those of OAuth need its token, see ``token_request``."""
    basic, key = part(auth, "BasicAuthParameters"), part(auth, "ApiKeyAuthParameters")
    if auth.get("AuthorizationType") == "BASIC_AUTH":
        text = f"{basic.get('Username', '')}:{basic.get('Password', '')}"
        return {"authorization": f"Basic {base64.b64encode(text.encode()).decode()}"}
    if auth.get("AuthorizationType") == "API_KEY_AUTH":
        return {str(key.get("ApiKeyName", "")): str(key.get("ApiKeyValue", ""))}
    return {}


def part(of: Plain, name: str) -> Plain:
    """Return an object in another, or an empty one where there is none."""
    found = of.get(name)
    return found if isinstance(found, dict) else {}


def token_request(delivery: Delivery, cell: Cell) -> Outgoing | None:
    """Return the request for the token of an OAuth connection, or None where there is none on this machine."""
    destination = cell.destinations.get(delivery.params.get("Name", ""), {})
    auth = part(cell.connections.get(destination.get("ConnectionName", ""), {}), "AuthParameters")
    oauth = part(auth, "OAuthParameters")
    url = local(str(oauth.get("AuthorizationEndpoint", "")))
    if delivery.target["Type"] != DESTINATION or auth.get("AuthorizationType") != "OAUTH_AUTH" or url is None:
        return None
    client, more = part(oauth, "ClientParameters"), part(oauth, "OAuthHttpParameters")
    form = {
        "grant_type": "client_credentials",
        "client_id": str(client.get("ClientID", "")),
        "client_secret": str(client.get("ClientSecret", "")),
        **_pairs(more.get("BodyParameters")),
    }
    headers = {"content-type": "application/x-www-form-urlencoded", **_pairs(more.get("HeaderParameters"))}
    query = urlencode(_pairs(more.get("QueryStringParameters")))
    path = _path(url) + (("&" if url.query else "?") + query if query else "")
    return Outgoing(str(oauth.get("HttpMethod", "POST")), _host(url), path, headers, urlencode(form).encode())


def _pairs(entries: Any) -> dict[str, str]:
    return {
        str(each["Key"]): str(each.get("Value", ""))
        for each in (entries if isinstance(entries, list) else ())
        if isinstance(each, dict) and "Key" in each
    }


def send(request: Outgoing, timeout: float) -> tuple[int, bytes]:
    """Send a request and return status and body; OSError or HTTPException when nobody answers in HTTP."""
    connection = HTTPConnection(request.host, timeout=timeout)
    try:
        connection.request(request.method, request.path, request.body, request.headers)
        answer = connection.getresponse()
        return answer.status, answer.read(1_000_000)
    finally:
        connection.close()


BROKEN = (OSError, HTTPException, ValueError)
"""What ``send`` raises: nobody answers, no HTTP, or a header that HTTP cannot have."""
