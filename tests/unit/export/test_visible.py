import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from vedette.export.visible import one_line, visible


def test_what_a_terminal_would_obey_is_spelled_out() -> None:
    assert visible("\x1b[2Ja\x00\r\n\u202e\u2066\ufeffb\udc80") == snapshot(
        "<U+001B>[2Ja<U+0000><U+000D><U+000A><U+202E><U+2066><U+FEFF>b<U+DC80>"
    )


def test_letters_that_leave_no_trace_are_seen() -> None:
    assert visible("a\u3164b\ufe0fc\U000e0041") == snapshot("a<U+3164>b<U+FE0F>c<U+E0041>")


def test_what_is_harmless_stays() -> None:
    assert visible("naïve 漢字\t= 'ok'") == "naïve 漢字    = 'ok'"


def test_a_sentence_is_one_line_and_ends() -> None:
    assert one_line("  a\n\n b ") == "a b"
    assert one_line("x" * 100_000) == "x" * 1000 + "…"


@given(st.text(st.characters()))
def test_nothing_unseen_is_left(text: str) -> None:
    assert not {unicodedata.category(char) for char in visible(text)} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
