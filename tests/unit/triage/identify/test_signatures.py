import bz2
import gzip
import io
import lzma
import marshal  # noqa: TID251  written, not read
import struct
import wave
import zlib

import pytest
import zstandard
from PIL import Image

from tests.unit.triage.unpack.made import (
    boot_image,
    cabinet,
    cpio,
    iso,
    new_rar,
    nsis,
    old_rar,
    program,
    squashfs,
)
from tests.unit.triage.unpack.packed import tarred, zipped
from vedette.triage.identify import identify
from vedette.triage.kinds import Kind


def picture(form: str) -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(held, form)
    return held.getvalue()


def sound() -> bytes:
    held = io.BytesIO()
    with wave.open(held, "wb") as file:
        file.setparams((1, 1, 8000, 8, "NONE", ""))
        file.writeframes(bytes(8))
    return held.getvalue()


def bytecode() -> bytes:
    code = compile("x = 1", "a", "exec")
    return b"\xa7\r\r\n" + bytes(12) + marshal.dumps(code)


MADE = {
    Kind.GZIP: [gzip.compress(b"x")],
    Kind.BZIP2: [bz2.compress(b"x")],
    Kind.XZ: [lzma.compress(b"x" * 99), lzma.compress(b"x" * 99, lzma.FORMAT_ALONE)],
    Kind.ZSTD: [zstandard.compress(b"x")],
    Kind.ZLIB: [zlib.compress(b"some text " * 9), zlib.compress(b"x" * 500, 9)],
    Kind.RAR: [old_rar(), new_rar()],
    Kind.CAB: [cabinet()],
    Kind.CPIO: [cpio()],
    Kind.ISO: [iso({"a": b"1"})],
    Kind.SQUASHFS: [squashfs({"a": b"1"})],
    Kind.FIRMWARE: [boot_image(b"x")],
    Kind.NSIS: [nsis({"a": b"1"}, joined=True)],
    Kind.PE: [program()],
    Kind.TAR: [tarred(), tarred()[:257] + bytes(8) + tarred()[265:]],
    Kind.IMAGE: [picture(form) for form in ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "ICO")],
    Kind.MEDIA: [sound()],
    Kind.PYTHON_CODE: [bytecode()],
    Kind.JAVA_CLASS: [b"\xca\xfe\xba\xbe\0\0\0\x41" + bytes(60)],
    Kind.MACHO: [b"\xca\xfe\xba\xbe\0\0\0\x02" + bytes(60), b"\xcf\xfa\xed\xfe" + bytes(60)],
    Kind.ELF: [b"\x7fELF\x02\x01\x01" + bytes(60)],
    Kind.SQLITE: [b"SQLite format 3\0" + bytes(90)],
    Kind.PDF: [b"%PDF-1.7\n", b"junk before it\n%PDF-1.4\n1 0 obj\nendobj\n"],
    Kind.RTF: [b"{\\rtf1 x}", b"{\\rt\\object}"],
    Kind.CERTIFICATE: [
        b"-----BEGIN CERTIFICATE-----\nAAAA\n",
        b"# a bundle\n-----BEGIN CERTIFICATE-----\nAAAA\n",
    ],
    Kind.REGISTRY: ["Windows Registry Editor Version 5.00\r\n".encode("utf-16"), b"REGEDIT4\r\n"],
    Kind.LNK: [bytes.fromhex("4c0000000114020000000000c000000000000046") + bytes(60)],
}


@pytest.mark.parametrize("kind", MADE)
def test_a_thing_is_what_its_marks_say_under_any_name(kind: Kind) -> None:
    tar_sum = kind is Kind.TAR
    for data in MADE[kind]:
        fixed = data
        if tar_sum and data[257:262] != b"ustar":
            plain = data[:148] + b" " * 8 + data[156:512]
            fixed = data[:148] + b"%06o\0 " % sum(plain) + data[156:]
        for name in ("", "a.txt", "a.js", "a.jpg"):
            assert identify(fixed, name) is kind


ZIPPED = {
    Kind.OOXML: ["[Content_Types].xml", "word/document.xml"],
    Kind.JAR: ["META-INF/MANIFEST.MF", "A.class"],
    Kind.APK: ["AndroidManifest.xml", "classes.dex", "META-INF/MANIFEST.MF"],
    Kind.WHEEL: ["a/__init__.py", "a-1.dist-info/WHEEL"],
    Kind.ZIP: ["[Content_Types].xml", "a.nuspec"],
}


@pytest.mark.parametrize("kind", ZIPPED)
def test_a_zip_is_what_lies_in_it(kind: Kind) -> None:
    data = zipped(dict.fromkeys(ZIPPED[kind], b"x" * 99))
    assert identify(data) is kind
    assert identify(b"\x01\x02\x03\0" + data) is kind


def test_an_open_document_says_so_first() -> None:
    data = zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}, 0)
    assert identify(data) is Kind.ODF


def test_a_program_for_dot_net_has_a_directory_for_it() -> None:
    data = bytearray(program())
    data[0x98 + 92 : 0x98 + 96] = struct.pack("<I", 16)
    data[0x98 + 96 + 14 * 8 : 0x98 + 96 + 14 * 8 + 8] = struct.pack("<II", 0x2000, 72)
    assert identify(bytes(data)) is Kind.DOTNET


def test_texts_that_begin_like_something_else_are_texts() -> None:
    for text in (
        b"MZ is how programs begin",
        b"BMW builds cars",
        b"xylophone",
        b"hdr\n",
        b"PK is short for Peter",
    ):
        assert identify(text) is Kind.TEXT


def test_a_page_that_begins_like_a_picture_is_a_page() -> None:
    assert identify(b"GIF89a;\n<?php system($_GET['c']); ?>") is Kind.PHP
