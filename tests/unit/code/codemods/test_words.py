"""Commands as words: as a shell splits them, or not at all."""

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.code.codemods.module import Module, Refused
from vedette.code.codemods.texts import Piece
from vedette.code.codemods.words import quoted_holes, split

MODULE = Module("a.py", "x")


def pieces(*texts: str | None) -> list[Piece]:
    """Constants, and holes for None."""
    hole = MODULE.root.named_children[0].named_children[0]
    return [
        Piece(module=MODULE, start=0, end=1, hole=hole, form="+")
        if text is None
        else Piece(module=MODULE, start=0, end=1, text=text)
        for text in texts
    ]


@given(st.text(st.sampled_from("ab -/.,:=@%+_'\" \t"), max_size=30))
def test_constants_are_split_as_a_shell_splits_them(text: str) -> None:
    try:
        wanted = shlex.split("cat " + text)
    except ValueError:
        with pytest.raises(Refused):
            split(pieces("cat " + text))
        return
    assert [one.text for one in split(pieces("cat " + text))] == wanted


@pytest.mark.parametrize(
    "text",
    [
        "cat x; ls",
        "cat $HOME",
        "cat *.py",
        "cat `ls`",
        "cat ~",
        "cat a\\ b",
        "cat x > y",
        "cd x",
        "A=1 cat",
        "cat 'x",
        "",
        'cat "$x"',
    ],
)
def test_what_needs_a_shell_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        split(pieces(text))


def test_holes_are_words_or_parts_of_words() -> None:
    words = split(pieces("tar -xf ", None, " --directory=", None, "/sub ''"))
    assert [one.text for one in words] == ["tar", "-xf", None, None, ""]
    assert [one.begins_open for one in words] == [False, False, True, False, False]
    assert len(words[3].holes) == 1


def test_a_hole_in_the_place_of_the_program_is_refused() -> None:
    with pytest.raises(Refused):
        split(pieces(None, " --version"))


def test_quotes_around_a_hole_alone() -> None:
    made = pieces("grep '", None, "' file")
    assert list(quoted_holes(made)) == [1]
    assert quoted_holes(pieces("grep ", None)) == {}


@pytest.mark.parametrize(
    "texts",
    [
        ("echo 'a ", None, "'"),
        ("echo '", None, " b'"),
        ("echo '", None),
        ("echo `x` ", None),
        ("echo '", None, None, "'"),
    ],
)
def test_quotes_around_more_are_refused(texts: tuple[str | None, ...]) -> None:
    with pytest.raises(Refused):
        quoted_holes(pieces(*texts))
