"""Where policies come from: the built-in ones, compiled into data, and files of further directories.

The sources are the YAML files of ``policies/``. :func:`compile_builtin` turns them into two JSON
files beside this module (``make docs`` runs it, a test holds it fresh): ``builtin.json`` has what a
run needs, ``pages.json`` what only the reference pages need.
"""

# Importing pathlib would cost more than reading the data.
# ruff: noqa: PTH112, PTH118, PTH120, PTH123
import json
import os
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ebaudit.model.source import FileProblem
from ebaudit.policy.policy import UNJUDGED_FACTS, Policy, from_json, page_from_json, page_to_json, to_json

if TYPE_CHECKING:
    from ebaudit.catalog import Catalog

_HERE = os.path.dirname(__file__)
BUILTIN, PAGES = "builtin.json", "pages.json"


def load(
    directories: Sequence[str] = (), catalog: "Catalog | None" = None
) -> tuple[tuple[Policy, ...], tuple[FileProblem, ...]]:
    """Return the built-in policies and those of the directories, in the order of ids, with every complaint.

    ``catalog`` is needed with directories: it says which fields an expression may name.
    """
    policies = [from_json(data) for data in _read(BUILTIN)]
    if not directories:
        return tuple(policies), ()
    if catalog is None:
        from ebaudit.catalog import load as load_catalog

        catalog = load_catalog()[0]
    problems: list[FileProblem] = []
    facts = UNJUDGED_FACTS.union(policy.fact for policy in policies if policy.fact)
    for directory in directories:
        found, wrong = read_directory(directory, catalog, facts)
        problems += wrong
        policies += found
    problems += _duplicates(policies)
    return tuple(sorted(policies, key=lambda policy: policy.id)), tuple(problems)


def with_page(policy: Policy) -> Policy:
    """Return the policy with what its reference page needs."""
    if policy.page is not None:
        return policy
    pages = _read(PAGES)
    return policy._replace(page=page_from_json(pages[policy.id]))


def _read(name: str) -> Any:
    with open(os.path.join(_HERE, name), encoding="utf-8") as stream:
        return json.load(stream)


def read_directory(
    directory: str, catalog: "Catalog", facts: Collection[str] | None = None
) -> tuple[list[Policy], list[FileProblem]]:
    """Read every ``*.yaml`` and ``*.yml`` below a directory in the order of paths.

    ``facts`` are the codes of facts that there are; without it, any code is taken.
    """
    from ebaudit.policy.document import read_policy
    from ebaudit.policy.scopes import scopes

    known = scopes(catalog)
    policies: list[Policy] = []
    problems: list[FileProblem] = []
    if not os.path.isdir(directory):
        return [], [FileProblem(directory, 1, 1, "there is no such directory")]
    for path in _files(directory):
        try:
            with open(path, encoding="utf-8") as stream:
                text = stream.read()
        except (OSError, UnicodeDecodeError) as error:
            why = f"cannot be read: {error.strerror}" if isinstance(error, OSError) else "is not UTF-8 text"
            problems.append(FileProblem(path, 1, 1, why))
            continue
        policy, wrong = read_policy(text, path, known, facts)
        problems += wrong
        if policy is not None:
            policies.append(policy)
    if not policies and not problems:
        problems.append(FileProblem(directory, 1, 1, "holds no policies: no *.yaml or *.yml is in it or below"))
    return policies, problems


def _files(directory: str) -> Iterator[str]:
    for folder, folders, names in os.walk(directory):
        folders.sort()
        for name in sorted(names):
            if name.endswith((".yaml", ".yml")):
                yield os.path.join(folder, name)


def _duplicates(policies: Sequence[Policy]) -> list[FileProblem]:
    seen: dict[str, Policy] = {}
    problems = []
    for policy in policies:
        for word in (policy.id, policy.name):
            other = seen.setdefault(word, policy)
            if other is not policy and policy.file:
                whose = other.file or "a built-in policy"
                problems.append(FileProblem(policy.file, 1, 1, f"'{word}' is taken by {whose}"))
    return problems


def compile_builtin(directory: str, catalog: "Catalog") -> tuple[str, str]:
    """Return the texts of ``builtin.json`` and ``pages.json`` for the YAML files below a directory.

    Raises :class:`ValueError` with every complaint when a file is wrong.
    """
    policies, problems = read_directory(directory, catalog)
    problems += _duplicates(policies)
    if problems:
        raise ValueError("\n".join(str(problem) for problem in problems))
    policies.sort(key=lambda policy: policy.id)
    rows = [json.dumps(to_json(policy), ensure_ascii=False, separators=(",", ":")) for policy in policies]
    pages = {policy.id: page_to_json(policy.page) for policy in policies if policy.page is not None}
    return "[\n" + ",\n".join(rows) + "\n]\n", json.dumps(pages, ensure_ascii=False, indent=1) + "\n"


def compiled_paths() -> tuple[str, str]:
    """Return where the two files belong."""
    return os.path.join(_HERE, BUILTIN), os.path.join(_HERE, PAGES)
