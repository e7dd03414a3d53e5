import struct

from hypothesis import given
from hypothesis import strategies as st

from vedette.triage.documents.formats.binary_sheets import links


def text(letters: str) -> bytes:
    return struct.pack("<I", len(letters)) + letters.encode("utf-16-le")


def book(kind: int, program: str, topic: str) -> bytes:
    body = struct.pack("<H", kind) + text(program) + text(topic)
    return b"\xe8\x02" + bytes([len(body) & 0x7F | 0x80, len(body) >> 7]) + body


def test_links_to_programs_are_read_and_those_to_workbooks_are_not() -> None:
    assert list(links(b"\x01\x00" + book(1, "cmd", "/c calc"))) == ["cmd /c calc"]
    assert list(links(book(0, "rId1", "total"))) == []


@given(st.binary(max_size=200))
def test_any_bytes_end(data: bytes) -> None:
    list(links(data))
    list(links(b"\xe8\x02" + data))
