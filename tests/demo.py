"""A drift, start to end, for ``make demo``: a local account, somebody who changes it, and what ebaudit says.

``python -m tests.demo`` runs it. The account is the emulator's; the changes are made through the official SDK.
"""

import os
import sys

from alibabacloud_eventbridge20200401 import models

from ebaudit.cli.main import main
from ebaudit.cli.world import World
from ebaudit.emulator import Running, running
from tests.emulators import sdk

ESTATE = "fixtures/estates/custom-bus-to-function/clean"


def change(emulator: Running) -> None:
    """Switch every rule off, as somebody does in the console who means to switch it on again."""
    client = sdk(emulator)
    for bus in client.list_event_buses(models.ListEventBusesRequest()).body.data.event_buses:
        for rule in client.list_rules(models.ListRulesRequest(event_bus_name=bus.event_bus_name)).body.data.rules:
            request = models.DisableRuleRequest(event_bus_name=bus.event_bus_name, rule_name=rule.rule_name)
            client.disable_rule(request)


def compare(emulator: Running) -> int:
    """Print the command that looks for drift and what it finds; return its exit code."""
    argv = ["drift", ESTATE, "--live", "--region", emulator.region, "--endpoint", emulator.url]
    keys = {"ALIBABA_CLOUD_ACCESS_KEY_ID": emulator.access_key, "ALIBABA_CLOUD_ACCESS_KEY_SECRET": emulator.secret}
    sys.stdout.write(f"$ ebaudit {' '.join(argv)}\n")
    return main(argv, World(keys, sys.stdout, sys.stderr, os.getcwd(), "2026-01-01"))  # noqa: PTH109  a text


def run() -> None:
    """Show an account as it was declared, and after somebody changed it."""
    with running(ESTATE) as emulator:
        sys.stdout.write(f"$ ebaudit emulator --seed {ESTATE}\n")
        sys.stdout.write(f"[exit code {compare(emulator)}]\n\n")
        change(emulator)
        sys.stdout.write("# somebody switches the rule off in the console\n")
        sys.stdout.write(f"[exit code {compare(emulator)}]\n")


if __name__ == "__main__":
    run()
