"""Expressions become the trees that the specification gives them."""

from fractions import Fraction

import pytest

from ebaudit.model.source import SourceText
from ebaudit.readers.hcl.parse import parse_expression
from tests.hcl_trees import dump

CASES = [
    # numbers, words, names
    ("1", "1"),
    ("007", "7"),
    ("1.5", "3/2"),
    ("2.50", "5/2"),
    ("1e3", "1000"),
    ("25E-2", "1/4"),
    ("123456789012345678901234567890", "123456789012345678901234567890"),
    ("true", "true"),
    ("false", "false"),
    ("null", "null"),
    ("nullable", "nullable"),
    ("with-dash", "with-dash"),
    ("größe", "größe"),
    # operators
    ("1 + 2 * 3", "(1 + (2 * 3))"),
    ("1 * 2 + 3", "((1 * 2) + 3)"),
    ("1 - 2 - 3", "((1 - 2) - 3)"),
    ("1 - -2", "(1 - (-2))"),
    ("-1 + 2", "((-1) + 2)"),
    ("!a && !b", "((!a) && (!b))"),
    ("!a == b", "((!a) == b)"),
    ("a || b && c", "(a || (b && c))"),
    ("a && b || c", "((a && b) || c)"),
    ("a == b != c", "((a == b) != c)"),
    ("1 < 2 == 3 >= 4", "((1 < 2) == (3 >= 4))"),
    ("1 + 2 < 3 && 4 <= 5 % 6", "(((1 + 2) < 3) && (4 <= (5 % 6)))"),
    ("8 / 4 / 2", "((8 / 4) / 2)"),
    ("1+2-3*4", "((1 + 2) - (3 * 4))"),
    ("(1 + 2) * 3", "(<(1 + 2)> * 3)"),
    ("-a.b[0]", "(-a.b[0])"),
    ("!!a", "(!(!a))"),
    # conditionals
    ("a ? b : c", "(a ? b : c)"),
    ("a ? b : c ? d : e", "(a ? b : (c ? d : e))"),
    ("a ? b ? 1 : 2 : 3", "(a ? (b ? 1 : 2) : 3)"),
    ("a || b ? 1 + 2 : 3", "((a || b) ? (1 + 2) : 3)"),
    ("[a ? 1 : 2, b]", "[(a ? 1 : 2), b]"),
    # steps
    ("a.b.c", "a.b.c"),
    ("a . b", "a.b"),
    ("a[0].b", "a[0].b"),
    ('a["k"]', "a['k']"),
    ("a[b.c]", "a[b.c]"),
    ("a.0.b", "a.#0.b"),
    ("a[*].b", "a[*](_.b)"),
    ("a[*].b[0].c", "a[*](_.b[0].c)"),
    ("a[*][*]", "a[*](_[*](_))"),
    ("a[ * ]", "a[*](_)"),
    ("a.*.b", "a.*(_.b)"),
    ("a.*.b.0.c", "a.*(_.b.#0.c)"),
    ("a.*.b[0]", "a.*(_.b)[0]"),
    ("a.*", "a.*(_)"),
    ("f(x)[0].y", "f(x)[0].y"),
    ("[1, 2][0]", "[1, 2][0]"),
    ("{ a = 1 }.a", "{a = 1}.a"),
    ("(a)[0]", "<a>[0]"),
    ('"x".y', "'x'.y"),
    ("true.x", "true.x"),
    # calls
    ("f()", "f()"),
    ("f (a)", "f(a)"),
    ("f(a, b,)", "f(a, b)"),
    ("f(a...)", "f(a...)"),
    ("f(a, b...)", "f(a, b...)"),
    ("f(a.b...\n)", "f(a.b...)"),
    ("f(\n  a, # one\n  b // two\n)", "f(a, b)"),
    ("true(x)", "true(x)"),
    ("provider::time::parse(x)", "provider::time::parse(x)"),
    ("a :: b (x)", "a::b(x)"),
    # collections
    ("[]", "[]"),
    ("[1, 2,]", "[1, 2]"),
    ("[\n1,\n2\n]", "[1, 2]"),
    ("[ /* a */ 1 /* b */ ]", "[1]"),
    ("{}", "{}"),
    ("{ a = 1, b : 2 }", "{a = 1, b = 2}"),
    ("{\n  a = 1\n  b = 2,\n  c = 3\n}", "{a = 1, b = 2, c = 3}"),
    ('{ "k" = 1, (v) = 2, "${p}x" = 3, 4 = 5 }', "{'k' = 1, <v> = 2, '{p}x' = 3, 4 = 5}"),
    ("{ true = 1, null = 2, a.b = 3 }", "{true = 1, null = 2, a.b = 3}"),
    ("{ a = 1 // x\n b = 2 # y\n}", "{a = 1, b = 2}"),
    ("[{ a = [1] }, [[2]]]", "[{a = [1]}, [[2]]]"),
    # for
    ("[for v in c : v]", "[for v in c : v]"),
    ("[for k, v in c : k if v > 1]", "[for k, v in c : k if (v > 1)]"),
    ("{for v in c : v.k => v}", "[for v in c : v.k => v]"),
    ("{\n for k, v in c :\n v => k...\n if k != null\n}", "[for k, v in c : v => k... if (k != null)]"),
    ("[for a in b : [for c in a : c]]", "[for a in b : [for c in a : c]]"),
    ("[for v in c : v ? 1 : 2]", "[for v in c : (v ? 1 : 2)]"),
    ("[format(x)]", "[format(x)]"),
    ("[forest]", "[forest]"),
]


@pytest.mark.parametrize(("text", "tree"), CASES)
def test_tree(text: str, tree: str) -> None:
    node, problems = parse_expression(SourceText("x", text))
    assert (dump(node), problems) == (tree, [])


def test_numbers_are_rounded_to_512_bits() -> None:
    node, _ = parse_expression(SourceText("x", "0.1"))
    assert dump(node) == str(Fraction(round(Fraction(2**515, 10)), 2**515))
