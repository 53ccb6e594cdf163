"""Event tests as code: an event, and the deliveries that it must have.

``read_file`` reads a ``*.events.yaml``; ``judge`` compares what it expects with where the event goes;
``recorded`` writes the expectations. The format is described by ``schema.json``, for editors.
"""

from ebaudit.eventtests.document import EventFile, EventTest, Result, Verdict
from ebaudit.eventtests.judge import Ground, judge
from ebaudit.eventtests.read import read_file
from ebaudit.eventtests.record import Recording, recorded

__all__ = ["EventFile", "EventTest", "Ground", "Recording", "Result", "Verdict", "judge", "read_file", "recorded"]
