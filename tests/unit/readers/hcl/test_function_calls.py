"""Calls with unknown, sensitive and refused arguments: what no recorded answer shows."""

from pathlib import Path

import pytest

from ebaudit.model.types import BOOL, DYNAMIC, NUMBER, STRING, CollectionType, TupleType
from ebaudit.model.value import EPHEMERAL, ListValue, MapValue, Sensitive, SetValue, Unknown, Value
from ebaudit.readers.hcl.errors import EvalError
from ebaudit.readers.hcl.functions import call
from ebaudit.readers.hcl.functions.context import CallContext

LATER = Unknown("known only after apply", ("r.a.id",), type=STRING)
STRINGS = CollectionType("list", STRING)


def _render(text: str, name: str, variables: dict[str, Value]) -> Value:
    return f"{name}:{text}:{sorted(variables)}"


def run(name: str, *args: Value, root: str = "/nowhere") -> Value:
    return call(name, list(args), CallContext(root, root, _render))


def later(type: object = DYNAMIC, **more: object) -> Unknown:
    return Unknown("known only after apply", ("r.a.id",), type=type, **more)  # type: ignore[arg-type]  # test data


UNKNOWN = [
    ("upper", (LATER,), later(STRING, not_null=True)),
    ("length", ((LATER, 1),), 2),
    ("length", (ListValue((LATER,), STRING),), 1),
    ("length", (SetValue((LATER,), STRING),), 1),
    ("length", (SetValue(("a", LATER), STRING),), later(NUMBER, not_null=True, bounds=(1, 2))),
    ("length", (later(TupleType((STRING, NUMBER))),), 2),
    ("length", (LATER,), later(NUMBER, not_null=True, bounds=(0, None))),
    ("keys", ({"b": LATER, "a": 1},), ("a", "b")),
    ("concat", ((LATER,), ("a",)), (LATER, "a")),
    ("concat", (later(STRINGS), ListValue(("a",), STRING)), later(STRINGS, not_null=True)),
    ("merge", ({"a": LATER}, {"b": 1}), {"a": LATER, "b": 1}),
    ("merge", ({"a": 1}, later()), later()),
    ("lookup", ({"a": LATER}, "a", "x"), LATER),
    ("element", ((LATER, "b"), 1), "b"),
    ("element", (later(STRINGS), 0), later(STRING)),
    ("flatten", (((LATER,), "b"),), (LATER, "b")),
    ("flatten", ((later(),),), later()),
    ("coalesce", ("a", LATER), "a"),
    ("coalesce", (LATER, "a"), later(STRING, not_null=True)),
    ("contains", (("a", LATER), "a"), True),
    ("contains", (("b", LATER), "a"), later(BOOL, not_null=True)),
    ("join", (",", ("a", LATER)), later(STRING, prefix="a,", parts=("a,", None), not_null=True)),
    ("join", (":", (LATER, "a", LATER)), later(STRING, parts=(None, ":a:", None), not_null=True)),
    ("join", (",", SetValue(("a", LATER), STRING)), later(STRING, not_null=True)),
    ("format", ("a-%s-%s", "b", LATER), later(STRING, prefix="a-b-", parts=("a-b-", None), not_null=True)),
    ("format", ("%s:%03d!", LATER, 7), later(STRING, parts=(None, ":007!"), not_null=True)),
    ("format", ("%s%d", LATER, "x"), later(STRING, not_null=True)),
    (
        "format",
        ("%s:%s", later(STRING, prefix="a", parts=("a", None, "b")), "c"),
        later(STRING, prefix="a", parts=("a", None, "b:c"), not_null=True),
    ),
    ("formatlist", ("%s", ListValue(("a", LATER), STRING)), ListValue(("a", later(STRING, not_null=True)), STRING)),
    ("startswith", (later(STRING, prefix="acs:mns"), "acs:"), True),
    ("startswith", (later(STRING, prefix="acs:mns"), "x"), False),
    ("startswith", (later(STRING, prefix="a"), "acs:"), later(BOOL, not_null=True)),
    ("regex", ("(a)(b)", LATER), later(TupleType((STRING, STRING)), not_null=True)),
    ("alltrue", (ListValue((False, later(BOOL)), BOOL),), False),
    ("anytrue", (ListValue((False, later(BOOL)), BOOL),), later(BOOL, not_null=True)),
    ("tostring", (later(NUMBER, not_null=True),), later(STRING, not_null=True)),
    ("values", ({"b": LATER, "a": 1},), (1, LATER)),
    ("zipmap", (("a",), (LATER,)), {"a": LATER}),
    ("setunion", (SetValue(("a",), STRING), SetValue((LATER,), STRING)), SetValue(("a", LATER), STRING)),
]


@pytest.mark.parametrize(("name", "args", "expected"), UNKNOWN)
def test_unknown_arguments(name: str, args: tuple[Value, ...], expected: Value) -> None:
    got = run(name, *args)
    assert got == expected
    assert type(got) is type(expected)


def test_jsonencode_keeps_structure_and_prefix() -> None:
    got = run("jsonencode", {"b": LATER, "a": ("<",)})
    assert isinstance(got, Unknown)
    assert (got.prefix, got.json, got.refs) == ('{"a":["\\u003c"],"b":', {"a": ("<",), "b": LATER}, ("r.a.id",))


@pytest.mark.parametrize("name", ["timestamp", "plantimestamp", "uuid"])
def test_moment_and_chance_are_unknown(name: str) -> None:
    got = run(name)
    assert isinstance(got, Unknown)
    assert (got.refs, got.type) == ((f"{name}()",), STRING)


SECRET = Sensitive("a")
MARKED = [
    ("upper", (SECRET,), Sensitive("A")),
    ("upper", (Sensitive(LATER),), Sensitive(later(STRING, not_null=True))),
    ("length", ((SECRET,),), 1),
    ("length", (Sensitive(("a",)),), Sensitive(1)),
    ("keys", ({"k": SECRET},), ("k",)),
    ("values", ({"k": SECRET},), (SECRET,)),
    ("concat", ((SECRET,), ("b",)), (SECRET, "b")),
    ("merge", ({"a": SECRET}, {"b": 1}), {"a": SECRET, "b": 1}),
    ("element", ((SECRET, "b"), 1), "b"),
    ("lookup", ({"k": SECRET}, "z", "d"), "d"),
    ("lookup", (Sensitive({"k": "v"}), "k", "d"), Sensitive("v")),
    ("jsonencode", ({"k": SECRET},), Sensitive('{"k":"a"}')),
    ("coalesce", ("b", SECRET), Sensitive("b")),
    ("contains", ((SECRET,), "b"), Sensitive(False)),
    ("flatten", (((SECRET,),),), (SECRET,)),
    ("flatten", ((Sensitive(("a",)),),), Sensitive(("a",))),
    ("reverse", ((SECRET, "b"),), ("b", SECRET)),
    ("toset", ((SECRET,),), Sensitive(SetValue(("a",), STRING))),
    ("tolist", ((SECRET,),), ListValue((SECRET,), STRING)),
    ("zipmap", ((SECRET,), ("v",)), Sensitive({"a": "v"})),
    ("sensitive", ("a",), SECRET),
    ("nonsensitive", (SECRET,), "a"),
    ("nonsensitive", ("a",), "a"),
    ("nonsensitive", (Sensitive("a", frozenset(("sensitive", EPHEMERAL))),), Sensitive("a", frozenset((EPHEMERAL,)))),
    ("issensitive", (SECRET,), True),
    ("issensitive", ((SECRET,),), False),
    ("ephemeralasnull", ({"a": Sensitive("x", frozenset((EPHEMERAL,))), "b": SECRET},), {"a": None, "b": SECRET}),
    ("sort", (ListValue((SECRET,), STRING),), Sensitive(ListValue(("a",), STRING))),
]


@pytest.mark.parametrize(("name", "args", "expected"), MARKED)
def test_sensitive_arguments(name: str, args: tuple[Value, ...], expected: Value) -> None:
    assert run(name, *args) == expected


HUGE = [
    ("replace", ("a" * 10_000, "a", "b" * 10_000), "16 MiB"),
    ("join", ("x" * 1_000_000, ListValue(("a",) * 100, STRING)), "16 MiB"),
    ("indent", (1_000_000, "\n" * 1_000), "16 MiB"),
    ("format", ("%99999999d", 1), "too large"),
    ("setproduct", (tuple(range(1000)), tuple(range(1000))), "more than 30000"),
    ("range", (1_000_000,), "more than 1024"),
    ("tonumber", ("1e999999999",), "too large"),
    ("pow", (10, 400), "cannot be represented"),
]


@pytest.mark.parametrize(("name", "args", "words"), HUGE)
def test_what_would_grow_without_bound_is_refused(name: str, args: tuple[Value, ...], words: str) -> None:
    with pytest.raises(EvalError, match=words):
        run(name, *args)


def test_yaml_bomb_is_refused() -> None:
    lines = ["a: &a [x,x,x,x,x,x,x,x,x]"]
    lines += [f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]" for old, new in zip("abcdefghi", "bcdefghij", strict=True)]
    with pytest.raises(EvalError, match="too large"):
        run("yamldecode", "\n".join(lines))


@pytest.mark.parametrize("name", ["jsondecode", "yamldecode"])
def test_deep_nesting_is_refused(name: str) -> None:
    with pytest.raises(EvalError, match="nested too deeply"):
        run(name, "[" * 100_000 + "]" * 100_000)


def test_files_are_confined(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "secret.txt").write_text("s")
    (root / "in.txt").write_text("x")
    (root / "link.txt").symlink_to(tmp_path / "secret.txt")
    assert run("file", "in.txt", root=str(root)) == "x"
    for path in ("../secret.txt", str(tmp_path / "secret.txt"), "link.txt"):
        for name in ("file", "fileexists", "filebase64", "filesha1"):
            with pytest.raises(EvalError, match="--allow-path"):
                run(name, path, root=str(root))
    allowed = CallContext(str(root), str(root), _render, (str(tmp_path),))
    assert call("file", ["../secret.txt"], allowed) == "s"


def test_templates_are_rendered_by_the_caller(tmp_path: Path) -> None:
    (tmp_path / "t.tftpl").write_text("T")
    assert run("templatefile", "t.tftpl", {"b": 1, "a": 2}, root=str(tmp_path)) == "t.tftpl:T:['a', 'b']"
    assert run("templatestring", "T", MapValue({}, STRING)) == "<templatestring argument>:T:[]"


def test_machine_paths() -> None:
    assert run("abspath", "a/../b", root="/x/y") == "/x/y/b"
    assert isinstance(run("pathexpand", "~/x"), Unknown)


def test_rsadecrypt() -> None:
    from base64 import b64encode

    from cryptography.hazmat.primitives.asymmetric import padding, rsa
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = rsa.generate_private_key(65537, 2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()
    text = b64encode(key.public_key().encrypt(b"hello", padding.PKCS1v15())).decode()
    assert run("rsadecrypt", text, pem) == "hello"
    with pytest.raises(EvalError, match="private key"):
        run("rsadecrypt", text, "nope")
