"""``python -m ebaudit``."""

import sys

from ebaudit.cli.main import run

if __name__ == "__main__":
    sys.exit(run())  # noqa: TID251  the interpreter's own entry point
