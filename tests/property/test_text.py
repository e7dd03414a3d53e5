"""Whoever finds and whoever re-checks cut the same text at the same place."""

from hypothesis import given
from hypothesis import strategies as st

from vedette.core.text import Positions, cut, decode

TEXT = st.text(st.characters(codec="utf-8"), max_size=60)


@given(TEXT, st.data())
def test_what_is_quoted_is_what_is_cut(text: str, data: st.DataObject) -> None:
    utf8 = text.encode()
    positions = Positions(utf8)
    start = positions.boundary(data.draw(st.integers(0, len(utf8))))
    end = positions.boundary(data.draw(st.integers(start, len(utf8))))
    end = max(start, end)
    assert cut(text, positions.place(start, end)) == positions.quote(start, end)


@given(st.binary(max_size=80))
def test_any_bytes_are_text(data: bytes) -> None:
    assert isinstance(decode(data), str)


@given(
    st.text(max_size=20), st.sampled_from(["utf-8", "latin-1", "cp1252", "utf-16", "rot13", "hex", "no-such"])
)
def test_a_declared_encoding_is_believed_only_when_it_holds(text: str, name: str) -> None:
    data = f"# coding: {name}\n".encode() + text.encode("utf-8", "surrogatepass") + b"\xff"
    assert decode(data).startswith("# coding")
