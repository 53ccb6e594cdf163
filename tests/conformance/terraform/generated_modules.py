"""Random modules of the Terraform language, mostly valid, whose resources are all ``terraform_data``.

A module is a mapping from file names to texts. Nothing outside of Terraform itself is needed to plan it.
"""

from collections.abc import Callable

from hypothesis import strategies as st

Draw = Callable[[st.SearchStrategy[str]], str]
KINDS = ("string", "number", "bool", "list", "map", "object")
TYPES = {
    "string": "string",
    "number": "number",
    "bool": "bool",
    "list": "list(string)",
    "map": "map(string)",
    "object": "object({ name = string, size = number })",
}
WORDS = (
    "a",
    "b",
    "shop",
    "order:Paid",
    "x y",
    "",
    "Zürich",
    "7",
    "true",
    "null",
    "a-b-c",
    " pad ",
    "é",
    "{}",
    "%",
    "$",
)
KEYS = ("a", "b", "name", "size", "k1")


class Writer:
    """Writes expressions of a wanted kind; ``names`` are the references that are in reach, by kind."""

    def __init__(self, draw: Callable[..., object], names: dict[str, list[str]], *, unknowns: bool) -> None:
        self.draw = draw
        self.names = names
        self.unknowns = unknowns
        self.fresh = 0

    def pick(self, options: tuple[str, ...] | list[str]) -> str:
        return str(self.draw(st.sampled_from(options)))

    def number(self, most: int) -> int:
        return int(str(self.draw(st.integers(0, most))))

    def literal(self, kind: str) -> str:
        if kind == "string":
            return quoted(self.pick(WORDS))
        if kind == "number":
            return self.pick(("0", "1", "2", "3", "10", "-1", "0.5", "1e3", "123456789012345678901", "2.25"))
        if kind == "bool":
            return self.pick(("true", "false"))
        if kind == "list":
            return "[" + ", ".join(quoted(self.pick(WORDS)) for _ in range(self.number(3))) + "]"
        if kind == "map":
            keys = sorted({self.pick(KEYS) for _ in range(self.number(3))})
            return "{ " + ", ".join(f"{key} = {quoted(self.pick(WORDS))}" for key in keys) + " }"
        return f"{{ name = {quoted(self.pick(WORDS))}, size = {self.literal('number')} }}"

    def leaf(self, kind: str) -> str:
        known = self.names.get(kind, [])
        choice = self.number(9)
        if self.unknowns and choice == 0:
            return UNKNOWN[kind]
        if known and choice < 7:
            return self.pick(known)
        return self.literal(kind)

    def write(self, kind: str, depth: int) -> str:
        if depth <= 0:
            return self.leaf(kind)
        forms = FORMS[kind]
        form = self.pick(forms)
        return self.fill(form, depth - 1)

    def fill(self, form: str, depth: int) -> str:
        """Replace ``<kind>`` by an expression, ``<v>`` by a name that is new for each form."""
        self.fresh += 1
        mine = f"v{self.fresh}"
        out = form.replace("<v>", mine)
        while "<" in out:
            start = out.find("<s>")
            kind, mark = "string", "<s>"
            for short, long in SHORT.items():
                at = out.find(short)
                if at >= 0 and (start < 0 or at < start):
                    start, kind, mark = at, long, short
            if start < 0:
                return out
            out = out[:start] + HOLE + out[start + len(mark) :]
            out = out.replace(HOLE, self.write(kind, depth).replace("<", LESS), 1)
        return out


HOLE = "\x00"
LESS = "\x01"
SHORT = {"<s>": "string", "<n>": "number", "<b>": "bool", "<l>": "list", "<m>": "map", "<o>": "object"}
UNKNOWN = {
    "string": "terraform_data.seed.id",
    "number": "parseint(substr(terraform_data.seed.id, 0, 1), 16)",
    "bool": '(terraform_data.seed.id == "x")',
    "list": 'split("-", terraform_data.seed.id)',
    "map": '{ a = terraform_data.seed.id, b = "kept" }',
    "object": "{ name = terraform_data.seed.id, size = 1 }",
}

FORMS: dict[str, tuple[str, ...]] = {
    "string": (
        '"${<s>}-${<n>}"', '"pre ${<s>}"', "upper(<s>)", "lower(<s>)", 'join("+", <l>)', "(<b> ? <s> : <s>)",
        'format("%s/%v", <s>, <n>)', "jsonencode(<m>)", "jsonencode(<o>)", "jsonencode(<l>)", "jsonencode(<n>)",
        'lookup(<m>, "a", <s>)', "try(<l>[0], <s>)", "try(<m>.name, <s>)", "<o>.name", 'replace(<s>, "a", <s>)',
        "trimspace(<s>)", "tostring(<n>)", "tostring(<b>)", 'coalesce(<s>, "z")',
        '"%{ if <b> }yes %{ else }no %{ endif }${<s>}"',
        '"%{ for <v> in <l> }[${<v>}]%{ endfor }"', "title(<s>)", "substr(<s>, 0, 2)", "md5(<s>)", "base64encode(<s>)",
        '"${<s>}"', "jsonencode({ s = <s>, l = <l>, n = <n>, b = <b>, z = null })", "element(concat(<l>, [<s>]), 0)",
        'format("%05d|%-5s|%q", length(<l>), <s>, <s>)', "trimprefix(<s>, <s>)", "strrev(<s>)",
        "[for <v> in concat(<l>, [<s>]) : <v>][0]", "chomp(<s>)",
        "(<s> == <s> ? <s> : <s>)",
        'templatefile("${path.module}/text.tftpl", { name = <s>, items = <l>, on = <b> })',
        "(<b> ? <s> : null)",
        'coalesce(null, <s>, "z")', "terraform.workspace", "path.module", "nonsensitive(sensitive(<s>))",
        'merge(<m>, { q = <s> }).q', "jsonencode([for <v> in <l> : { v = <v>, n = <n> }])",
        'yamldecode(yamlencode({ y = <s> })).y', "jsondecode(jsonencode({ y = <s> })).y", "indent(2, <s>)",
    ),
    "number": (
        "(<n> + <n>)", "(<n> - <n>)", "(<n> * <n>)", "length(<l>)", "length(<m>)", "length(<s>)", "abs(<n>)",
        "min(<n>, <n>)", "max(<n>, <n>, 1)", "floor(<n> / 3)", "(<b> ? <n> : <n>)", "-<n>", "<o>.size", "ceil(<n> / 7)",
        'tonumber("12")', "sum([<n>, <n>])", 'try(index(<l>, "a"), <n>)', "signum(<n>)", "(<n> / 4)", "(<n> % 5)",
        'try(tonumber(<s>), <n>)', "length([for <v> in <l> : <v> if <v> != <s>])",
    ),
    "bool": (
        "(<s> == null)", "issensitive(<s>)",
        "(<s> == <s>)", "(<n> < <n>)", "(<n> >= <n>)", "(<b> && <b>)", "(<b> || <b>)", "!<b>", "contains(<l>, <s>)",
        "can(<m>.a)", "startswith(<s>, <s>)", "(<l> == <l>)", "(<s> != null)", "anytrue([<b>, <b>])", "alltrue([<b>])",
        "(<b> ? <b> : <b>)", "can(tonumber(<s>))", "(length(<l>) > <n>)", 'contains(keys(<m>), "a")', "(<o> == <o>)",
        "(<m> == <m>)", "(<n> == <n>)", 'strcontains(<s>, "a")',
    ),
    "list": (
        "[<s>, <s>]", "[for <v> in <l> : upper(<v>)]", "[for k<v>, <v> in <m> : \"${k<v>}=${<v>}\"]",
        "concat(<l>, <l>)",
        'split("-", <s>)', "sort(<l>)", "distinct(<l>)", "keys(<m>)", "values(<m>)", "flatten([<l>, [<l>]])",
        "reverse(<l>)", "tolist(toset(<l>))", "compact(<l>)", "[for <v> in <l> : <v> if <v> != \"\"]",
        "(<b> ? <l> : <l>)", "tolist(<l>)", "[for o<v> in [<o>, <o>] : o<v>][*].name", "[<o>, <o>][*].name",
        "[<s>, <s>].*", 'try(slice(<l>, 0, 1), <l>)', "[for <v> in setunion(<l>, <l>) : <v>]",
        "[for <v> in setunion(<l>, <l>) : <v>]", "coalescelist(<l>, [<s>])",
        "tolist(setsubtract(<l>, <l>))", "[for i<v>, <v> in <l> : \"${i<v>}${<v>}\"]", "<s>[*]",
        "chunklist(concat(<l>, [<s>]), 2)[0]", 'formatlist("%s!", <l>)',
        "tolist([for p<v> in setproduct(<l>, <l>) : join(\"\", p<v>)])",
    ),
    "map": (
        "{ a = <s>, b = <s> }", "merge(<m>, <m>)", "{ for k<v>, <v> in <m> : k<v> => upper(<v>) }",
        "{ for <v> in toset(<l>) : \"k-${<v>}\" => <v> }", "tomap(<m>)", 'zipmap(["a", "b"], [<s>, <s>])',
        "(<b> ? tomap(<m>) : tomap(<m>))",
        "{ for k<v>, <v> in { for <v> in <l> : <v> => <v>... } : k<v> => join(\"|\", <v>) }", '{ (<s>) = <s> }',
        '{ "${<s>}x" = <s> }', "merge(<m>, { b = <s> })", "{ for k<v>, <v> in <m> : k<v> => <v> if k<v> != \"a\" }",
        "try(<m>, <m>)", 'jsondecode(jsonencode(<m>))',
    ),
    "object": (
        "{ name = <s>, size = <n> }", "(<b> ? <o> : <o>)", "merge(<o>, { name = <s> })", "try(<o>, <o>)",
        "merge({ size = <n> }, { name = <s> })", "[<o>, <o>][1]", "{ for k<v>, <v> in <o> : k<v> => <v> }",
        "jsondecode(jsonencode(<o>))", "one([<o>])",
    ),
}  # fmt: skip


INNER = """variable "given" {
  type = map(string)
}

resource "terraform_data" "each" {
  for_each = toset(["u", "w"])
  input    = { for key, value in var.given : "${each.key}-${key}" => "${value}/${length(var.given)}" }
}

output "out" {
  value = { for key, made in terraform_data.each : key => made.input }
}
"""

TEMPLATE = """Dear ${name},
%{ for i, item in items ~}
  ${i + 1}. ${upper(item)}
%{ endfor ~}
%{ if on }on%{ else }off%{ endif }
"""


def quoted(text: str) -> str:
    """Return a quoted HCL string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped.replace("${", "$${").replace("%{", "%%{")}"'


@st.composite
def modules(draw: Callable[..., object]) -> dict[str, str]:
    """Generate a root module, sometimes with a child module that it calls."""
    names: dict[str, list[str]] = {}
    sure: dict[str, list[str]] = {}
    root: list[str] = [f'resource "terraform_data" "seed" {{\n  input = {quoted("seed")}\n}}\n']
    _variables(draw, root, names, sure)
    _locals(draw, root, names, sure)
    files: dict[str, str] = {}
    if draw(st.booleans()):
        files["child/main.tf"] = _child(draw)
        files["child/inner/main.tf"] = INNER
        root.append(_call(draw, names, sure))
    files["text.tftpl"] = files["child/text.tftpl"] = TEMPLATE
    _given(draw, files, names)
    root.extend(_resource(draw, f"r{index}", names, sure) for index in range(int(str(draw(st.integers(2, 5))))))
    files["main.tf"] = "\n".join(root)
    return files


def _writer(draw: Callable[..., object], names: dict[str, list[str]], *, unknowns: bool = True) -> Writer:
    return Writer(draw, {kind: list(found) for kind, found in names.items()}, unknowns=unknowns)


def _expression(writer: Writer, kind: str, depth: int) -> str:
    return writer.write(kind, depth).replace(LESS, "<")


def _variables(
    draw: Callable[..., object], out: list[str], names: dict[str, list[str]], sure: dict[str, list[str]]
) -> None:
    plain = _writer(draw, {}, unknowns=False)
    for index in range(plain.number(3)):
        kind = plain.pick(KINDS)
        typed = plain.pick(("typed", "untyped", "sensitive"))
        lines = [f'variable "v{index}" {{', f"  default = {plain.literal(kind)}"]
        if typed != "untyped":
            lines.append(f"  type = {TYPES[kind]}")
        if typed == "sensitive":
            lines.append("  sensitive = true")
        out.append("\n".join([*lines, "}\n"]))
        names.setdefault(kind, []).append(f"var.v{index}")
        if typed != "sensitive":
            sure.setdefault(kind, []).append(f"var.v{index}")


def _given(draw: Callable[..., object], files: dict[str, str], names: dict[str, list[str]]) -> None:
    """Give some variables values in files, and change some locals by an override file."""
    plain = _writer(draw, {}, unknowns=False)
    parts: dict[str, list[str]] = {"terraform.tfvars": [], "more.auto.tfvars": [], "extra_override.tf": []}
    for kind, found in names.items():
        for name in found:
            if name.startswith("var.") and plain.number(2) == 0:
                target = plain.pick(("terraform.tfvars", "more.auto.tfvars"))
                parts[target].append(f"{name.removeprefix('var.')} = {plain.literal(kind)}\n")
            elif name.startswith("local.") and plain.number(5) == 0:
                text = f"locals {{\n  {name.removeprefix('local.')} = {plain.literal(kind)}\n}}\n"
                parts["extra_override.tf"].append(text)
    files.update({file: "".join(lines) for file, lines in parts.items() if lines})


def _heredoc(writer: Writer) -> str:
    lines = [
        "<<-TEXT",
        f"    first ${{{writer.write('string', 1)}}}",
        f"      %{{ for item in {writer.write('list', 1)} ~}}",
        "      [${item}]",
        "      %{ endfor ~}",
        f"    %{{ if {writer.write('bool', 1)} }}yes%{{ else }}no%{{ endif }}",
        "    last",
        "  TEXT",
    ]
    return "\n".join(lines).replace(LESS, "<")


def _locals(
    draw: Callable[..., object], out: list[str], names: dict[str, list[str]], sure: dict[str, list[str]]
) -> None:
    count = _writer(draw, {}, unknowns=False).number(4)
    for index in range(count):
        hidden = bool(draw(st.booleans()))
        writer = _writer(draw, names if hidden else sure, unknowns=hidden)
        kind = writer.pick(KINDS)
        depth = 1 + writer.number(2)
        heredoc = kind == "string" and writer.number(2) == 0
        text = _heredoc(writer) if heredoc else _expression(writer, kind, depth)
        out.append(f"locals {{\n  l{index} = {text}\n}}\n")
        names.setdefault(kind, []).append(f"local.l{index}")
        if not hidden:
            sure.setdefault(kind, []).append(f"local.l{index}")


def _resource(draw: Callable[..., object], name: str, names: dict[str, list[str]], sure: dict[str, list[str]]) -> str:
    keys = _writer(draw, sure, unknowns=False)
    how = keys.pick(("single", "single", "count", "each_map", "each_set"))
    inside = {kind: list(found) for kind, found in names.items()}
    lines = [f'resource "terraform_data" "{name}" {{']
    if how == "count":
        lines.append(f"  count = min(3, max(0, floor({_expression(keys, 'number', 1)})))")
        inside.setdefault("number", []).append("count.index")
    elif how == "each_map":
        lines.append(f"  for_each = {_expression(keys, 'map', 1)}")
        inside.setdefault("string", []).extend(["each.key", "each.value"])
    elif how == "each_set":
        lines.append(f"  for_each = toset({_expression(keys, 'list', 1)})")
        inside.setdefault("string", []).append("each.value")
    writer = _writer(draw, inside)
    kind = writer.pick(KINDS)
    lines.append(f"  input = {_expression(writer, kind, 1 + writer.number(3))}")
    if how == "single":
        names.setdefault(kind, []).append(f"terraform_data.{name}.input")
    return "\n".join([*lines, "}\n"])


def _child(draw: Callable[..., object]) -> str:
    names = {"string": ["var.text"], "number": ["var.number"], "list": ["var.items"]}
    writer = Writer(draw, names, unknowns=False)
    out = [
        'variable "text" {\n  type = string\n}\n',
        'variable "number" {\n  type    = number\n  default = 4\n}\n',
        'variable "items" {\n  type     = list(string)\n  default  = ["d"]\n  nullable = false\n}\n',
        'variable "config" {\n  type = object({\n    name = optional(string, "none")\n    size = optional(number)\n'
        '    tags = optional(map(string), { t = "u" })\n  })\n'
        "  default = {}\n}\n",
        f'resource "terraform_data" "inner" {{\n  input = {_expression(writer, "string", 2)}\n}}\n',
        f'output "text" {{\n  value = {_expression(writer, "string", 2)}\n}}\n',
        f'output "items" {{\n  value = {_expression(writer, "list", 2)}\n}}\n',
        'output "config" {\n  value = var.config\n}\n',
        'output "echo" {\n  value = terraform_data.inner.input\n}\n',
        'module "inner" {\n  source = "./inner"\n  given  = { for i, item in var.items : "k${i}" => item }\n}\n',
        'output "nested" {\n  value = module.inner.out\n}\n',
    ]
    return "\n".join(out)


def _call(draw: Callable[..., object], names: dict[str, list[str]], sure: dict[str, list[str]]) -> str:
    keys = _writer(draw, sure, unknowns=False)
    how = keys.pick(("single", "count", "each"))
    inside = {kind: list(found) for kind, found in names.items()}
    lines = ['module "child" {', '  source = "./child"']
    if how == "count":
        lines.append(f"  count  = {1 + keys.number(1)}")
        inside.setdefault("number", []).append("count.index")
    elif how == "each":
        lines.append("  for_each = " + keys.pick(('toset(["p", "q"])', '{ p = "1", q = "2" }')))
        inside.setdefault("string", []).append("each.value")
    writer = _writer(draw, inside)
    lines.append(f"  text = {_expression(writer, 'string', 2)}")
    if writer.number(1):
        lines.append(f"  number = {_expression(writer, 'number', 1)}")
    if writer.number(1):
        lines.append(f"  items = {writer.pick(['null', _expression(writer, 'list', 1)])}")
    if writer.number(1):
        lines.append(f'  config = {{ name = {_expression(writer, "string", 1)}, size = "{writer.number(9)}" }}')
    one = {"single": "module.child", "count": "module.child[0]", "each": 'module.child["p"]'}[how]
    names.setdefault("string", []).extend(
        [f"{one}.text", f"{one}.echo", f"{one}.config.name", f'lookup({one}.nested.u, "u-k0", "none")']
    )
    names.setdefault("list", []).append(f"{one}.items")
    names.setdefault("map", []).append(f"{one}.config.tags")
    if how != "single":
        names["list"].append({"count": "module.child[*].echo", "each": "values(module.child)[*].text"}[how])
    return "\n".join([*lines, "}\n"])
