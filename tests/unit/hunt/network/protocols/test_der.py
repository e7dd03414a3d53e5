from hypothesis import given
from hypothesis import strategies as st

from vedette.hunt.network.protocols.der import Item, content, inside, integer, item, whole_length, within


def test_values_are_found_inside_one_another() -> None:
    data = b"\x30\x05\xa1\x03\x02\x01\x2a"
    outer = item(data, 0, len(data))
    assert integer(data, within(data, outer, 0xA1, 2)) == 42
    assert within(data, outer, 0xA2, 2) is None
    assert content(data, None) == b""
    assert integer(b"\x02\x01\xff", Item(2, 2, 3)) == -1


def test_lengths_of_several_bytes() -> None:
    data = b"\x04\x82\x01\x00" + bytes(256)
    whole = item(data, 0, len(data))
    assert whole is not None
    assert (whole.tag, whole.start, whole.end) == (4, 4, 260)
    assert whole_length(data[:4]) == 260
    assert whole_length(data[:3]) is None
    assert item(data, 0, 200) is None


def test_lengths_without_end_are_not_read() -> None:
    for data in (b"\x30\x80\0\0", b"\x30\x85\1\1\1\1\1", b"\x30", b""):
        assert item(data, 0, len(data)) is None


@given(st.binary(max_size=100))
def test_nothing_leaves_its_bounds(data: bytes) -> None:
    todo = [item(data, 0, len(data))]
    while todo:
        one = todo.pop()
        if one is not None:
            assert 0 <= one.start <= one.end <= len(data)
            todo += [two for two in inside(data, one) if (two.start, two.end) != (one.start, one.end)]
