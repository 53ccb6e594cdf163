"""The examples of ``docs/catalog.md`` are what the loader takes."""

import re
from pathlib import Path

from ebaudit.catalog import load

TEXT = (Path(__file__).parents[3] / "docs/catalog.md").read_text(encoding="utf-8")


def test_the_examples_of_the_guide_load(tmp_path: Path) -> None:
    examples = re.findall(r"^```json (\S+)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
    for path, text in examples:
        file = tmp_path / path
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    catalog, problems = load((str(tmp_path),))
    assert problems == ()
    assert list(catalog.custom_sources) == ["shop.orders"]
    assert catalog.event_schema("shop.orders", "order.paid") is not None
