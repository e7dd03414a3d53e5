import pytest
from py7zr import compressor, helpers

from vedette.triage.unpack import sevenzip_keys


@pytest.mark.parametrize("cycles", [0, 3, 14, 16, 0x3F])
@pytest.mark.parametrize(
    ("password", "salt"), [(b"", b""), (b"v\0i\0", b""), ("ü漢".encode("utf-16LE"), b"salt")]
)
def test_keys_are_those_that_py7zr_makes(password: bytes, salt: bytes, cycles: int) -> None:
    made = sevenzip_keys.key(password, cycles, salt, "sha256")
    assert made == helpers.calculate_key(password, cycles, salt, "sha256")


def test_py7zr_asks_for_them_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compressor, "calculate_key", helpers.calculate_key)
    sevenzip_keys.quicken()
    made = compressor.AESCompressor("virus")
    assert made.cycles == 19
    before = sevenzip_keys.key.cache_info().hits
    compressor.AESCompressor("virus")
    assert sevenzip_keys.key.cache_info().hits == before + 1
