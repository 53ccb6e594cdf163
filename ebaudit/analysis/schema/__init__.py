"""Resources and targets against what the catalog says of them.

``analyse`` is the whole interface. ``data`` of every fact has ``message`` (one sentence) and the parts that
apply: ``argument`` or ``parameter``, ``expected``, ``got`` (never for a sensitive or secret value),
``suggestion``, ``length``.

==================================  ====================================================================
code                                what holds
==================================  ====================================================================
missing-argument                    a required argument is not set
unknown-argument                    an argument that the block does not have, or that is a block
read-only-argument                  an argument that only the provider decides
missing-block                       a required block is not there
unknown-block                       a block that the resource does not have, or that is an argument
too-many-blocks                     more blocks of a kind than there may be
wrong-type                          a value that does not convert to the argument's type
value-not-allowed                   a value outside an enumeration
malformed-value                     a text that does not fit its grammar
too-long, too-short                 a text or list outside its limits
out-of-range                        a number outside its limits
conditional-argument                something that another argument's value asks for is not there
discouraged-name                    a name that works but that the documented grammar does not have
unknown-resource                    a resource type of the family that nobody knows
deprecated-resource                 a resource type that another one replaces
deprecated-argument                 an argument that another one replaces
unknown-target-type                 a target type that nobody knows
too-many-targets                    more targets than the quota
duplicate-target-id                 two targets of a rule with one id
missing-parameter                   a parameter that the target type needs is not given
misspelt-parameter                  a parameter in the wrong case or spelling
unknown-parameter                   a parameter that the target type does not have
duplicate-parameter                 a parameter that is given twice
form-not-allowed                    a form that the parameter does not take
parameter-value-not-allowed         a constant outside the parameter's values
malformed-endpoint                  an endpoint that does not fit the target type's grammar
endpoint-disagrees-with-parameters  an endpoint that names something else than the parameters
malformed-dead-letter-queue         a dead-letter queue of no documented form
literal-secret                      a credential in clear text
provided-secret                     a credential that a plan or state shows, had from another resource
==================================  ====================================================================
"""

from ebaudit.analysis.schema.resources import resource_facts
from ebaudit.analysis.schema.secrets import secret_facts
from ebaudit.analysis.schema.targets import target_facts
from ebaudit.catalog import Catalog
from ebaudit.model.estate import Estate
from ebaudit.model.finding import Fact


def analyse(estate: Estate, catalog: Catalog) -> list[Fact]:
    """Judge every managed resource and every target of an estate by the catalog."""
    return [*resource_facts(estate, catalog), *target_facts(estate, catalog), *secret_facts(estate, catalog)]
