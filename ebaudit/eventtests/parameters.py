"""The parameters of one delivery against what a test expects of them."""

from ebaudit.analysis.routing.delivery import Delivery, Parameter
from ebaudit.eventtests.bodies import difference
from ebaudit.eventtests.document import Expectation, ExpectedDelivery, Remark
from ebaudit.model.record import Record
from ebaudit.model.value import Unknown
from ebaudit.suggest import suggest


class Checked(Record):
    """What is wrong with the parameters of a delivery, what is not known of them, and what is said besides."""

    failures: list[Remark]
    undecided: list[Remark]
    notes: list[Remark]


def check_parameters(expected: ExpectedDelivery, found: Delivery, secret: frozenset[str], *, complete: bool) -> Checked:
    """Compare every parameter that is spoken of; ``secret`` are those, in lower case, that no message quotes.

    Without ``complete`` the target may have parameters that are not known.
    """
    checked = Checked([], [], [])
    for item in expected.parameters:
        params = [param for param in found.parameters if param.key.casefold() == item.key.casefold()]
        if params:
            _one(item, params[0], params[0].sensitive or item.key.casefold() in secret, checked)
        else:
            _absent(item, found, checked, complete=complete)
    return checked


def _absent(item: Expectation, found: Delivery, checked: Checked, *, complete: bool) -> None:
    keys = [param.key for param in found.parameters]
    listed = f"; it has {', '.join(key for key in keys if key)}" if any(keys) else ""
    hint = suggest(item.key, [key for key in keys if key])
    remark = Remark(f"The target has no parameter '{item.key}'{listed}{hint}.", found.target)
    (checked.failures if complete and all(keys) else checked.undecided).append(remark)


def _one(item: Expectation, param: Parameter, sensitive: bool, checked: Checked) -> None:
    if param.rendered is None:
        unknown = param.unknown or Unknown("its form is not known")
        why = ", ".join((unknown.reason, *unknown.refs))
        checked.undecided.append(Remark(f"The parameter {param.key} is not known: {why}.", param.address))
        return
    wrong = difference(item, param.rendered)
    if wrong is None:
        if param.rendered.alternative is not None:
            checked.notes.append(Remark("By the documentation the text is another than expected.", param.address))
        return
    said = "it is not what the test expects (sensitive)" if sensitive else wrong.message
    place = "" if sensitive else wrong.place
    checked.failures.append(Remark(f"The parameter {param.key} is wrong: {said}.", param.address, place))
