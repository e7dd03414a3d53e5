import pytest

from vedette.hunt.patterns.payloads.commands import judge


@pytest.mark.parametrize(
    "text",
    [
        ";id;",
        "| ls",
        "x;/usr/bin/id",
        "a&ping -c 3 127.0.0.1",
        "`uname`",
        "$(whoami)",
        ("x%0a").replace("%0a", "\n") + "id\n",
    ],
)
def test_a_program_after_a_separator(text: str) -> None:
    found = judge(text)
    assert found is not None
    assert found.enough


@pytest.mark.parametrize(
    "text", ["name|id", "find; more", "bread & type", "a; b; c", "use `x` here", "$5 (cat)"]
)
def test_words_after_a_separator(text: str) -> None:
    found = judge(text)
    assert found is None or not found.enough
