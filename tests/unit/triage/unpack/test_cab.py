import pytest

from tests.unit.triage.unpack.made import FILES, cabinet
from tests.unit.triage.unpack.packed import files, opened, skips
from vedette.triage.allowance import Bounds


@pytest.mark.parametrize("way", [0, 1])
def test_files_come_out_also_over_the_ends_of_blocks(way: int) -> None:
    large = {**FILES, "large.bin": bytes(range(251)) * 400}
    found = opened(cabinet(large, way=way))
    assert files(found) == large
    assert not skips(found)


def test_lzx_is_named() -> None:
    found = skips(opened(cabinet(FILES, way=3)))
    assert "LZX" in found["a.bin!/two.bin"]


def test_a_damaged_block_costs_what_lies_in_it_and_after() -> None:
    data = bytearray(cabinet({"a": b"a" * 32768, "b": bytes(range(256)) * 128}))
    data[data.rindex(b"CK")] ^= 1
    found = opened(bytes(data))
    assert list(files(found)) == ["a"]
    assert "damaged" in skips(found)["a.bin!/b"]


def test_files_that_name_the_same_bytes_are_counted_each() -> None:
    found = opened(
        cabinet({f"f{number}": b"x" * 900 for number in range(20)}), bounds=Bounds(sample_bytes=1000)
    )
    assert not files(found)
    assert len(skips(found)) == 20
