"""What the Script Encoder writes is read back; text without it is left alone."""

from hypothesis import given
from hypothesis import strategies as st

from vedette.triage.allowance import Allowance
from vedette.triage.layers import script_encoder

ESCAPES = {"\n": "@&", "\r": "@#", ">": "@*", "<": "@!", "@": "@$"}
ASCII = st.text(st.sampled_from([chr(code) for code in range(32, 127)] + list("\t\r\n")), max_size=200)


def encoded(text: str) -> str:
    """Write as the encoder does, from the decoder's tables turned round."""
    tables = [{plain: written for written, plain in table.items()} for table in script_encoder.TABLES]
    picks = script_encoder.PICKS
    body = "".join(
        ESCAPES[c] if c in ESCAPES else tables[int(picks[at % 64])].get(c, c) for at, c in enumerate(text)
    )
    return f"#@~^AAAAAA=={body}AAAAAA==^#~@"


@given(ASCII)
def test_it_comes_back(text: str) -> None:
    assert script_encoder.decoded(f"a {encoded(text)} b", Allowance()) == f"a {text} b"


def test_text_without_it_is_left_alone() -> None:
    assert script_encoder.decoded("MsgBox 1", Allowance()) is None
