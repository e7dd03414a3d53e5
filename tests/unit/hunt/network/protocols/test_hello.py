import hashlib
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.hunt.network import wire
from vedette.hunt.network.protocols.hello import ClientHello, client_hello, is_grease

GREASE = 0x2A2A


def listed(*values: int) -> bytes:
    return struct.pack(">H", 2 * len(values)) + b"".join(one.to_bytes(2, "big") for one in values)


GROUPS = wire.extension(10, listed(GREASE, 29, 23))
FORMATS = wire.extension(11, b"\x01\x00")
SIGNATURES = wire.extension(13, listed(0x0403, 0x0804))
VERSIONS = wire.extension(43, b"\x06" + b"\x1a\x1a\x03\x04\x03\x03")
ALPN = wire.extension(16, b"\0\x0c\x02h2\x08http/1.1")


def parsed(data: bytes) -> ClientHello:
    found = client_hello(data[4:])
    assert found is not None
    return found


def sha(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:12]


def test_ja3_is_the_hash_of_what_is_offered_without_grease() -> None:
    more = wire.extension(GREASE, b"") + GROUPS + FORMATS + SIGNATURES
    found = parsed(wire.hello(more=more, ciphers=(GREASE, 0x1301, 0xC02B)))
    words = "771,4865-49195,0-10-11-13,29-23,0"
    assert found.ja3() == hashlib.md5(words.encode(), usedforsecurity=False).hexdigest()


def test_ja4_is_sorted_and_counts_without_grease() -> None:
    more = wire.extension(GREASE, b"") + VERSIONS + SIGNATURES + ALPN + GROUPS
    found = parsed(wire.hello(more=more, ciphers=(0xC02B, GREASE, 0x1301)))
    assert found.ja4("t") == f"t13d0205h2_{sha('1301,c02b')}_{sha('000a,000d,002b_0403,0804')}"
    assert found.ja4("q")[0] == "q"


def test_ja4_of_a_bare_hello() -> None:
    assert parsed(wire.hello(None, ciphers=())).ja4("t") == f"t12i000000_{'0' * 12}_{'0' * 12}"
    assert parsed(wire.hello("a.b")).ja4("t").startswith("t12d0201")


@pytest.mark.parametrize(
    ("alpn", "said"),
    [
        (b"h2", "h2"),
        (b"http/1.1", "h1"),
        (b"h", "hh"),
        (b"\xab", "ab"),
        (b"\xab\xcd", "ad"),
        (b"0\xab", "3b"),
    ],
)
def test_ja4_names_the_first_protocol_by_its_ends(alpn: bytes, said: str) -> None:
    more = wire.extension(16, struct.pack(">HB", len(alpn) + 1, len(alpn)) + alpn)
    assert parsed(wire.hello(more=more)).ja4("t")[8:10] == said


def test_the_name_is_in_lower_case_and_whole_or_not_there() -> None:
    assert parsed(wire.hello("WWW.Example.com.")).name == "www.example.com"
    assert parsed(wire.hello(None)).name is None
    assert parsed(wire.hello("example.com")[:-3]).name is None


def test_grease_is_what_means_nothing() -> None:
    assert [one for one in range(1 << 16) if is_grease(one)] == [
        one << 8 | one for one in range(0x0A, 0x100, 0x10)
    ]


@given(st.binary(max_size=300))
def test_any_bytes_are_survived(data: bytes) -> None:
    found = client_hello(data)
    if found is not None:
        found.ja3()
        found.ja4("t")
    client_hello(data, datagram=True)
