"""Opens ``live:`` and ``live:<region>``: the accounts that can be reached, as one estate."""

from ebaudit.catalog import Catalog
from ebaudit.model.estate import Opened
from ebaudit.model.request import LIVE, Inputs
from ebaudit.readers.live.answers import estate
from ebaudit.readers.live.clock import REAL, Clock
from ebaudit.readers.live.fetch import fetch


def read(path: str, inputs: Inputs, catalog: Catalog, clock: Clock = REAL) -> Opened:
    """Read an account live, or from its recorded calls. What cannot be read is a diagnostic; nothing is raised."""
    region = path.removeprefix(LIVE)
    live = inputs.live._replace(regions=(region,)) if region else inputs.live
    fetched = fetch(live, catalog, clock)
    regions = ",".join(answers.region for answers in fetched.answers)
    root = f"{LIVE}{regions}" if regions else path
    return Opened(estate(fetched.answers, root, catalog), fetched.diagnostics, fetched.ledger)
