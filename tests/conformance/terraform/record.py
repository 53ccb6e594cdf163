"""Write the corpus: generated modules with Terraform's answers. Run by hand where Terraform is installed.

``python -m tests.conformance.terraform.record FILE COUNT [SEED]``
"""

import json
import sys
import tempfile
import warnings
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.conformance.terraform.comparison import answers
from tests.conformance.terraform.generated_modules import modules


def main() -> None:
    """Generate, ask Terraform, write."""
    file, count = Path(sys.argv[1]), int(sys.argv[2])
    start = int(sys.argv[3]) if len(sys.argv) > 3 else 0
    warnings.simplefilter("ignore")

    @seed(start)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(modules())
    def record(files: dict[str, str]) -> None:
        with tempfile.TemporaryDirectory() as directory:
            row = answers(files, Path(directory))
        with file.open("a", encoding="utf-8") as out:
            out.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")

    record()


if __name__ == "__main__":
    main()
