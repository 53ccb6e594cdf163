from ebaudit.model.prose import fenced


def test_terraform_becomes_one_block_of_code() -> None:
    text = "Write it so:\n\n  # before\n  a {\n    b = 1\n\n    c = 2\n  }\n\n  # after\n  d = 3\n\nNot otherwise.\n"
    assert fenced(text) == (
        "Write it so:\n\n```terraform\n# before\na {\n  b = 1\n\n  c = 2\n}\n\n# after\nd = 3\n```\n\nNot otherwise."
    )


def test_prose_stays_as_it_is() -> None:
    assert fenced("One.\n\nTwo\nlines.\n") == "One.\n\nTwo\nlines."
    assert fenced("") == ""
