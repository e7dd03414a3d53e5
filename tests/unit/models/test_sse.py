import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.models import sse
from vedette.models.sse import LONGEST, Broken, Events

TEXTS = st.lists(st.text(st.characters(codec="utf-8")), max_size=8)


def cut(data: bytes, places: list[int]) -> list[bytes]:
    edges = sorted({0, len(data), *(place % (len(data) + 1) for place in places)})
    return [data[start:end] for start, end in itertools.pairwise(edges)]


@given(TEXTS, st.lists(st.integers(0, 10_000), max_size=20), st.sampled_from([b"\n", b"\r\n"]))
def test_what_was_sent_comes_out_however_it_is_cut(texts: list[str], places: list[int], end: bytes) -> None:
    sent = [json.dumps(text).encode() for text in texts]
    stream = b"".join(b": ping" + end + b"event: x" + end + b"data: " + one + end + end for one in sent)
    events = Events()
    assert [one for piece in cut(stream, places) for one in events.feed(piece)] == sent
    assert not events.open


@given(st.binary(max_size=2000), st.lists(st.integers(0, 2000), max_size=5))
def test_whatever_comes_is_events_or_broken(data: bytes, places: list[int]) -> None:
    events = Events()
    try:
        for piece in cut(data, places):
            events.feed(piece)
    except Broken:
        return


def test_data_of_several_lines_is_one() -> None:
    assert Events().feed(b"data: a\ndata:b\n\n") == [b"a\nb"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"x" * (LONGEST + 1), "without an end"),
        (b"data: " + b"x" * 1000 + b"\n", ""),
        (b"<html>\n", "none of an event"),
        (b'{"choices": []}\n', "none of an event"),
    ],
)
def test_what_is_no_event_or_has_no_end_is_broken(data: bytes, words: str) -> None:
    if words:
        with pytest.raises(Broken, match=words):
            Events().feed(data)
        return
    events = Events()
    for _ in range(LONGEST // 1006):
        events.feed(data)
    with pytest.raises(Broken, match="without an end"):
        events.feed(data)


def test_too_many_events_are_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sse, "MOST_EVENTS", 1_000)
    events = Events()
    assert len(events.feed(b"data: x\n\n" * 1_000)) == 1_000
    with pytest.raises(Broken, match="events without an end"):
        events.feed(b"data: x\n\n")


def test_an_event_that_has_begun_is_open() -> None:
    for data in (b"data: x", b"data: x\n"):
        events = Events()
        events.feed(data)
        assert events.open
