"""A source's bytes as UTF-8, whatever they were."""

import io

import pytest

from vedette.hunt.sources.streams import PIECE, utf8

TEXT = "ä€😀 line\n" * 50_000


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_text_of_every_encoding_that_says_so(encoding: str) -> None:
    data = b"".join(utf8(io.BytesIO(TEXT.encode(encoding))))
    assert data.decode() == TEXT


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_sixteen_bits_without_a_mark_are_seen_by_their_zeros(encoding: str) -> None:
    assert b"".join(utf8(io.BytesIO('{"a": 1}'.encode(encoding)))) == b'{"a": 1}'


def test_bytes_that_are_no_text_are_left_to_whoever_reads_them() -> None:
    assert b"".join(utf8(io.BytesIO(b"a\xff\xfe"))) == b"a\xff\xfe"


def test_it_is_read_a_piece_at_a_time() -> None:
    assert max(len(piece) for piece in utf8(io.BytesIO(bytes(10 * PIECE)))) <= PIECE
