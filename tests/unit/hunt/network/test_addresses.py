import ipaddress

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from vedette.hunt.network.addresses import SIX, Addresses, texts_of_four, written

BYTES_16 = st.lists(st.sampled_from([0, 0, 0, 1, 255, 16]), min_size=16, max_size=16).map(bytes)


@example(bytes((0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0)))  # three runs of zeroes as long: the first
@given(st.binary(min_size=16, max_size=16) | BYTES_16)
def test_ipv6_is_written_as_the_standard_says(packed: bytes) -> None:
    assert written(packed) == str(ipaddress.IPv6Address(packed))


@given(st.lists(st.integers(0, (1 << 32) - 1), max_size=100))
def test_ipv4_is_its_own_number(numbers: list[int]) -> None:
    expected = [str(ipaddress.IPv4Address(one)) for one in numbers]
    column = np.array(numbers, dtype=np.int64)
    assert Addresses().texts(column).tolist() == texts_of_four(column).tolist() == expected


@given(st.lists(BYTES_16, min_size=1, max_size=40))
def test_each_ipv6_address_has_one_number_and_its_text(rows: list[bytes]) -> None:
    known = Addresses()
    table = np.frombuffer(b"".join(rows), dtype=np.uint8).reshape(-1, 16)
    one, two = known.numbers(table), known.numbers(table[::-1])
    assert one.tolist() == two[::-1].tolist()
    assert (one >= SIX).all()
    assert len(set(one.tolist())) == len(set(rows))
    assert [known.packed(int(number)) for number in one] == rows
    assert known.texts(one).tolist() == [str(ipaddress.IPv6Address(row)) for row in rows]


def test_numbers_mean_nothing_after_forgetting() -> None:
    known = Addresses()
    table = np.zeros((1, 16), dtype=np.uint8)
    assert known.text(int(known.numbers(table)[0])) == "::"
    known.forget()
    assert known.text(int(known.numbers(table + np.uint8(1))[0])) == str(ipaddress.IPv6Address(b"\1" * 16))
    assert not known.full
