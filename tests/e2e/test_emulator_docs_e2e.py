"""What docs/emulator.md shows is true: its client code runs, its tables are complete, ebaudit sees what it should."""

import io
import json
import re
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from ebaudit.cli.main import main
from ebaudit.cli.world import World
from ebaudit.emulator import Quirks, Running, running
from ebaudit.emulator.faults import KINDS
from ebaudit.emulator.seed import seed_from
from ebaudit.model.request import Inputs
from ebaudit.model.source import SourceText
from ebaudit.readers.hcl.parse import parse_file
from tests import demo
from tests.emulators import raw, sdk

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "emulator.md").read_text(encoding="utf-8")
FLEET = ROOT / "tests" / "conformance" / "data" / "plans" / "fleet"


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def rows(header: str) -> list[list[str]]:
    """Return the cells of the table that begins with a header."""
    lines = PAGE.split(header, 1)[1].splitlines()[2:]
    table = lines[: next(index for index, line in enumerate(lines) if not line.startswith("|"))]
    return [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in table]


class Receiver(BaseHTTPRequestHandler):
    got: list[str]

    def do_POST(self) -> None:
        self.got.append(self.rfile.read(int(self.headers["content-length"])).decode())
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


def test_the_client_code_runs_as_it_stands() -> None:
    class Kept(Receiver):
        got: list[str] = []  # noqa: RUF012  of this test

    server = HTTPServer(("127.0.0.1", 0), Kept)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    with running() as emulator:
        code = blocks("python")[0].replace("127.0.0.1:18080", emulator.endpoint)
        exec(code.replace(":9000", f":{server.server_port}"), {})  # noqa: S102  that is what is tested
        (delivery,) = emulator.deliveries()
    server.shutdown()
    server.server_close()
    assert Kept.got == ['{"text": "3 were paid"}']
    (printed,) = re.findall(r"deliveries\n(\[.*?\])\n```", PAGE, re.DOTALL)
    shown = json.loads(printed)
    assert {name: delivery[name] for name in shown[0] if name not in ("endpoint", "attempts")} == {
        name: value for name, value in shown[0].items() if name not in ("endpoint", "attempts")
    }


def test_the_provider_block_is_terraform() -> None:
    _, problems = parse_file(SourceText("provider.tf", blocks("hcl")[0]))
    assert problems == []


def test_the_tables_are_complete() -> None:
    assert [row[0] for row in rows("| kind |")] == list(KINDS)
    told = {name: str(default).lower() for name, default in Quirks()._asdict().items()}
    assert {row[0]: row[1] for row in rows("| quirk |")} == told


def test_the_demo_shows_a_drift(capsys: pytest.CaptureFixture[str]) -> None:
    demo.run()
    text = capsys.readouterr().out
    before, _, after = text.partition("# somebody switches the rule off in the console\n")
    assert before.endswith(
        "0 findings, 0 undecided, 0 diagnostics.\nExit code 0: there are no findings.\n[exit code 0]\n\n"
    )
    assert "high  EB905 status-changed-by-hand\n" in after
    assert after.endswith("[exit code 1]\n")


def ebaudit(emulator: Running, *argv: str) -> tuple[int, str]:
    keys = {"ALIBABA_CLOUD_ACCESS_KEY_ID": emulator.access_key, "ALIBABA_CLOUD_ACCESS_KEY_SECRET": emulator.secret}
    out = io.StringIO()
    code = main([*argv, "--endpoint", emulator.url], World(keys, out, out, str(ROOT), "2026-11-24"))
    return code, out.getvalue()


@pytest.mark.parametrize("seed", ["module", "applied.tfstate"])
def test_ebaudit_sees_no_drift_until_somebody_makes_some(seed: str) -> None:
    with running() as emulator:
        assert seed_from(emulator.emulator, str(FLEET / seed), Inputs()) == []
        asked = ("drift", str(FLEET / "module"), "--live", "--region", "cn-hangzhou", "--format", "json")
        code, text = ebaudit(emulator, *asked)
        assert (code, json.loads(text)["findings"]) == (0, [])
        raw(sdk(emulator), "DisableRule", EventBusName="team-search", RuleName="search-0")
        code, text = ebaudit(emulator, *asked)
        assert code == 1
        addresses = {finding["address"] for finding in json.loads(text)["findings"]}
        assert addresses == {'module.routes["search"].alicloud_event_bridge_rule.by_type[0]'}
