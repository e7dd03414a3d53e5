from hypothesis import given
from hypothesis import strategies as st

from tests.unit.triage.documents.shortcuts import MAGIC, shortcut
from vedette.triage.documents.formats import shortcut as reader

TEXT = st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126), max_size=60)


@given(TEXT.filter(bool), TEXT, TEXT, st.binary(max_size=20))
def test_what_is_written_is_read_back(target: str, arguments: str, icon: str, tail: bytes) -> None:
    data = shortcut(target, arguments, icon=icon, tail=tail)
    made = reader.shortcut(data)
    assert made is not None
    assert (made.target, made.arguments, made.icon) == (target, arguments, icon)
    assert data[made.end :] == tail


@given(st.binary(max_size=300))
def test_any_bytes_after_the_magic_are_survived(data: bytes) -> None:
    made = reader.shortcut(MAGIC + data)
    assert made is None or made.end <= len(MAGIC) + len(data)


def test_names_in_a_list_of_items_make_a_path() -> None:
    drive = b"/C:\\\0" + bytes(20)
    name = "powershell.exe".encode("utf-16-le") + b"\0\0"
    entry = b"2\0" + bytes(10) + b"POWERS~1.EXE\0\0" + b"\x2e\0\x09\0\x04\0\xef\xbe" + bytes(12) + name
    items = b"".join((len(one) + 2).to_bytes(2, "little") + one for one in (drive, entry)) + b"\0\0"
    head = (MAGIC + (1).to_bytes(4, "little")).ljust(76, b"\0")
    made = reader.shortcut(head + len(items).to_bytes(2, "little") + items)
    assert made is not None
    assert made.target == "C:\\powershell.exe"
