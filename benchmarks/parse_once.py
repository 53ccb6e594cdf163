"""Parse every Terraform file of a directory with one parser and print the cost as JSON: ``parse_once.py PARSER DIR``.

A script of its own, because each parser runs in a fresh process of the interpreter that has it. Importing, reading
the files and one tiny first parse are outside the measured time; what was parsed is kept to the end. The garbage
collector is off for every parser alike, as `ebaudit` runs.
"""

import gc
import importlib
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

_FIRST = 'a = "${b}"\n'

Parse = Callable[[str], object]


def _ebaudit() -> Parse:
    parse = importlib.import_module("ebaudit.readers.hcl.parse").parse_file
    source = importlib.import_module("ebaudit.model.source").SourceText

    def parsed(text: str) -> object:
        tree, problems = parse(source("main.tf", text))
        if problems:
            raise ValueError(problems[0])
        return tree

    return parsed


def _python_hcl2() -> Parse:
    loads: Parse = importlib.import_module("hcl2").loads
    return loads


def _pygohcl() -> Parse:
    loads: Parse = importlib.import_module("pygohcl").loads
    return loads


def _tree_sitter() -> Parse:
    library = importlib.import_module("tree_sitter")
    parser = library.Parser(library.Language(importlib.import_module("tree_sitter_hcl").language()))

    def parsed(text: str) -> object:
        tree = parser.parse(text.encode())
        if tree.root_node.has_error:
            raise ValueError("a syntax error in the tree")
        return tree

    return parsed


PARSERS = {"ebaudit": _ebaudit, "python-hcl2": _python_hcl2, "pygohcl": _pygohcl, "tree-sitter-hcl": _tree_sitter}


def main() -> None:
    """Measure one parser on one directory."""
    name, directory = sys.argv[1:]
    parse = PARSERS[name]()
    parse(_FIRST)
    gc.disable()
    texts = [path.read_text(encoding="utf-8") for path in sorted(Path(directory).rglob("*.tf"))]
    kept: list[object] = []
    rejected = 0
    began = time.process_time()
    for text in texts:
        try:
            kept.append(parse(text))
        except Exception:  # noqa: BLE001  # a parser's own errors; their number is part of the result
            rejected += 1
    spent = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = sum(len(text.encode()) for text in texts)
    print(json.dumps({"cpu": spent, "peak": peak, "bytes": size, "files": len(texts), "rejected": rejected}))


if __name__ == "__main__":
    main()
