"""Names of entries become labels: nobody can use one as a path, or hide in it."""

import pytest

from vedette.hunt.sources.containers.unpacking import tidy


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("var/log/auth.log", "var/log/auth.log"),
        ("..\\..\\a/./b//c", "a/b/c"),
        ("a\x1b[2Jb\x00.log", "a<U+001B>[2Jb<U+0000>.log"),
        ("\u202egol.exe", "<U+202E>gol.exe"),
        ("", "?"),
        ("../", "?"),
    ],
)
def test_an_entry_is_called_what_can_be_shown(name: str, label: str) -> None:
    assert tidy(name) == label
    assert tidy(label) == label
