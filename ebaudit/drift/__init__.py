"""The declared estate beside the live one: what is missing, unmanaged or changed, and what follows from it."""
