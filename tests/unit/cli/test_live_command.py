"""The command line of live accounts: whoami, permissions, the word ``live:``, recordings, and what makes no sense."""

import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ebaudit.cli.main import main
from ebaudit.cli.world import World
from ebaudit.emulator import Running, running
from tests.live_seed import CANARY, REGION, SEED

GOLDEN = Path(__file__).parents[2] / "golden" / "live"
ROLE, OTHER = "acs:ram::1234567890123456:role/reader", "acs:ram::6543210987654321:role/there"
Golden = Callable[[Path, str], None]


@pytest.fixture(scope="module")
def served() -> Iterator[Running]:
    with running(SEED) as emulator:
        yield emulator


@pytest.fixture
def emulator(served: Running) -> Running:
    served.reset()
    served.load(SEED)
    return served


def ebaudit(*argv: str, emulator: Running | None = None, **environ: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    words = list(argv)
    if emulator is not None:
        words += ["--endpoint", emulator.url]
        keys = {"ALIBABA_CLOUD_ACCESS_KEY_ID": emulator.access_key, "ALIBABA_CLOUD_ACCESS_KEY_SECRET": emulator.secret}
        environ = {**keys, "ALIBABA_CLOUD_REGION_ID": REGION, **environ}
    code = main(words, World({"HOME": "/nowhere", **environ}, out, err, "/", "2026-01-01"))
    return code, out.getvalue(), err.getvalue()


def shown(text: str, emulator: Running) -> str:
    return text.replace(emulator.url, "http://ENDPOINT")


@pytest.mark.parametrize("format", ["text", "json"])
def test_whoami(format: str, emulator: Running, golden: Golden) -> None:
    code, out, err = ebaudit(
        "live", "whoami", "--attribute", "--format", format, "--assume-role", ROLE, emulator=emulator
    )
    assert (code, err) == (0, "")
    golden(GOLDEN / f"whoami.{format}", shown(out, emulator))


def test_whoami_says_what_may_not_be_read(emulator: Running, golden: Golden) -> None:
    for action in ("ListConnections", "GetRule"):
        emulator.fault(action, "error", times=-1, code="NoPermission", status=403)
    code, out, _ = ebaudit("live", "whoami", emulator=emulator)
    out = re.sub(r"request id [0-9A-F-]+", "request id REQUEST-ID", out)
    golden(GOLDEN / "denied.text", shown(out, emulator))
    assert code == 3


def test_whoami_without_activation(emulator: Running, golden: Golden) -> None:
    emulator.fault("ListEventBuses", "error", times=-1, code="ServiceNotEnable", status=403)
    code, out, _ = ebaudit("live", "whoami", emulator=emulator)
    golden(GOLDEN / "not-activated.text", shown(out, emulator))
    assert code == 0


def test_whoami_with_a_wrong_key(emulator: Running) -> None:
    code, out, err = ebaudit("live", "whoami", emulator=emulator, ALIBABA_CLOUD_ACCESS_KEY_SECRET=CANARY)
    assert (code, err, CANARY in out) == (3, "", False)
    assert "SignatureDoesNotMatch" in out


PERMISSIONS = {
    "plain": [],
    "attribute": ["--attribute"],
    "role": ["--assume-role", ROLE],
    "roles": ["--assume-role", ROLE, "--assume-role", OTHER, "--attribute"],
}


@pytest.mark.parametrize("name", PERMISSIONS)
def test_permissions(name: str, golden: Golden) -> None:
    code, out, err = ebaudit("live", "permissions", *PERMISSIONS[name])
    assert (code, err) == (0, "")
    golden(GOLDEN / f"permissions-{name}.json", out)


WRONG = {
    "region": (["--region", "cn_hangzhou"], "--region 'cn_hangzhou' is not a region, such as cn-hangzhou"),
    "role": (["--assume-role", "reader"], "--assume-role 'reader' is not the ARN of a role"),
    "endpoint": (["--endpoint", "ftp://x"], "--endpoint 'ftp://x' is not scheme://host:port"),
    "concurrency": (["--concurrency", "65"], "'65' is not a whole number from 1 to 64"),
    "rate": (["--max-qps", "0"], "'0' is not a number from 0.1 on"),
    "rate without end": (["--max-qps", "inf"], "'inf' is not a number from 0.1 on"),
    "deadline": (["--deadline", "x"], "'x' is not a number from 1 on"),
    "no recording": (["--replay", "/nowhere"], "--replay '/nowhere': no such directory"),
    "both": (["--replay", "/", "--record", "/"], "--record and --replay exclude each other"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_makes_no_sense_is_said(name: str) -> None:
    words, said = WRONG[name]
    code, out, err = ebaudit("check", "live:", *words)
    assert (code, out) == (2, "")
    assert said in err


def test_a_path_may_name_the_region(emulator: Running) -> None:
    code, out, err = ebaudit("show", "live:cn_x", emulator=emulator)
    assert (code, out, "is not a region" in err) == (2, "", True)
    code, out, _ = ebaudit("show", f"live:{REGION}", "--format", "json", emulator=emulator, ALIBABA_CLOUD_REGION_ID="")
    assert code == 0
    assert len(json.loads(out)["estates"][0]["resources"]) == 9


def test_without_a_region_nothing_is_called() -> None:
    code, out, _ = ebaudit("show", "live:")
    assert code == 3
    assert "No region is named" in out


COMMANDS: dict[str, list[str]] = {
    "check": ["check", "live:", "-v"],
    "check json": ["check", "live:", "--format", "json"],
    "check sarif": ["check", "live:", "--format", "sarif"],
    "check junit": ["check", "live:", "--format", "junit"],
    "check markdown": ["check", "live:", "--format", "markdown"],
    "check github": ["check", "live:", "--format", "github"],
    "show": ["show", "live:"],
    "show json": ["show", "live:", "--format", "json"],
    "snapshot": ["snapshot", "live:"],
    "route": ["route", "live:", "--bus", "orders", "--event", '{"source": "shop.orders", "type": "t", "id": "1"}'],
    "route json": ["route", "live:", "--format", "json", "--event", '{"source": "shop.orders"}'],
    "diff": ["diff", "live:", "live:", "--explain-equal"],
    "debug": ["check", "live:", "--debug"],
    "whoami": ["live", "whoami"],
}


@pytest.mark.parametrize("name", COMMANDS)
def test_secrets_are_in_no_output(name: str, emulator: Running, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    code, out, err = ebaudit(*COMMANDS[name], emulator=emulator)
    assert code in {0, 1, 3}, err
    assert (CANARY in out, CANARY in err, CANARY in caplog.text, emulator.secret in out + caplog.text) == (False,) * 4


def test_a_recording_needs_no_account(emulator: Running, tmp_path: Path) -> None:
    recorded = ebaudit("check", "live:", "--format", "json", "--record", str(tmp_path), emulator=emulator)
    replayed = ebaudit("check", "live:", "--format", "json", "--replay", str(tmp_path))
    assert [recorded[0], recorded[2]] == [replayed[0], replayed[2]]
    one, other = json.loads(recorded[1]), json.loads(replayed[1])
    assert one["findings"] == other["findings"]
    assert one["findings"] != []


def test_a_recording_with_a_call_missing_is_loud(emulator: Running, tmp_path: Path) -> None:
    ebaudit("show", "live:", "--record", str(tmp_path), emulator=emulator)
    (file,) = tmp_path.iterdir()
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(line for line in lines if '"RuleName": "store"}' not in line), encoding="utf-8")
    code, out, _ = ebaudit("show", "live:", "--replay", str(tmp_path))
    assert code == 3
    assert "the call GetRule(EventBusName=orders, RuleName=store)" in " ".join(out.split())


CHANGED = {
    "nothing": ("", "", 0),
    "secret of a parameter": ('"AccountPassword", "Form": "CONSTANT", "Value": "', "NEW", 1),
    "secret of a connection": ('"ApiKeyValue": "', "NEW", 1),
    "secret in a URL": ("robot/send?access_token=", "NEW", 1),
}


@pytest.mark.parametrize("name", CHANGED)
@pytest.mark.parametrize("format", ["text", "json"])
def test_drift_tells_that_a_secret_changed_and_not_to_what(
    name: str, format: str, emulator: Running, tmp_path: Path
) -> None:
    before, added, expected = CHANGED[name]
    declared = tmp_path / "declared.json"
    text = json.dumps(SEED)
    assert before in text
    declared.write_text(text.replace(before, before + added) if added else text, encoding="utf-8")
    code, out, err = ebaudit("drift", str(declared), "--live", "--format", format, emulator=emulator)
    assert (code, CANARY in out, CANARY in err) == (expected, False, False), out
    assert ("the secret changes" in " ".join(out.split())) is (expected == 1)
