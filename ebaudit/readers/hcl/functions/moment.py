"""Functions whose result depends on the moment or on chance: always unknown before Terraform runs."""

from ebaudit.model.types import STRING
from ebaudit.model.value import Unknown, Value
from ebaudit.readers.hcl.functions.context import CallContext


def _timestamp(_args: list[Value], _context: CallContext) -> Value:
    return Unknown("the time at which Terraform applies", ("timestamp()",), type=STRING, not_null=True)


def _plantimestamp(_args: list[Value], _context: CallContext) -> Value:
    return Unknown("the time at which Terraform plans", ("plantimestamp()",), type=STRING, not_null=True)


def _uuid(_args: list[Value], _context: CallContext) -> Value:
    return Unknown("drawn by chance when Terraform applies", ("uuid()",), type=STRING, not_null=True)


def _bcrypt(_args: list[Value], _context: CallContext) -> Value:
    return Unknown("bcrypt salts by chance when Terraform applies", ("bcrypt()",), type=STRING, not_null=True)


IMPLEMENTATIONS = {"timestamp": _timestamp, "plantimestamp": _plantimestamp, "uuid": _uuid, "bcrypt": _bcrypt}
