from hypothesis import given
from hypothesis import strategies as st

from tests.unit.triage.documents.rich_texts import ole1, with_object
from vedette.triage.allowance import Allowance
from vedette.triage.documents.formats.richtext import embedded, parts

NOISE = st.sampled_from(["", " ", "\r\n", "{}", "{\\*\\unknown 12ab}", "\\cf0 ", "{\\xyz}"])


@given(st.binary(max_size=100), NOISE)
def test_an_object_comes_back_through_any_noise(data: bytes, noise: str) -> None:
    (part,) = parts(with_object(ole1("Test.1", data), noise=noise), Allowance())
    held = embedded(part)
    assert (held.kind, held.data) == ("Test.1", data)


def test_raw_bytes_among_digits_are_taken_as_they_are() -> None:
    raw = ole1("Test.1", b"{\\}\0")
    text = b"{\\rtf1{\\*\\objdata " + raw[:4].hex().encode() + b"\\bin%d " % len(raw[4:]) + raw[4:] + b"}}"
    (part,) = parts(text, Allowance())
    assert embedded(part).data == b"{\\}\0"


@given(st.text(alphabet="{}\\*'objdatembinrtf0123 \n", max_size=300))
def test_any_text_of_its_letters_is_survived(text: str) -> None:
    for part in parts(text.encode(), Allowance()):
        embedded(part)
