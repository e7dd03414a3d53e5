"""Events are written down and read back, and what a newer program wrote does no harm."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.core.incidents import Status
from vedette.respond.events import Newer, NoteAdded, StatusSet, TaskChanged, read, written


def test_what_is_written_comes_back_equal() -> None:
    for one in (
        NoteAdded(id="n1", text="é"),
        StatusSet(status=Status.CONTAINED),
        TaskChanged(id="t", due=""),
    ):
        assert read(written(one)) == one


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b'{"type": "dreamt", "of": 1}', "dreamt"),
        (b'{"type": "note_added", "id": "n", "text": "x", "colour": "red"}', "note_added"),
        (b'{"type": "status_set", "status": "sunk"}', "status_set"),
        (b"[" * 10_000, ""),
        (b'"\xff', ""),
        (b"", ""),
    ],
)
def test_what_a_newer_program_wrote_is_named_and_left_alone(data: bytes, kind: str) -> None:
    assert read(data) == Newer(kind=kind)


@given(st.binary(max_size=200))
def test_reading_never_fails(data: bytes) -> None:
    read(data)
