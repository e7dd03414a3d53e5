"""Chat completions as clients hear them: one body, or chunks that end with [DONE]."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from vedette.core.dialogue import Delta, Ending, Reply, Usage
from vedette.doors.api.problems import Problem
from vedette.doors.api.wire import trouble
from vedette.doors.api.wire.spans import Change, Spans, Step
from vedette.doors.api.wire.speech import Json, Turn, framed, line

_ENDINGS: Final = {
    Ending.STOP: "stop",
    Ending.LENGTH: "length",
    Ending.TOOLS: "tool_calls",
    Ending.REFUSED: "content_filter",
}
_ENCODER: Final = msgspec.json.Encoder()


def whole(turn: Turn, reply: Reply, proof: Json) -> Json:
    """Return an answer that has come as a whole."""
    refused = reply.ending is Ending.REFUSED
    message: Json = {
        "role": "assistant",
        "content": None if refused or (reply.calls and not reply.text) else reply.text,
        "refusal": reply.text if refused else None,
        "annotations": [],
    }
    if reply.calls:
        message["tool_calls"] = [
            {"id": one.id, "type": "function", "function": {"name": one.name, "arguments": one.arguments}}
            for one in reply.calls
        ]
    ending = "stop" if refused else finish(reply)
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": ending}
    head = _head(turn, "chat.completion") | {"choices": [choice]}
    return head | {"usage": counted(reply.usage), "vedette": proof}


def finish(reply: Reply) -> str:
    """Return why an answer ends; one that asks for tools ends for that."""
    if reply.calls and reply.ending is Ending.STOP:
        return "tool_calls"
    return _ENDINGS[reply.ending]


def counted(usage: Usage) -> Json:
    """Return what an answer cost."""
    return {
        "prompt_tokens": usage.prompt,
        "completion_tokens": usage.completion,
        "total_tokens": usage.prompt + usage.completion,
        "prompt_tokens_details": {"cached_tokens": usage.cached, "audio_tokens": 0},
        "completion_tokens_details": {
            "reasoning_tokens": 0,
            "audio_tokens": 0,
            "accepted_prediction_tokens": 0,
            "rejected_prediction_tokens": 0,
        },
    }


class ChatVoice:
    """Writes chunks."""

    pulse: Final = b": still here\n\n"

    def __init__(self, turn: Turn, *, usage: bool) -> None:
        self._head = _head(turn, "chat.completion.chunk")
        self._usage = usage
        self._spans = Spans(turn.decision)
        self._calls: dict[int, int] = {}
        """Places of calls among all calls, by their place among all spans."""

    def begin(self) -> bytes:
        """Say who speaks."""
        return self._chunk({"role": "assistant", "content": "", "refusal": None})

    def hear(self, delta: Delta) -> bytes:
        """Write a part down."""
        return b"".join(self._written(one) for one in self._spans.hear(delta))

    def end(self, reply: Reply, proof: Json) -> bytes:
        """Write down how it ends, what it cost where that is wanted, and that this was all."""
        rest = b"".join(self._written(one) for one in self._spans.rest(reply))
        if not self._usage:
            return rest + self._chunk({}, finish(reply), {"vedette": proof}) + b"data: [DONE]\n\n"
        cost = self._head | {"choices": [], "usage": counted(reply.usage), "vedette": proof}
        return rest + self._chunk({}, finish(reply)) + framed(cost, _ENCODER.encode) + b"data: [DONE]\n\n"

    def broken(self, said: Problem) -> bytes:
        """Write down what went wrong."""
        return line(trouble.openai(said))

    def _written(self, change: Change) -> bytes:
        span = change.span
        if not span.call:
            return self._chunk({"content": change.more}) if change.step is Step.GROWS else b""
        if change.step is Step.ENDS:
            return b""
        index = self._calls.setdefault(span.place, len(self._calls))
        piece: Json = {"index": index, "function": {"arguments": change.more}}
        if change.step is Step.BEGINS:
            piece |= {"id": span.id, "type": "function", "function": {"name": span.name, "arguments": ""}}
        return self._chunk({"tool_calls": [piece]})

    def _chunk(self, delta: Json, ending: str | None = None, more: Json | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": ending}
        made: Json = self._head | {"choices": [choice]}
        if self._usage:
            made["usage"] = None
        return framed(made | (more or {}), _ENCODER.encode)


def _head(turn: Turn, kind: str) -> dict[str, Any]:
    return {
        "id": f"chatcmpl-{turn.decision}",
        "object": kind,
        "created": turn.at,
        "model": turn.served,
        "system_fingerprint": None,
    }
