"""Clients of an emulator, as tests use them: the official SDK's, and requests signed by the older scheme."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from http.client import HTTPConnection
from typing import Any
from urllib.parse import quote, urlencode
from uuid import uuid4

from alibabacloud_eventbridge20200401.client import Client
from alibabacloud_tea_openapi.models import Config, OpenApiRequest, Params
from darabonba.runtime import RuntimeOptions

from ebaudit.emulator import Running

Plain = dict[str, Any]


def sdk(emulator: Running, **settings: Any) -> Client:
    """Return the official client of EventBridge, of the emulator's account unless told otherwise."""
    given: Plain = {
        "endpoint": emulator.endpoint,
        "protocol": "http",
        "region_id": emulator.region,
        "access_key_id": emulator.access_key,
        "access_key_secret": emulator.secret,
    }
    return Client(Config(**{**given, **settings}))


def raw(client: Client, action: str, version: str = "2020-04-01", *, form: bool = False, **params: Any) -> Plain:
    """Call an action without models: dictionaries in and out."""
    about = Params(
        action=action, version=version, protocol="HTTP", pathname="/", method="POST", auth_type="AK",
        style="RPC", req_body_type="formData", body_type="json",
    )  # fmt: skip
    given = {name: value for name, value in params.items() if value is not None}
    request = OpenApiRequest(body=given) if form else OpenApiRequest(query=given)
    body: Plain = client.call_api(about, request, RuntimeOptions())["body"]
    return body


def encoded(text: str) -> str:
    return quote(text, safe="~")


def rpc_query(emulator: Running, action: str, form: Mapping[str, str], method: str = "POST", **changed: str) -> str:
    """Sign by the older scheme as the provider does; ``changed`` replaces parameters before the signature."""
    query = {
        "Action": action,
        "Format": "json",
        "Version": "2020-04-01",
        "Timestamp": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "SignatureNonce": uuid4().hex,
        "SignatureMethod": "HMAC-SHA1",
        "SignatureVersion": "1.0",
        "AccessKeyId": emulator.access_key,
        **changed,
    }
    signed = sorted({**query, **form}.items())
    text = "&".join(f"{encoded(name)}={encoded(value)}" for name, value in signed)
    made = hmac.new(f"{emulator.secret}&".encode(), f"{method}&%2F&{encoded(text)}".encode(), hashlib.sha1).digest()
    return urlencode({**query, "Signature": base64.b64encode(made).decode()})


def rpc(
    emulator: Running, action: str, form: Mapping[str, str] = {}, agent: str = "provider", **changed: str
) -> tuple[int, Plain]:
    """Call an action by the older scheme, parameters in the body; return status and body."""
    return send(emulator, rpc_query(emulator, action, form, **changed), urlencode(form), agent)


def send(emulator: Running, query: str, body: str = "", agent: str = "", method: str = "POST") -> tuple[int, Plain]:
    """Send one request; return status and JSON."""
    connection = HTTPConnection(emulator.endpoint, timeout=10)
    headers = {"content-type": "application/x-www-form-urlencoded", "user-agent": agent}
    try:
        connection.request(method, f"/?{query}", body or None, headers)
        answer = connection.getresponse()
        found: Plain = json.loads(answer.read())
    finally:
        connection.close()
    return answer.status, found
