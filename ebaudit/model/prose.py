"""Prose of policies: paragraphs, of which those that are indented are Terraform."""


def fenced(text: str) -> str:
    """Return prose as Markdown: paragraphs of Terraform that follow each other become one block of code."""
    from itertools import groupby
    from textwrap import dedent

    paragraphs = [paragraph.strip("\n") for paragraph in text.split("\n\n")]
    made = []
    for is_code, group in groupby(filter(None, paragraphs), key=lambda paragraph: paragraph[0] == " "):
        body = "\n\n".join(group)
        made.append(f"```terraform\n{dedent(body)}\n```" if is_code else body)
    return "\n\n".join(made)
