"""What is made of the official client: endpoints, and what its exceptions mean."""

import pytest

from ebaudit.readers.live.actions import EVENTBRIDGE, STS, TRAIL
from ebaudit.readers.live.replies import CallError, Failure, Kind, Reply
from ebaudit.readers.live.sdk import NOBODY, _raised, endpoint_of, host_of, split_endpoint


@pytest.mark.parametrize(
    ("endpoint", "parts"),
    [
        ("http://127.0.0.1:8080/", ("http", "127.0.0.1:8080")),
        ("HTTPS://proxy.example.com", ("https", "proxy.example.com")),
        ("127.0.0.1:1", ("https", "127.0.0.1:1")),
    ],
)
def test_an_endpoint_has_a_scheme_and_a_host(endpoint: str, parts: tuple[str, str]) -> None:
    assert split_endpoint(endpoint) == parts


def test_public_endpoints_are_known() -> None:
    assert endpoint_of("cn-hangzhou", "") == "https://eventbridge-console.cn-hangzhou.aliyuncs.com"
    assert endpoint_of("me-new-1", "") == "https://eventbridge.me-new-1.aliyuncs.com"
    assert endpoint_of("cn-hangzhou", "http://127.0.0.1:1") == "http://127.0.0.1:1"
    hosts = [host_of(product, "cn-hangzhou") for product in (EVENTBRIDGE, STS, TRAIL)]
    assert hosts == ["", "sts.aliyuncs.com", "actiontrail.cn-hangzhou.aliyuncs.com"]


class WrappedError(Exception):
    """What the client wraps other exceptions in."""

    def __init__(self, cause: Exception) -> None:
        super().__init__()
        self.inner_exception = cause


class RetryError(Exception):
    """What the client raises for a connection."""


class CredentialException(Exception):  # noqa: N818  the library's name
    """What the library of credentials raises."""


RAISED: list[tuple[Exception, str, Kind]] = [
    (RetryError("... Connection refused at 0x7f01"), "the connection was refused", Kind.UNAVAILABLE),
    (RetryError("Read timed out. (read timeout=30)"), "there was no answer within 30 seconds", Kind.UNAVAILABLE),
    (RetryError("NameResolutionError(<object at 0x7>)"), "the host's name cannot be resolved", Kind.UNAVAILABLE),
    (RetryError("CERTIFICATE_VERIFY_FAILED"), "the server's certificate cannot be verified", Kind.UNAVAILABLE),
    (RetryError("whatever"), "the connection broke", Kind.UNAVAILABLE),
    (CredentialException("unable to load from any of the providers in the chain: [...]"), NOBODY, Kind.CREDENTIALS),
    (CredentialException("the command failed"), "the command failed", Kind.CREDENTIALS),
    (RuntimeError("Expecting value"), "the answer is not JSON", Kind.UNAVAILABLE),
    (KeyError("x"), "KeyError in the client", Kind.OTHER),
    (
        CallError(Failure(Kind.DENIED, "AssumeRole", "NoPermission", "no", 403)),
        "AssumeRole failed (NoPermission, HTTP 403): no",
        Kind.CREDENTIALS,
    ),
]


@pytest.mark.parametrize("place", range(len(RAISED)))
def test_what_the_client_raises_is_told_in_words(place: int) -> None:
    cause, said, kind = RAISED[place]
    assert _raised(WrappedError(cause)) == Reply(0, problem=said, kind=kind)
