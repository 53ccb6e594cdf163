"""What differs between two versions of a resource, and what that does to deliveries.

``diff`` and ``drift`` stand on it. Differences that change nothing are folded, each under the name of a rule:

| rule | the difference |
|---|---|
| ``pattern-spelling`` | blanks, order and repetitions in a pattern |
| ``json-spelling`` | blanks and order in the variables of a template |
| ``parameter-order`` | order of parameters, which are a set |
| ``block-order`` | order of other blocks that are a set |
| ``arn-spelling`` | ``:queues/q`` and ``:/queues/q`` |
| ``default NOUN.FIELD`` | an argument left out, or set to what is assumed then |
| ``empty-is-absent NOUN.FIELD`` | an argument left out, or empty |
| ``ignore-case NOUN.FIELD`` | upper and lower case where they mean the same |
| ``added NOUN.FIELD`` | an entry that the service adds by itself |
| ``secret NOUN.FIELD`` | a secret that is there on both sides, of which nobody can tell more |
| ``truncated NOUN.FIELD`` | a name that the service cuts off |
| ``name-prefix param.KEY`` | an id with and without the name before it |
| ``write-only NOUN.FIELD`` | an argument that the service takes and never answers |
| ``unknown-alike`` | a value that is not known on either side, and is written alike |
"""
