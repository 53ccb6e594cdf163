"""The actions that the emulator knows: one table of name, version and what answers."""

from ebaudit.emulator.actions.table import ACTIONS, Action, Envelope

__all__ = ["ACTIONS", "Action", "Envelope"]
