"""The official client: signing, credentials and transport are its own, answers are kept as the JSON that they are.

Its response models are not used, because they drop what they do not know and turn what they do not understand into
nothing; its asynchronous methods are not either, because each call opens a connection.
"""

import os
from collections.abc import Callable, Mapping
from typing import Any

from ebaudit.readers.jsonparts import Json
from ebaudit.readers.live.actions import EVENTBRIDGE, STS, VERSIONS, Action
from ebaudit.readers.live.importing import prepare
from ebaudit.readers.live.replies import CallError, Kind, Reply

CONNECT, READ = 5_000, 30_000
"""Milliseconds to wait for a connection, and for the next bytes of an answer."""
AUTHORITIES = ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE")
"""Variables that name a file of certificate authorities, which the client does not read itself."""
PROXIES = ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy")
NOBODY = (
    "no credentials were found; set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, give --profile, "
    "or run where OIDC or the role of a machine gives some"
)
_CUT = 300


def split_endpoint(endpoint: str) -> tuple[str, str]:
    """Return scheme and ``host:port`` of an endpoint; https where it names no scheme."""
    scheme, found, host = endpoint.partition("://")
    return (scheme.lower(), host.rstrip("/")) if found else ("https", endpoint.rstrip("/"))


def sender(provider: Any, region: str, endpoint: str, threads: int) -> Callable[[Action, Mapping[str, str]], Reply]:
    """Return what makes one call with the credentials of an official ``ICredentialsProvider``.

    ``endpoint`` stands for that of every product; where it is empty each has its own in the region.
    """
    prepare()
    from alibabacloud_tea_openapi.utils_models import OpenApiRequest
    from darabonba.runtime import RuntimeOptions

    clients: dict[str, Any] = {}
    parameters: dict[str, Any] = {}
    runtime = RuntimeOptions()

    def send(action: Action, values: Mapping[str, str]) -> Reply:
        try:
            if action.product not in clients:
                clients[action.product] = _client(provider, action.product, region, endpoint, threads)
            if action.name not in parameters:
                parameters[action.name] = _parameters(action)
            request = OpenApiRequest(body=dict(values)) if action.form else OpenApiRequest(query=dict(values))
            return _read(clients[action.product].call_api(parameters[action.name], request, runtime))
        except Exception as error:  # noqa: BLE001  the client wraps whatever goes wrong in classes of its own
            return _raised(error)

    return send


def host_of(product: str, region: str) -> str:
    """Return the public endpoint of a product that the EventBridge client does not know; empty where it does."""
    if product == EVENTBRIDGE:
        return ""
    return "sts.aliyuncs.com" if product == STS else f"{product}.{region}.aliyuncs.com"


def endpoint_of(region: str, endpoint: str) -> str:
    """Return the URL that EventBridge is called at."""
    if endpoint:
        scheme, host = split_endpoint(endpoint)
        return f"{scheme}://{host}"
    return f"https://{_client(None, EVENTBRIDGE, region, '', 1)._endpoint}"  # noqa: SLF001  it is told nowhere else


def _client(provider: Any, product: str, region: str, endpoint: str, threads: int) -> Any:
    prepare()
    from alibabacloud_credentials.client import Client as Credentials
    from alibabacloud_eventbridge20200401.client import Client as EventBridge
    from alibabacloud_tea_openapi.client import Client as Generic
    from alibabacloud_tea_openapi.utils_models import Config

    from ebaudit import __version__

    scheme, host = split_endpoint(endpoint) if endpoint else ("https", host_of(product, region))
    _bypass_proxies(host)
    config = Config(
        credential=Credentials(provider=provider) if provider is not None else None,
        region_id=region or None,
        endpoint=host or None,
        protocol=scheme,
        connect_timeout=CONNECT,
        read_timeout=READ,
        max_idle_conns=threads,
        ca=next((os.environ[name] for name in AUTHORITIES if os.environ.get(name)), None),
        user_agent=f"ebaudit/{__version__}",
    )
    return EventBridge(config) if product == EVENTBRIDGE else Generic(config)


def _bypass_proxies(host: str) -> None:
    """Make the client see no proxy where NO_PROXY or the loopback says so; it reads neither itself."""
    from urllib.request import proxy_bypass_environment  # type: ignore[attr-defined]  # typeshed leaves it out

    if host.startswith(("127.", "localhost", "[::1]")) or (host and proxy_bypass_environment(host)):
        for name in PROXIES:
            os.environ.pop(name, None)


def _parameters(action: Action) -> Any:
    from alibabacloud_tea_openapi.utils_models import Params

    return Params(
        action=action.name,
        version=VERSIONS[action.product],
        protocol="HTTPS",
        pathname="/",
        method="POST",
        auth_type="AK",
        style="RPC",
        req_body_type="formData",
        body_type="byte",
    )


def _read(found: Mapping[str, Any]) -> Reply:
    from json import loads

    status, body = int(found["statusCode"]), found["body"]
    try:
        return Reply(status, loads(body))
    except (ValueError, RecursionError):
        return Reply(status, problem=f"the answer is not JSON ({len(body)} bytes)", kind=Kind.UNAVAILABLE)


def _raised(error: Exception) -> Reply:
    """Turn what the client raises into what came back."""
    status = getattr(error, "status_code", None)
    data: Json = getattr(error, "data", None)
    if isinstance(status, int) and isinstance(data, dict):
        asked = getattr(error, "retry_after", None) or 0
        body = {name: value for name, value in data.items() if name != "statusCode"}
        return Reply(status, body, retry_after=asked / 1000)
    cause = getattr(error, "inner_exception", None) or error
    name = type(cause).__name__
    if name == "RetryError":
        return Reply(0, problem=_connection(str(cause)), kind=Kind.UNAVAILABLE)
    if isinstance(cause, CallError):
        return Reply(0, problem=str(cause), kind=Kind.CREDENTIALS)
    if name == "CredentialException":
        said = str(cause)
        problem = NOBODY if "any of the providers" in said else said[:_CUT]
        return Reply(0, problem=problem, kind=Kind.CREDENTIALS)
    if isinstance(cause, RuntimeError | ValueError | AttributeError):
        return Reply(0, problem="the answer is not JSON", kind=Kind.UNAVAILABLE)
    return Reply(0, problem=f"{name} in the client", kind=Kind.OTHER)


def _connection(said: str) -> str:
    """Say in few words what went wrong with a connection; the client's text quotes addresses of objects."""
    known = {
        "NameResolutionError": "the host's name cannot be resolved",
        "Failed to resolve": "the host's name cannot be resolved",
        "Connection refused": "the connection was refused",
        "Read timed out": f"there was no answer within {READ // 1000} seconds",
        "ConnectTimeout": f"there was no connection within {CONNECT // 1000} seconds",
        "CERTIFICATE_VERIFY_FAILED": "the server's certificate cannot be verified",
        "IncompleteRead": "the answer was cut short",
        "ProxyError": "the proxy cannot be reached",
    }
    return next((words for part, words in known.items() if part in said), "the connection broke")
