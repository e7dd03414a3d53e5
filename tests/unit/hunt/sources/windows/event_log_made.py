"""Writes Windows event logs: just enough of the format for tests, by its public description."""

import struct
import zlib
from xml.etree import ElementTree as ET

CHUNK = 65536
TICKS_2021 = 132_539_328_000_000_000
"""2021-01-01, as Windows counts."""


def security(number: int, user: str = "Alice", event_id: int = 4624) -> str:
    return (
        '<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System>'
        '<Provider Name="Microsoft-Windows-Security-Auditing"/>'
        f"<EventID>{event_id}</EventID><Level>0</Level><Keywords>0x8020000000000000</Keywords>"
        f'<TimeCreated SystemTime="2021-01-01T00:00:{number % 60:02}.5000000Z"/>'
        f"<EventRecordID>{number}</EventRecordID><Channel>Security</Channel>"
        "<Computer>WEB01.corp.example</Computer></System><EventData>"
        f'<Data Name="TargetUserName">{user}</Data><Data Name="LogonType">3</Data>'
        '<Data Name="IpAddress">::ffff:192.0.2.7</Data><Data Name="IpPort">50123</Data>'
        "</EventData></Event>"
    )


def event_log(texts: list[str], a_chunk: int = 10, first: int = 1) -> bytes:
    """Write a log with so many events a chunk; `first` is the number of the first one."""
    chunks = [_chunk(texts[at : at + a_chunk], at + first) for at in range(0, len(texts), a_chunk)]
    head = struct.pack(
        "<8sQQQIHHHH", b"ElfFile\0", 0, len(chunks) - 1, len(texts) + 1, 128, 1, 3, 4096, len(chunks)
    )
    head = head.ljust(120, b"\0")
    return (head + struct.pack("<II", 0, zlib.crc32(head))).ljust(4096, b"\0") + b"".join(chunks)


def _chunk(texts: list[str], first: int) -> bytes:
    body, at = b"", 512
    last = at
    for number, text in enumerate(texts, first):
        last = at + len(body)
        body += _record(text, number, last)
    end = at + len(body)
    number = first + len(texts) - 1
    head = struct.pack(
        "<8sQQQQIIII", b"ElfChnk\0", first, number, first, number, 128, last, end, zlib.crc32(body)
    )
    head = head.ljust(128, b"\0") + bytes(384)
    crc = zlib.crc32(head[:120] + head[128:512])
    head = head[:124] + struct.pack("<I", crc) + head[128:]
    return (head + body).ljust(CHUNK, b"\0")


def _record(text: str, number: int, at: int) -> bytes:
    xml = ET.fromstring(text)  # noqa: S314  our own
    binary = b"\x0f\x01\x01\x00" + _element(xml, at + 24 + 4) + b"\x00"
    size = 24 + len(binary) + 4
    return (
        struct.pack("<IIQQ", 0x2A2A, size, number, TICKS_2021 + number * 10_000_000)
        + binary
        + struct.pack("<I", size)
    )


def _element(xml: "ET.Element", at: int) -> bytes:
    """Write an element that begins at an offset of its chunk."""
    attributes = list(xml.attrib.items())
    begin = 1 + 4 + 4
    name = _name(xml.tag.rpartition("}")[2])
    inner = b""
    if attributes:
        listed = b""
        where = at + begin + len(name) + 4
        for place, (key, value) in enumerate(attributes, 1):
            token = 0x06 if place == len(attributes) else 0x46
            key_at = where + len(listed) + 5
            listed += struct.pack("<BI", token, key_at) + _name(key) + _text(value)
        inner += struct.pack("<I", len(listed)) + listed
    if xml.text or len(xml):
        inner += b"\x02"
        if xml.text:
            inner += _text(xml.text)
        for child in xml:
            inner += _element(child, at + begin + len(name) + len(inner))
        inner += b"\x04"
    else:
        inner += b"\x03"
    token = 0x41 if attributes else 0x01
    return struct.pack("<BII", token, 4 + len(name) + len(inner), at + begin) + name + inner


def _name(text: str) -> bytes:
    value = 0
    for letter in text:
        value = (value * 65599 + ord(letter)) & 0xFFFFFFFF
    return struct.pack("<IHH", 0, value & 0xFFFF, len(text)) + text.encode("utf-16-le") + b"\0\0"


def _text(text: str) -> bytes:
    return struct.pack("<BBH", 0x05, 0x01, len(text)) + text.encode("utf-16-le")
