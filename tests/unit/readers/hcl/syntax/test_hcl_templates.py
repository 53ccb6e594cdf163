"""Templates: escapes, interpolations, directives, strip markers, heredocs and their indentation."""

import pytest

from ebaudit.model.source import SourceText
from ebaudit.readers.hcl.parse import parse_expression, parse_template
from ebaudit.readers.hcl.tree import Template, Text
from tests.hcl_trees import dump

QUOTED = [
    ('""', "''"),
    ('"plain"', "'plain'"),
    (r'"a\tb\n\r\"\\"', "'a\\tb\\n\\r\"\\\\'"),
    (r'"\u00e9\U0001F600"', r"'\xe9\U0001f600'"),
    ('"$"', "'$'"),
    ('"$$ %% $5 100%"', "'$$ %% $5 100%'"),
    ('"$${x}"', "'${x}'"),
    ('"$$${x}"', "'$${x}'"),
    ('"%%{x}"', "'%{x}'"),
    ('"%%%{x}"', "'%%{x}'"),
    ('"$${~ x}"', "'${~ x}'"),
    ('"${x}"', "='{x}'"),
    ('"${"${x}"}"', "='{='{x}'}'"),
    ('"a${x}"', "'a{x}'"),
    ('"${x}${y}"', "'{x}{y}'"),
    ('"$${a}${b}"', "'${a}{b}'"),
    ('"a ${~ x ~} b"', "'a{x}b'"),
    ('"a\\n ${~ x ~} \\tb"', "'a{x}b'"),
    ('"${~ x ~}"', "='{x}'"),
    ('" ${~ x}"', "'{x}'"),
    ('"${x ~} ${~ y}"', "'{x}{y}'"),
    ('"${ { a = "}" }["a"] }"', "='{{a = '}'}['a']}'"),
    ('"${\n x\n + 1 # c\n}"', "='{(x + 1)}'"),
    ('"%{ if a }y%{ endif }"', "'{if a: y|}'"),
    ('"%{ if a }y%{ else }n%{ endif }"', "'{if a: y|n}'"),
    ('"a %{~ if a ~} y %{~ else ~} n %{~ endif ~} b"', "'a{if a: y|n}b'"),
    ('"%{ for v in l }${v},%{ endfor }"', "'{for v in l: {v},}'"),
    ('"%{ for k, v in l }%{ if v }${k}%{ endif }%{ endfor }"', "'{for k, v in l: {if v: {k}|}}'"),
    ('"%{if true}${x}%{endif}"', "'{if true: {x}|}'"),
]

HEREDOCS = [
    ("<<E\nE\n", "<<''"),
    ("<<E\na\n  b\nE\n", "<<'a\\n  b\\n'"),
    ("<<E\na\\n\"q\" $5 100%\n  E\n", "<<'a\\\\n\"q\" $5 100%\\n'"),
    ("<<E\nfoo$\n\n$\nE\n", "<<'foo$\\n\\n$\\n'"),
    ("<<E\n$${x} %%{y}\nE\n", "<<'${x} %{y}\\n'"),
    ("<<E\n EE\nE E\n\tE\t\n", "<<' EE\\nE E\\n'"),
    ("<<E\n${x}E\n${\nx\n}\nE\n", "<<'{x}E\\n{x}\\n'"),
    ("<<E\r\na\r\nb\r\nE\r\n", "<<'a\\r\\nb\\r\\n'"),
    ("<<E\na\n  ${~ x ~}\n  b\nE\n", "<<'a\\n{x}  b\\n'"),
    ("<<E\n%{ for v in l ~}\n${v}\n%{ endfor ~}\nE\n", "<<'{for v in l: {v}\\n}'"),
    ("<<E-F_1\na\nE-F_1\n", "<<'a\\n'"),
    # indentation
    ("<<-E\n    a\n      b\n    E\n", "<<'a\\n  b\\n'"),
    ("<<-E\n    a\n  b\n        E\n", "<<'  a\\nb\\n'"),
    ("<<-E\n    a\n\n  \n    b\n    E\n", "<<'a\\n\\n  \\nb\\n'"),
    ("<<-E\n\ta\n\t\tb\n\tE\n", "<<'a\\n\\tb\\n'"),
    ("<<-E\n    ${x}\n      b\n    E\n", "<<'{x}\\n  b\\n'"),
    ("<<-E\n${x}\n    b\n    E\n", "<<'{x}\\n    b\\n'"),
    ("<<-E\n    foo\n      ${~ x ~}\n      b\n    E\n", "<<'    foo\\n{x}      b\\n'"),
    ("<<-E\n    foo\n     ${x ~}\n      bar\n    %{ if true ~}\n     x\n    %{ endif ~}\n    E\n",
     "<<'foo\\n {x}      bar\\n{if true:      x\\n|}'"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "tree"), QUOTED + HEREDOCS)
def test_tree(text: str, tree: str) -> None:
    node, problems = parse_expression(SourceText("x", text))
    assert (dump(node), problems) == (tree, [])


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", "''"),
        ('a ${x}\n\\n "b" $', "'a {x}\\n\\\\n \"b\" $'"),
        ("${x}", "='{x}'"),
        ("%{ for v in l ~}\n- ${v}\n%{ endfor ~}\nend", "'{for v in l: - {v}\\n}end'"),
        ("a\r\n\t$${b}", "'a\\r\\n\\t${b}'"),
    ],
)
def test_template_file(text: str, tree: str) -> None:
    node, problems = parse_template(SourceText("x", text))
    assert (dump(node), problems) == (tree, [])


def places(text: str) -> list[tuple[str, bool, list[int]]]:
    node, _ = parse_expression(SourceText("x", text))
    assert isinstance(node, Template)
    return [
        (
            part.value,
            part.raw,
            [part.start + at if part.offsets is None else part.offsets[at] for at in range(len(part.value) + 1)],
        )
        for part in node.parts
        if isinstance(part, Text)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"abc"', [("abc", True, [1, 2, 3, 4])]),
        (r'"a\nb"', [("a\nb", False, [1, 2, 4, 5])]),
        (r'"\"x\""', [('"x"', False, [1, 3, 4, 6])]),
        ('"$${a}"', [("${a}", False, [1, 3, 4, 5, 6])]),
        ('"a ${~ x}"', [("a", False, [1, 3])]),
        ("<<E\nab\nc\nE\n", [("ab\nc\n", True, [4, 5, 6, 7, 8, 9])]),
        ("<<-E\n  a\n  b\n  E\n", [("a\nb\n", False, [7, 8, 11, 12, 13])]),
        ('"e\u0301"', [("\u00e9", False, [1, 3])]),
    ],
)
def test_each_character_of_a_text_has_its_place(text: str, expected: list[tuple[str, bool, list[int]]]) -> None:
    assert places(text) == expected


@pytest.mark.parametrize("text", ['"b$${x}"', "<<E\nb$${x}\nE\n", '"b%%{x}"'])
def test_a_doubled_sign_stands_for_both_its_characters(text: str) -> None:
    expr, problems = parse_expression(SourceText("t", text))
    assert problems == []
    (part,) = expr.parts if isinstance(expr, Template) else [expr]
    assert isinstance(part, Text)
    assert part.offsets is not None
    at = text.index("b")
    assert [part.offsets[i] for i in range(4)] == [at, at + 1, at + 3, at + 4]
