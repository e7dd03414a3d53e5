import struct

from hypothesis import given
from hypothesis import strategies as st

from vedette.hunt.network.protocols.ntlm import claim


def authenticate(domain: str, user: str, host: str, *, wide: bool = True) -> bytes:
    parts = [one.encode("utf-16-le" if wide else "latin-1") for one in (domain, user, host)]
    at, table = 64, b""
    for one in parts:
        table += struct.pack("<HHI", len(one), len(one), at)
        at += len(one)
    return (
        b"NTLMSSP\0"
        + struct.pack("<I", 3)
        + bytes(16)
        + table
        + bytes(8)
        + struct.pack("<I", int(wide))
        + b"".join(parts)
    )


def test_who_is_claimed_to_be_there_is_read() -> None:
    for wide in (True, False):
        assert claim(b"\x60\x30" + authenticate("CORP", "Ann", "WS7", wide=wide)) == ("CORP", "Ann", "WS7")


def test_other_messages_claim_nothing() -> None:
    assert claim(b"NTLMSSP\0\1" + bytes(80)) is None
    assert claim(b"") is None
    assert claim(authenticate("a", "b", "c")[:50]) is None


@given(st.binary(max_size=120))
def test_any_bytes_are_survived(data: bytes) -> None:
    claim(b"NTLMSSP\0\3\0\0\0" + data)
