"""The pattern language inside one process, recorded by ``python -m benchmarks`` under ``patterns``.

Processor time of this process, collector off: parsing, one event against many patterns, and all pairs
of 500 patterns on a bus.
"""

import gc
import json
import random
import time
from collections.abc import Callable
from typing import Any

from ebaudit.analysis.patterns import Event, Pattern, matches, parse_pattern, read_event, relate, relation_kind
from ebaudit.catalog import Catalog, load

SEED, RULES, MANY, PROOFS = 5, 500, 10_000, 40
EVENT = {
    "id": "1",
    "source": "acs.oss",
    "specversion": "1.0",
    "type": "oss:ActionTrail:ApiCall",
    "subject": "acs:oss:cn-hangzhou:1/a.jpg",
    "data": {"state": "q", "size": 10, "user": {"name": "x"}},
}


def pattern_text(chance: random.Random, catalog: Catalog) -> str:
    """Make a pattern as rules have them: an official source, often types, subjects and fields of the payload."""
    source = chance.choice(list(catalog.official_sources))
    types = catalog.official_sources[source].types
    made: dict[str, Any] = {"source": [source]}
    kind = chance.random()
    if kind < 0.5:
        made["type"] = chance.sample(types, min(len(types), chance.randint(1, 3)))
    elif kind < 0.7:
        made["type"] = [{"suffix": ":ActionTrail:ApiCall"}]
    elif kind < 0.8:
        made["source"] = [{"prefix": "acs."}]
    if chance.random() < 0.5:
        made["subject"] = [{"prefix": f"acs:oss:cn-hangzhou:{chance.randint(1, 3)}"}, {"suffix": ".jpg"}]
    if chance.random() < 0.6:
        state, size = {"anything-but": chance.choice("abc")}, {"numeric": [">", chance.randint(0, 9)]}
        made["data"] = {"state": [state], "size": [size], "user": {"name": chance.sample(["x", "y", "z"], 2)}}
    return json.dumps(made)


def seconds(run: Callable[[], object]) -> float:
    """Return the processor time of one run."""
    gc.collect()
    began = time.process_time()
    run()
    return time.process_time() - began


def parsed(texts: list[str]) -> list[Pattern]:
    """Parse patterns that are all valid."""
    return [pattern for pattern, _ in map(parse_pattern, texts) if pattern is not None]


def figures() -> dict[str, float]:
    """Measure everything; return seconds of processor time by what was measured."""
    gc.disable()
    catalog, chance = load()[0], random.Random(SEED)
    texts = [pattern_text(chance, catalog) for _ in range(MANY)]
    found = {"parse, each": seconds(lambda: parsed(texts)) / MANY}
    patterns = parsed(texts)
    found.update(_matching(patterns))
    found.update(_relations(patterns[:RULES], catalog))
    gc.enable()
    return {name: round(figure, 9) for name, figure in found.items()}


def _matching(patterns: list[Pattern]) -> dict[str, float]:
    event, _ = read_event(EVENT)
    if event is None:
        raise ValueError(EVENT)
    return {f"match 1 event, {count} patterns": _match_all(patterns[:count], event) for count in (1, 100, MANY)}


def _match_all(patterns: list[Pattern], event: Event) -> float:
    """Return the seconds for one event against all the patterns, from enough rounds to be seen."""
    rounds = range(MANY // len(patterns))
    return seconds(lambda: [matches(pattern, event) for _ in rounds for pattern in patterns]) / len(rounds)


def _relations(bus: list[Pattern], catalog: Catalog) -> dict[str, float]:
    pairs = len(bus) * (len(bus) - 1) // 2
    total = seconds(lambda: [relation_kind(one, other) for index, one in enumerate(bus) for other in bus[:index]])
    proofs = seconds(lambda: [relate(bus[n], bus[n + 1], catalog) for n in range(PROOFS)])
    return {
        f"relation of all pairs of {len(bus)} patterns": total,
        "relation, each": total / pairs,
        "relation with proofs, each": proofs / PROOFS,
    }
