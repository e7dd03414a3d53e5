"""The table of functions Go leaves behind."""

from __future__ import annotations

import struct

from vedette.triage.binary.image import Image
from vedette.triage.binary.tables.golang import functions

TEXT = 0x401000
NAMES = ("main.main", "os/exec.Command")


def made(magic: int = 0xFFFFFFF1, count: int = len(NAMES)) -> bytes:
    names = b"\0".join(name.encode() for name in NAMES) + b"\0"
    table = 72 + len(names)
    head = struct.pack("<IHBB8Q", magic, 0, 1, 8, count, 0, TEXT, 72, 0, 0, 0, table)
    rows = b"".join(struct.pack("<II", 16 * number, 24 + 8 * number) for number in range(len(NAMES))) + bytes(
        8
    )
    heads = b"".join(
        struct.pack("<II", 16 * number, names.find(NAMES[number].encode())) for number in range(len(NAMES))
    )
    return b"Go build ID: x" + bytes(40) + head + names + rows + heads


def found(data: bytes) -> dict[int, str]:
    return functions(Image(data=data, format="ELF", architecture="x86-64"))


def test_names_are_found_by_address() -> None:
    assert found(made()) == {TEXT: "main.main", TEXT + 16: "os/exec.Command"}
    assert found(made(0xFFFFFFF0)) == found(made())


def test_other_tables_and_other_programs_have_none() -> None:
    assert found(made(0xFFFFFFF7)) == {}
    assert found(made().replace(b"Go build", b"No build")) == {}


def test_counts_that_cannot_be_true_and_parts_are_no_error() -> None:
    assert found(made(count=1 << 40)) == {}
    whole = made()
    for size in range(len(whole)):
        assert len(found(whole[:size])) <= 2
