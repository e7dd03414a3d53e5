"""Messages as clients hear them: one body, or events about one block of the answer after the other."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from vedette.core.dialogue import Delta, Ending, Reply, Usage
from vedette.doors.api.problems import Problem
from vedette.doors.api.wire import trouble
from vedette.doors.api.wire.spans import Change, Spans, Step
from vedette.doors.api.wire.speech import Json, Turn, framed, line

_ENDINGS: Final = {
    Ending.STOP: "end_turn",
    Ending.LENGTH: "max_tokens",
    Ending.TOOLS: "tool_use",
    Ending.REFUSED: "refusal",
}
_ENCODER: Final = msgspec.json.Encoder()


def whole(turn: Turn, reply: Reply, proof: Json) -> Json:
    """Return an answer that has come as a whole."""
    blocks: list[Json] = [{"type": "text", "text": reply.text, "citations": None}] if reply.text else []
    blocks += [
        {"type": "tool_use", "id": one.id, "name": one.name, "input": _input(one.arguments)}
        for one in reply.calls
    ]
    return _head(turn) | {
        "content": blocks,
        "stop_reason": finish(reply),
        "usage": counted(reply.usage),
        "vedette": proof,
    }


def finish(reply: Reply) -> str:
    """Return why an answer ends; one that asks for tools ends for that."""
    if reply.calls and reply.ending is Ending.STOP:
        return "tool_use"
    return _ENDINGS[reply.ending]


def counted(usage: Usage) -> Json:
    """Return what an answer cost; here, what was cached is counted apart."""
    return {
        "input_tokens": max(0, usage.prompt - usage.cached),
        "output_tokens": usage.completion,
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": usage.cached,
    }


class MessagesVoice:
    """Writes events."""

    pulse: Final = b'event: ping\ndata: {"type":"ping"}\n\n'

    def __init__(self, turn: Turn) -> None:
        self._turn = turn
        self._spans = Spans(turn.decision)

    def begin(self) -> bytes:
        """Say who speaks."""
        return _event("message_start", {"message": _head(self._turn) | {"usage": counted(Usage())}})

    def hear(self, delta: Delta) -> bytes:
        """Write a part down."""
        return b"".join(_written(one) for one in self._spans.hear(delta))

    def end(self, reply: Reply, proof: Json) -> bytes:
        """Write down how it ends, what it cost, and that this was all."""
        rest = b"".join(_written(one) for one in self._spans.rest(reply))
        how = {"stop_reason": finish(reply), "stop_sequence": None}
        last = {"delta": how, "usage": counted(reply.usage), "vedette": proof}
        return rest + _event("message_delta", last) + _event("message_stop", {})

    def broken(self, said: Problem) -> bytes:
        """Write down what went wrong."""
        return line(trouble.anthropic(said), "error")


def _written(change: Change) -> bytes:
    span = change.span
    if change.step is Step.ENDS:
        return _event("content_block_stop", {"index": span.place})
    if change.step is Step.BEGINS:
        block: Json = {"type": "text", "text": ""}
        if span.call:
            block = {"type": "tool_use", "id": span.id, "name": span.name, "input": {}}
        return _event("content_block_start", {"index": span.place, "content_block": block})
    piece: Json = {"type": "text_delta", "text": change.more}
    if span.call:
        piece = {"type": "input_json_delta", "partial_json": change.more}
    return _event("content_block_delta", {"index": span.place, "delta": piece})


def _event(kind: str, more: Json) -> bytes:
    return framed({"type": kind} | more, _ENCODER.encode, kind)


def _head(turn: Turn) -> Json:
    return {
        "id": f"msg_{turn.decision}",
        "type": "message",
        "role": "assistant",
        "model": turn.served,
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
    }


def _input(arguments: str) -> Any:  # noqa: ANN401  whatever a model wrote
    """Return the arguments of a call as the value they are; what is no JSON is handed on as such."""
    try:
        value = msgspec.json.decode(arguments or "{}")
    except msgspec.DecodeError:
        value = None
    return value if isinstance(value, dict) else {"INVALID_JSON": arguments}
