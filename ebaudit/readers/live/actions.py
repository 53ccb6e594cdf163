"""The actions that are called, and how each takes its parameters and gives its answers.

Sources: the product's own client (which parameters go to the query string, which to the form body), and
https://api.aliyun.com/document/eventbridge/2020-04-01/overview
"""

from collections.abc import Mapping

from ebaudit.model.record import Record

EVENTBRIDGE, STS, TRAIL = "eventbridge", "sts", "actiontrail"
VERSIONS: Mapping[str, str] = {EVENTBRIDGE: "2020-04-01", STS: "2015-04-01", TRAIL: "2020-07-06"}


class Action(Record):
    """One action of a product.

    ``form`` tells that parameters go to the body. Of one that lists, ``items`` is the member of ``Data`` with the
    list, ``identity`` the member that names an item, and ``limit`` the parameter for the size of a page: empty
    where the answer has no pages. ``permission`` is what RAM calls it. Without ``enveloped`` an answer has no
    ``Code`` and no ``Data``: what it says stands at its top.
    """

    name: str
    form: bool = False
    items: str = ""
    identity: str = ""
    limit: str = ""
    product: str = EVENTBRIDGE
    enveloped: bool = True
    anonymous: bool = False

    @property
    def permission(self) -> str:
        """The name of the action in a RAM policy."""
        return f"{self.product}:{self.name}"


PAGE = 100
"""Items on a page: the most that the service gives."""

LIST_BUSES = Action("ListEventBuses", items="EventBuses", identity="EventBusName", limit="Limit")
LIST_RULES = Action("ListRules", items="Rules", identity="RuleName", limit="Limit")
GET_RULE = Action("GetRule")
LIST_SOURCES = Action("ListUserDefinedEventSources", items="EventSourceList", identity="Name", limit="Limit")
LIST_OFFICIAL = Action("ListAliyunOfficialEventSources", items="EventSourceList", identity="Name")
LIST_CONNECTIONS = Action(
    "ListConnections", form=True, items="Connections", identity="ConnectionName", limit="MaxResults"
)
LIST_DESTINATIONS = Action(
    "ListApiDestinations", items="ApiDestinations", identity="ApiDestinationName", limit="MaxResults"
)
LIST_STREAMS = Action(
    "ListEventStreamings", form=True, items="EventStreamings", identity="EventStreamingName", limit="Limit"
)
GET_STREAM = Action("GetEventStreaming", form=True)
CHECK_ROLE = Action("CheckServiceLinkedRoleForProduct")
READS = (
    LIST_BUSES,
    LIST_RULES,
    GET_RULE,
    LIST_SOURCES,
    LIST_OFFICIAL,
    LIST_CONNECTIONS,
    LIST_DESTINATIONS,
    LIST_STREAMS,
    GET_STREAM,
    CHECK_ROLE,
)
"""Every action that reading an account takes."""

CALLER_IDENTITY = Action("GetCallerIdentity", product=STS, enveloped=False)
ASSUME_ROLE = Action("AssumeRole", product=STS, enveloped=False)
LOOKUP_EVENTS = Action("LookupEvents", product=TRAIL, enveloped=False)
ACTIONS: Mapping[str, Action] = {each.name: each for each in (*READS, CALLER_IDENTITY, ASSUME_ROLE, LOOKUP_EVENTS)}
"""Actions by name."""
