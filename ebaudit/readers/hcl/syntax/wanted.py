"""What to say where a line should have ended, or a block should have begun."""

from ebaudit.readers.hcl.syntax.mistakes import Mistake, expected, foreign, line_end, word

_AFTER = {
    ",": "Arguments end with their line, not with a comma. Remove the comma.",
    "=": "One line holds one argument. For a comparison write ==.",
    "{": "A block is written without =; a call's arguments stand in parentheses.",
    "}": "The closing brace of a block stands on a line of its own.",
    ")": "No parenthesis is open here. Remove it, or look for a missing ( before it.",
    "]": "No bracket is open here. Remove it, or look for a missing [ before it.",
    '"': 'Two texts are joined by a template: "${a}${b}".',
    ":": "The value of an argument stands after =.",
}

_WORDS = {"and": "&&", "or": "||", "is": "=="}
"""Operators of other languages."""


def line_wanted(text: str, at: int, what: str, whole: tuple[int, int]) -> Mistake:
    """Return the error for something that follows an argument or block (``what``) on its line."""
    odd = foreign(text, at)
    if odd is not None:
        return odd
    end, found = word(text, at)
    if found.strip('"') in _WORDS:
        detail = f"There is no operator {found} in HCL. Write {_WORDS[found.strip(chr(34))]}."
        return Mistake("Expected a new line", detail, (at, end), context=whole)
    advice = "" if what == "block" and text[at] != "," else _AFTER.get(text[at], "")
    advice = advice or f"Put what follows the {what} on the next line."
    detail = f"Expected a new line after the {what}, found {found}. {advice}"
    return Mistake("Expected a new line", detail, (at, end), context=whole)


def no_expression(text: str, at: int) -> Mistake:
    """Return the error for something that begins no expression."""
    if text.startswith("<<", at):
        end = line_end(text, at)
        detail = "A heredoc begins with << or <<- and a name, which ends the line: <<EOT. Move what follows the name."
        return Mistake("Incomplete heredoc", detail, (at, end))
    return expected(text, at, "an expression", "Write a value, or remove what introduces it.")


def header_wanted(text: str, start: int, end: int, at: int, *, labelled: bool) -> Mistake:
    """Return the error for a name (``start`` to ``end``) that begins neither an argument nor a block."""
    odd = foreign(text, at)
    if odd is not None:
        return odd
    header = (start, end)
    brace = _brace_below(text, at)
    if brace is not None:
        detail = "The opening brace of a block stands on the line of its header. Move it up."
        return Mistake("Brace on a line of its own", detail, (brace, brace + 1), context=header)
    if labelled:
        why = 'A block reads NAME "LABEL" {, with the brace on the same line.'
        return expected(text, at, "{ or another label", why, context=header)
    if text.startswith("==", at):
        detail = "An argument is set with a single =. Write = here."
        return Mistake("Comparison in place of =", detail, (at, at + 2), context=header)
    if text.startswith(":", at):
        detail = "The value of an argument stands after =, not after a colon. Write = here."
        return Mistake("Colon in place of =", detail, (at, at + 1), context=header)
    if text.startswith(".", at):
        detail = "A name here holds no dot: it is an argument or a block of this body. Inside a map, quote the key."
        return Mistake("Dot in a name", detail, (at, at + 1), context=header)
    why = 'An argument reads NAME = VALUE, a block NAME "LABEL" { ... }.'
    return expected(text, at, f"= or {{ after {text[start:end]}", why, context=header)


def _brace_below(text: str, at: int) -> int | None:
    """Return where a brace begins the next line that is not blank."""
    begin = at
    while begin < len(text) and text[begin] in " \t\r\n":
        begin += 1
    return begin if begin > at and text.startswith("{", begin) else None
