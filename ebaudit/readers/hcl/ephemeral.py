"""Ephemeral values where they would be kept: Terraform takes them in arguments that are only written.

Source: https://developer.hashicorp.com/terraform/language/manage-sensitive-data/ephemeral
"""

from ebaudit.model.diagnostic import Diagnostic, Level, ModuleCall
from ebaudit.model.resources import Block
from ebaudit.model.value import EPHEMERAL, Sensitive
from ebaudit.readers.hcl.faults import summary
from ebaudit.readers.hcl.scope import Log

WRITE_ONLY = "_wo"
"""How the names of arguments end that are written and never kept."""


def report_ephemeral(block: Block, log: Log, calls: tuple[ModuleCall, ...]) -> None:
    """Report every argument of a resource, at every depth, whose value is ephemeral."""
    for name, attribute in block.attributes.items():
        value = attribute.value
        if isinstance(value, Sensitive) and EPHEMERAL in value.marks and not name.endswith(WRITE_ONLY):
            detail = f'The value of "{name}" is ephemeral, but a resource keeps its arguments. Terraform refuses that.'
            code = "ephemeral-value"
            log.add(Diagnostic(Level.ERROR, code, summary(code), detail, attribute.span, calls))
    for blocks in block.blocks.values():
        for nested in blocks:
            report_ephemeral(nested, log, calls)
