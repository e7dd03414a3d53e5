import hashlib

from hypothesis import given
from hypothesis import strategies as st

from vedette.hunt.network.protocols.certificates import certificate


def der(tag: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    size = bytes((len(body),)) if len(body) < 128 else b"\x82" + len(body).to_bytes(2, "big")
    return bytes((tag,)) + size + body


def entry(oid: bytes, text: bytes, tag: int = 0x0C) -> bytes:
    return der(0x31, der(0x30, der(6, oid), der(tag, text)))


def made(name: bytes = b"www.example.com", tag: int = 0x0C) -> bytes:
    who = der(0x30, entry(b"\x55\x04\x0a", b"Example"), entry(b"\x55\x04\x03", name, tag))
    issuer = der(0x30, entry(b"\x55\x04\x03", b"Some, CA"))
    dates = der(0x30, der(0x17, b"991231235959Z"), der(0x18, b"20500101000000Z"))
    number, algorithm = der(2, bytes.fromhex("08bb00ee")), der(0x30, der(6, b"\x2a\x86"))
    signed = der(0x30, der(0xA0, der(2, b"\x02")), number, algorithm, issuer, dates, who, der(0x30))
    return der(0x30, signed, algorithm, der(3, bytes(300)))


def test_names_dates_and_number_are_read() -> None:
    data = made()
    found = certificate(data)
    assert found is not None
    assert found.subject == "CN=www.example.com,O=Example"
    assert found.issuer == "CN=Some\\, CA"
    assert (found.not_before, found.not_after) == ("1999-12-31T23:59:59Z", "2050-01-01T00:00:00Z")
    assert found.serial == "8BB00EE"
    assert found.sha256 == hashlib.sha256(data).hexdigest()


def test_wide_names_are_read() -> None:
    found = certificate(made("wide".encode("utf-16-be"), 0x1E))
    assert found is not None
    assert found.subject.startswith("CN=wide")


def test_what_is_no_certificate_is_none() -> None:
    for data in (b"", b"\x30", b"\x30\x03\x02\x01\x01", made()[:40], b"\x04" + made()[1:]):
        assert certificate(data) is None


@given(st.integers(0, 500), st.integers(0, 255), st.integers(0, 500))
def test_any_change_is_survived(at: int, value: int, end: int) -> None:
    data = bytearray(made())
    data[at % len(data)] = value
    certificate(bytes(data[: end or None]))
