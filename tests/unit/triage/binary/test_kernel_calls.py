"""Calls of the kernel by their numbers, on each processor."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.triage.binary.image import READ, RUN, Image, Import, Region
from vedette.triage.binary.kernel_calls import kernel_calls


def program(code: bytes, architecture: str, imports: int = 0, form: str = "ELF") -> Image:
    part = Region(name=".text", address=0x1000, size=len(code), offset=0, stored=len(code), rights=READ | RUN)
    taken = tuple(Import(f"f{number}") for number in range(imports))
    return Image(data=code, format=form, architecture=architecture, regions=(part,), imports=taken)


@pytest.mark.parametrize(
    ("code", "architecture", "names"),
    [
        (b"\xb8\x2a\x00\x00\x00\x0f\x05", "x86-64", {"connect"}),
        (b"\xb8\x2d\x00\x00\x00\x48\x89\xd8\x0f\x05", "x86-64", {"recvfrom", "recv"}),
        (b"\x6a\x3b\x58\x99\x0f\x05", "x86-64", {"execve"}),
        (b"\xb8\x66\x00\x00\x00\x89\xe1\xcd\x80", "x86", {"socketcall", "socket", "connect"}),
        (b"\xb0\x0b\xcd\x80", "x86", {"execve"}),
        (bytes.fromhex("681980d2010000d4"), "AArch64", {"connect"}),
        (bytes.fromhex("0b70a0e3000000ef"), "ARM", {"execve"}),
        (bytes.fromhex("1b0190ef"), "ARM", {"connect"}),
        (bytes.fromhex("017ca0e31b7087e2000000ef"), "ARM", {"connect"}),
    ],
)
def test_a_number_says_what_is_asked(code: bytes, architecture: str, names: set[str]) -> None:
    assert kernel_calls(program(code, architecture)) == names


@pytest.mark.parametrize(
    "image",
    [
        program(b"\xb8\x2a\x00\x00\x00\x0f\x05", "x86-64", imports=40),
        program(b"\xb8\x2a\x00\x00\x00\x0f\x05", "x86-64", form="PE"),
        program(b"\xb8\x2a\x00\x00\x00\xc3\x0f\x05", "x86-64"),
        program(b"\xb8\xff\xff\x00\x00\x0f\x05", "x86-64"),
        program(bytes.fromhex("601980d2010000d4"), "AArch64"),
        program(b"\xb8\x2a\x00\x00\x00\x0f\x05", "MIPS"),
    ],
)
def test_all_else_asks_nothing(image: Image) -> None:
    assert kernel_calls(image) == set()


@given(st.binary(max_size=300), st.sampled_from(["x86", "x86-64", "ARM", "AArch64"]))
def test_any_code_is_read(code: bytes, architecture: str) -> None:
    assert all(name.isidentifier() for name in kernel_calls(program(code, architecture)))
