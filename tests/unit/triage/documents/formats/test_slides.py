import struct
import zlib

from hypothesis import given
from hypothesis import strategies as st

from vedette.triage.allowance import Allowance
from vedette.triage.documents.formats.slides import storages


def record(kind: int, body: bytes, head: int = 0) -> bytes:
    return struct.pack("<HHI", head, kind, len(body)) + body


@given(st.binary(max_size=300), st.booleans())
def test_objects_are_found_in_containers_compressed_or_not(data: bytes, squeezed: bool) -> None:  # noqa: FBT001
    body = len(data).to_bytes(4, "little") + zlib.compress(data) if squeezed else data
    inner = record(0x0FBA, b"words") + record(0x1011, body, 0x10 if squeezed else 0)
    assert list(storages(record(0x03E8, inner, 0xF), Allowance())) == [data]


@given(st.binary(max_size=300))
def test_any_bytes_end(data: bytes) -> None:
    list(storages(data, Allowance()))
