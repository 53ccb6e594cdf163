"""A local EventBridge management API: the official SDK, Terraform and ebaudit itself work against it.

``running()`` serves one in a thread; ``Emulator.answer`` answers a request without a network. Signatures are
verified, state is kept in memory, and faults, latency and limits can be set while it runs. What it answers follows
the API's published metadata and the recorded calls of the Terraform provider; ``Quirks`` lists where the service
is known to be peculiar.
"""

from ebaudit.emulator.emulator import Emulator
from ebaudit.emulator.faults import Fault
from ebaudit.emulator.serve import Running, running
from ebaudit.emulator.settings import Quirks, Settings

__all__ = ["Emulator", "Fault", "Quirks", "Running", "Settings", "running"]
