"""One-edit mutations of the committed HCL files, and what Terraform says of each: accepted or not.

Run as a script where ``terraform`` is on PATH to record the verdicts anew; tests compare with the record.
"""

import json
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

DATA = Path(__file__).parents[1] / "data"
FILES, PLANS = DATA / "hcl", DATA / "plans"
RECORD = Path(__file__).with_name("verdicts.json")
SEED, COUNT = 20261124, 6000

_WORDS = re.compile(r"[A-Za-z_][\w-]*|\d+|[ \t]+|\r?\n|.", re.DOTALL)
_INSERTED = [
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    '"',
    ",",
    ".",
    ":",
    "::",
    "=",
    "==",
    "=>",
    "...",
    "?",
    "!",
    "&&",
    "||",
    "&",
    "|",
    "+",
    "-",
    "*",
    "/",
    "%",
    "<",
    ">",
    "<=",
    "~",
    "~}",
    "${",
    "${~",
    "%{",
    "$${",
    "%%{",
    "\\",
    ";",
    "'",
    "`",
    "#",
    "//",
    "/*",
    "*/",
    "@",
    "$",
    "<<EOT",
    "<<-EOT",
    "EOT",
    "for",
    "in",
    "if",
    "else",
    "true",
    "null",
    "x",
    "1",
    "1.5",
    "1e5",
    "\t",
    "\r",
    "é",
    "\xa0",
    "\ufeff",
    "%{if",
    "%{endif}",
    "[*]",
    ".*",
    ".0",
    "a=1",
    "\n",
    " ",
    "\r\n",
    "\n\n",
    '"a"',
    "# c\n",
    "/* c */",
    "\\u00e9",
    "\\U0001F600",
    "${x}",
    "<<EOT\nx\nEOT\n",
]


def texts() -> list[tuple[str, str]]:
    """Return the committed files by name."""
    found = sorted(FILES.rglob("*.tf"))
    named = [(path.relative_to(FILES).as_posix(), path) for path in found]
    named += [(_plain(path), path) for path in sorted(PLANS.glob("*/module/**/*.tf"))]
    return [(name, path.read_bytes().decode()) for name, path in named]


def _plain(path: Path) -> str:
    return path.relative_to(DATA).as_posix().replace("/module/", "/")


def mutations(count: int = COUNT, seed: int = SEED) -> Iterator[tuple[str, str]]:
    """Yield ``count`` mutations, each with a name that tells what was done to which file."""
    source = random.Random(seed)  # noqa: S311  repeatable on purpose
    files = [(name, _WORDS.findall(text)) for name, text in texts()]

    def below(limit: int) -> int:
        return int(source.random() * limit)

    for number in range(count):
        name, original = files[below(len(files))]
        words = list(original) or [""]
        at, other, kind = below(len(words)), below(len(words)), below(8)
        inserted = _INSERTED[below(len(_INSERTED))]
        if kind == 0:
            del words[at]
        elif kind == 1:
            words.insert(at, words[at])
        elif kind == 2:
            words[at] = words[other]
        elif kind == 3:
            words[at], words[at - 1] = words[at - 1], words[at]
        elif kind == 4:
            words.insert(at, words[other])
        elif kind == 5:
            words[at] = inserted
        else:
            words.insert(at, inserted)
        yield f"{number:05d} {name} {kind} {at} {inserted!r}", "".join(words)


def terraform_accepts(texts: list[str]) -> list[bool]:
    """Ask ``terraform fmt`` which texts it can read."""
    with tempfile.TemporaryDirectory() as folder:
        for number, text in enumerate(texts):
            (Path(folder) / f"m{number:05d}.tf").write_bytes(text.encode())
        command = ["terraform", "fmt", "-check", "-list=false", "-no-color", folder]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    refused = {int(found) for found in re.findall(r"\bm(\d{5})\.tf line \d+", done.stdout + done.stderr)}
    return [number not in refused for number in range(len(texts))]


def record() -> dict[str, object]:
    """Return the recorded seed, count and verdicts (one bit each, first mutation in the highest bit)."""
    loaded: dict[str, object] = json.loads(RECORD.read_text(encoding="utf-8"))
    return loaded


def main() -> None:
    """Write the record."""
    verdicts: list[bool] = []
    batch = [text for _, text in mutations()]
    for start in range(0, len(batch), 500):
        verdicts += terraform_accepts(batch[start : start + 500])
    bits = "".join(str(int(verdict)) for verdict in verdicts)
    document = {
        "about": "Which mutations of mutations.py terraform 1.11.4 reads without a syntax error.",
        "seed": SEED,
        "count": COUNT,
        "accepted": bits.count("1"),
        "verdicts": f"{int(bits, 2):0{COUNT // 4}x}",
    }
    RECORD.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(f"{bits.count('1')} of {COUNT} accepted\n")


if __name__ == "__main__":
    main()
