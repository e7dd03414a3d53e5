import pytest

from vedette.core.dialogue import CallPiece, Delta, Reply
from vedette.core.errors import Unavailable
from vedette.doors.api.wire.spans import Spans, Step


def test_text_calls_and_text_again_are_spans_of_their_own() -> None:
    spans = Spans("d")
    changes = [
        *spans.hear(Delta(text="a")),
        *spans.hear(Delta(text="b")),
        *spans.hear(Delta(calls=(CallPiece(index=0, id="c", name="f", arguments="{"),))),
        *spans.hear(Delta(calls=(CallPiece(index=0, arguments="}"),))),
        *spans.hear(Delta(calls=(CallPiece(index=1, name="g"),))),
        *spans.hear(Delta(text="c")),
        *spans.rest(Reply()),
    ]
    assert [(one.span.text, one.span.call) for one in changes if one.step is Step.ENDS] == [
        ("ab", False), ("{}", True), ("", True), ("c", False),
    ]  # fmt: skip
    assert [one.place for one in spans.made] == [0, 1, 2, 3]
    assert spans.made[2].id == "call_d_2", "a call without an id gets one"


def test_calls_that_are_mixed_are_no_answer() -> None:
    spans = Spans("d")
    [*spans.hear(Delta(calls=(CallPiece(index=0, name="f"), CallPiece(index=1, name="g"))))]
    with pytest.raises(Unavailable, match="mixes"):
        [*spans.hear(Delta(calls=(CallPiece(index=0, arguments="{}"),)))]


def test_what_was_heard_is_not_said_again() -> None:
    spans = Spans("d")
    [*spans.hear(Delta(text="a"))]
    assert [one.step for one in spans.rest(Reply(text="a"))] == [Step.ENDS]
