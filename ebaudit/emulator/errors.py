"""What the service answers when it refuses a call.

Codes of the gateway and of the service: https://www.alibabacloud.com/help/en/eventbridge/error-codes; of buses, rules,
connections and API destinations as far as that page lacks them:
https://github.com/apache/rocketmq-eventbridge (``EventBridgeErrorCode``).
"""


class ApiError(Exception):
    """A refusal: HTTP status, code and message; ``retry_after`` is in milliseconds.

    Status 200 is meant: the service answers what it knows about buses and rules so, with a code beside it.
    """

    def __init__(self, status: int, code: str, message: str, retry_after: int = 0) -> None:
        super().__init__(f"{code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.retry_after = retry_after


def missing(name: str) -> ApiError:
    """Return the refusal of a call without a parameter that it needs."""
    return ApiError(400, f"Missing{name}", f"{name} is mandatory for this action.")


def malformed(name: str, why: str) -> ApiError:
    """Return the refusal of a parameter that cannot be read."""
    return ApiError(400, f"Invalid{name}", f"The parameter {name} cannot be read: {why}.")


def refused(code: str, message: str) -> ApiError:
    """Return a refusal of the service itself about buses, rules, event sources and streams."""
    return ApiError(200, code, message)


def conflict(code: str, message: str) -> ApiError:
    """Return a refusal about connections and API destinations, which have HTTP status 409."""
    return ApiError(409, code, message)


def no_bus(name: str) -> ApiError:
    """Return the refusal of a bus that does not exist."""
    return refused("EventBusNotExist", f"The event bus [{name}] not existed!")


def no_rule(bus: str, name: str) -> ApiError:
    """Return the refusal of a rule that does not exist."""
    return refused("EventRuleNotExisted", f"The event rule [{name}] of event bus [{bus}] not existed!")
