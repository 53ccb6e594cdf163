"""Event streams: create, get, list, update, delete, start and pause."""

from typing import Any

from ebaudit.emulator.call import Call
from ebaudit.emulator.cell import Plain
from ebaudit.emulator.errors import refused
from ebaudit.emulator.limits import check_name, check_quota
from ebaudit.emulator.paging import page

DOCUMENTS = {"Source": dict, "Sink": dict, "RunOptions": dict, "Transforms": list}
"""Parameters that are JSON, and of which kind."""


def create(call: Call) -> Plain:
    """Create a stream; it stands ready until it is started."""
    name = call.text("EventStreamingName")
    if name in call.cell.streams:
        raise refused("EventStreamingAlreadyExist", f"The event streaming [{name}] already existed!")
    check_name(call, "event_stream", name)
    check_quota(call, "event_stream", "event_streams_per_region", len(call.cell.streams))
    for needed in ("FilterPattern", "Source", "Sink"):
        call.text(needed)
    call.cell.streams[name] = {
        "EventStreamingName": name,
        "Status": "READY",
        "Description": "",
        "Metadata": "",
        **_given(call),
        "Tags": call.rows("Tags"),
    }
    return {"EventStreamingARN": call.cell.arn(f"eventstreaming/{name}")}


def _given(call: Call) -> Plain:
    made: dict[str, Any] = {
        name: call.params[name] for name in ("Description", "FilterPattern", "Metadata") if name in call.params
    }
    for name, kind in DOCUMENTS.items():
        found = call.document(name, kind)
        if found is not None:
            made[name] = found
    return made


def _stream(call: Call) -> Plain:
    name = call.text("EventStreamingName")
    found = call.cell.streams.get(name)
    if found is None:
        raise refused("EventStreamingNotExist", f"The event streaming [{name}] not existed!")
    return found


def get(call: Call) -> Plain:
    """Return one stream."""
    return _stream(call)


def listed(call: Call) -> Plain:
    """Return a page of streams; ``Tags.N`` leaves those that have every tag."""
    prefix = call.optional("NamePrefix")
    wanted = call.rows("Tags")
    found = [
        {name: value for name, value in stream.items() if name != "Tags"}
        for name, stream in call.cell.streams.items()
        if name.startswith(prefix) and all(tag in stream.get("Tags", ()) for tag in wanted)
    ]
    return page(call, found, "EventStreamings")


def update(call: Call) -> None:
    """Change a stream, as far as something is given."""
    _stream(call).update(_given(call))


def delete(call: Call) -> None:
    """Delete a stream."""
    del call.cell.streams[_stream(call)["EventStreamingName"]]


def start(call: Call) -> None:
    """Let a stream run."""
    _stream(call)["Status"] = "RUNNING"


def pause(call: Call) -> None:
    """Stop a stream."""
    _stream(call)["Status"] = "PAUSED"
