"""Machine code without a head is one part that may be run, and is told as that."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import FEW
from tests.unit.triage.identify.test_machine_code import FILL, NEW, OLD
from vedette.triage.allowance import Allowance
from vedette.triage.binary.formats.raw import KIND, image
from vedette.triage.examine import Extras, examine

WALK = b"\x55\x8b\xec\x64\xa1\x30\x00\x00\x00\x8b\x40\x0c\x8b\x40\x14\xc1\xcf\x0d\xc3" + FILL
LOOP = b"\xfc\xe8\x00\x00\x00\x00\x5e\x80\x36\x41\x46\xe2\xfa" + FILL
SHELL = (
    b"\x31\xc0\x6a\x66\x58\x43\xcd\x80\x31\xc0\x50\x68//sh\x68/bin\x89\xe3\x50\x53\x89\xe1\xb0\x0b\xcd\x80"
    + FILL
)


@pytest.mark.parametrize(("data", "bits"), [(OLD, 32), (NEW, 64)])
def test_one_part_that_may_be_run(data: bytes, bits: int) -> None:
    made = image(data)
    assert made is not None
    assert (made.bits, made.kind, made.architecture) == (bits, KIND, "x86" if bits == 32 else "x86-64")
    assert [one.flags for one in made.regions] == ["rwx"]
    assert made.bytes_at(made.entry, 4) == data[:4]


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (WALK, "unreadable"),
        (WALK, "is-code-to-put-elsewhere"),
        (LOOP, "runs-bytes"),
        (SHELL, "is-code-to-put-elsewhere"),
        (LOOP, "unreadable"),
        (SHELL, "takes-orders"),
    ],
)
def test_what_it_does_is_told(data: bytes, rule: str) -> None:
    found = examine("a.bin", data, Extras(), Allowance())
    assert found.artefact.type == "raw machine code"
    assert [one.format for one in found.executables] == ["raw machine code"]
    assert f"behaviour/{rule}" in {one.rule for one in found.findings}
    assert not found.skipped


@settings(max_examples=FEW)
@given(st.binary(max_size=300))
def test_any_bytes_behind_a_head_are_read(data: bytes) -> None:
    found = examine("a.bin", OLD + data, Extras(), Allowance())
    assert not found.skipped
