"""Canonical reports, built by hand: what every format must be able to say."""

from collections.abc import Mapping

from ebaudit.model.diagnostic import Diagnostic, LedgerEntry, Level, ModuleCall, Outcome
from ebaudit.model.finding import Certainty, Finding, Related, Severity, Undecided
from ebaudit.model.report import PolicyProblem, Report
from ebaudit.model.source import SourceText, Span

MAIN = SourceText(
    "infra/main.tf",
    """\
resource "alicloud_event_bridge_rule" "orders" {
  event_bus_name = "default"
  rule_name      = "orders"
  filter_pattern = jsonencode({
    source = ["acs.oss"]
    type   = ["oss:ObjectCreated:PutObject"]
  })

\ttargets {
\t\ttarget_id = "robot"
\t\ttype      = "acs.dingtalk"
\t\tendpoint  = "http://example.com/robot/send"
    param_list {
      resource_key = "SecretKey"
      form         = "CONSTANT"
      value        = "SEC0123456789canary"
    }
  }
}

resource "alicloud_event_bridge_rule" "wide" {
  description = "订单创建后通知钉钉机器人，失败的事件会丢失，所以需要死信队列 — 请补充" # 说明
  rule_name   = "a-very-long-name-that-goes-on-and-on-and-on-until-the-line-is-much-too-long-to-be-shown-whole"
}
""",
)
MODULE = SourceText("infra/modules/queue/main.tf", 'resource "alicloud_event_bridge_rule" "r" {\n}\n')
SOURCES: Mapping[str, SourceText] = {source.name: source for source in (MAIN, MODULE)}
ORDERS, WIDE = "alicloud_event_bridge_rule.orders", "alicloud_event_bridge_rule.wide"


def span(text: str, source: SourceText = MAIN) -> Span:
    """Find the span of a text that occurs once."""
    start = source.text.index(text)
    assert source.text.count(text) == 1
    return source.span(start, start + len(text))


ENDPOINT = Finding(
    "EB501",
    "plain-http-endpoint",
    Severity.HIGH,
    Certainty.DOCUMENTED,
    "Target 'robot' receives events over plain http://, which anyone on the way can read and change.",
    f"{ORDERS}#targets[robot]",
    span('"http://example.com/robot/send"'),
    why="Events carry account ids, resource names and often business data. Encryption costs nothing here.",
    fix="Use the https:// address of the endpoint.",
)
PATTERN = Finding(
    "EB203",
    "pattern-selects-too-much",
    Severity.MEDIUM,
    Certainty.MODELLED,
    "The pattern of rule 'orders' selects events of every bucket.",
    f"{ORDERS}#filter_pattern",
    span(MAIN.text[MAIN.text.index("jsonencode") : MAIN.text.index("  })") + 4]),
    related=(Related("the bus", span('"default"')),),
    evidence={
        "witness": {
            "specversion": "1.0",
            "source": "acs.oss",
            "type": "oss:ObjectCreated:PutObject",
            "data": {"region": "cn-hangzhou", "size": 0},
        }
    },
    why="A rule that selects more than it needs wakes its targets for nothing.",
    fix='Name the bucket:\n\n  subject = [{ prefix = "acs:oss:" }]\n\nThe rest stays as it is.',
    hint="Did you mean the bucket 'orders'?",
)
SECRET = Finding(
    "EB503",
    "literal-secret",
    Severity.CRITICAL,
    Certainty.DOCUMENTED,
    "Parameter 'SecretKey' of target 'robot' is a secret that is written into the configuration.",
    f"{ORDERS}#targets[robot].param_list[SecretKey]",
    span('"SEC0123456789canary"'),
    why="Whoever can read the repository or the state can send to the robot.",
    fix="Take it from a variable that is marked sensitive.",
    key="SecretKey",
)
QUOTES_SECRET = ENDPOINT._replace(
    policy="EB302",
    name="unknown-parameter",
    message='The parameter has the value "SEC0123456789canary", which nothing reads.',
    span=span(MAIN.text[MAIN.text.index("param_list") : MAIN.text.index("    }\n") + 5]),
    evidence={"value": "SEC0123456789canary", "at": ["SEC0123456789canary"]},
)
IN_MODULE = Finding(
    "EB401",
    "target-without-dead-letter-queue",
    Severity.MEDIUM,
    Certainty.DOCUMENTED,
    "Events that target 'q' cannot take are lost after the last retry.",
    'module.a["eu"].module.queue[0].alicloud_event_bridge_rule.r["orders-of-the-european-shops"]#targets[q]',
    span('resource "alicloud_event_bridge_rule" "r"', MODULE),
    calls=(
        ModuleCall('module.a["eu"]', Span("infra/main.tf", 30, 1, 30, 11)),
        ModuleCall('module.a["eu"].module.queue[0]', Span("infra/modules/a/main.tf", 4, 1, 4, 15)),
    ),
    why="Without a queue nobody can tell what was lost.",
    fix="Add a dead_letter_queue block.",
)
UNICODE = ENDPOINT._replace(
    policy="EB701",
    name="wide-characters",
    severity=Severity.LOW,
    message="描述 “请补充” 还没有写完。该说明里的文字没有空格，所以要在任意两个字之间换行，每个字占两列，不能算错。",
    address=WIDE,
    span=span("请补充"),
    why="",
    fix="",
)
LONG_LINE = UNICODE._replace(
    policy="EB702",
    name="long-line",
    severity=Severity.INFO,
    message="The name is too long.",
    span=span("until-the-line"),
)
HOSTILE = ENDPOINT._replace(
    policy="EB703",
    name="hostile-text",
    message="A name with \x1b[31mescape\x07 and \u202ereversed text.\nOn two lines.",
    address="alicloud_event_bridge_rule.x\x1b[2J",
    span=None,
)
NO_SPAN = ENDPOINT._replace(policy="EB601", name="estate-wide", address="estate", span=None, severity=Severity.INFO)

UNDECIDEDS = (
    Undecided("EB401", "target-without-dead-letter-queue", Severity.MEDIUM, ORDERS, "'arn' is known only after apply"),
    Undecided(
        "EB401",
        "target-without-dead-letter-queue",
        Severity.MEDIUM,
        WIDE,
        "'arn' is known only after apply",
        ("alicloud_mns_queue.q.id", "data.alicloud_account.me.id"),
        span('"wide"'),
    ),
    Undecided("EB201", "invalid-pattern", Severity.HIGH, WIDE, "'filter_pattern' depends on a remote module"),
)
DIAGNOSTICS = (
    Diagnostic(
        Level.ERROR,
        "syntax",
        "Unclosed block",
        "The block that starts here is never closed. Add '}' before the end of the file.",
        span("param_list {"),
    ),
    Diagnostic(
        Level.WARNING,
        "unsupported-function",
        "Function not supported",
        "The value is unknown.",
        calls=(ModuleCall("module.a", None),),
    ),
)
LEDGER = (
    LedgerEntry("file", "infra/main.tf", Outcome.EVALUATED),
    LedgerEntry("file", "infra/broken.tf", Outcome.PARTIAL, "the blocks around a syntax error were left out"),
    LedgerEntry("module", "module.remote", Outcome.SKIPPED, "not installed; run terraform init", span('"wide"')),
    LedgerEntry("policy", "EB401", Outcome.EVALUATED),
)
CRASHES = (PolicyProblem("EB999", ORDERS, "the condition gave neither true nor false"),)

BASE = Report("0.0.0", ("infra",), sources=SOURCES)
REPORTS: Mapping[str, Report] = {
    "empty": BASE,
    "frames": BASE._replace(findings=(PATTERN, ENDPOINT)),
    "module-chain": BASE._replace(findings=(IN_MODULE,)),
    "secret": BASE._replace(
        findings=(SECRET, QUOTES_SECRET), masked=(span('"SEC0123456789canary"'),), secrets=("SEC0123456789canary",)
    ),
    "unicode": BASE._replace(findings=(UNICODE, LONG_LINE, HOSTILE)),
    "no-span": BASE._replace(findings=(NO_SPAN,)),
    "undecided": BASE._replace(undecideds=UNDECIDEDS, fail_on=Severity.CRITICAL),
    "diagnostics": BASE._replace(diagnostics=DIAGNOSTICS, ledger=LEDGER),
    "allowed-incomplete": BASE._replace(findings=(NO_SPAN,), diagnostics=DIAGNOSTICS, allow_incomplete=True),
    "waived": BASE._replace(waived=(ENDPOINT._replace(waived_by="internal network (platform), until 2027-01-31"),)),
    "crash": BASE._replace(findings=(ENDPOINT,), crashes=CRASHES),
}
