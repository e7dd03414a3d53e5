"""Responses as clients hear them: one body, or numbered events each of which says what it belongs to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from vedette.core.dialogue import Ask, Delta, Ending, Reply, Usage
from vedette.doors.api.problems import Problem
from vedette.doors.api.wire import trouble
from vedette.doors.api.wire.spans import Change, Span, Spans, Step
from vedette.doors.api.wire.speech import Json, Turn, framed

_CHOICES: Final = ("auto", "none", "required")
_LACKING: Final = {Ending.LENGTH: "max_output_tokens", Ending.REFUSED: "content_filter"}
_ENCODER: Final = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True, kw_only=True)
class Echo:
    """What of the question stands in the answer again."""

    ask: Ask
    instructions: str | None = None
    metadata: dict[str, Any] = field(default_factory=dict)

    def head(self, turn: Turn) -> Json:
        """Return the answer before anything of it has come."""
        ask = self.ask
        chosen = ask.tool_choice in _CHOICES
        return {
            "id": f"resp_{turn.decision}",
            "object": "response",
            "created_at": turn.at,
            "status": "in_progress",
            "background": False,
            "error": None,
            "incomplete_details": None,
            "instructions": self.instructions,
            "max_output_tokens": ask.most,
            "metadata": self.metadata,
            "model": turn.served,
            "output": [],
            "parallel_tool_calls": True,
            "previous_response_id": None,
            "reasoning": {"effort": None, "summary": None},
            "service_tier": "default",
            "store": False,
            "temperature": ask.temperature,
            "text": {"format": self._format()},
            "tool_choice": ask.tool_choice if chosen else {"type": "function", "name": ask.tool_choice},
            "tools": [
                {
                    "type": "function",
                    "name": one.name,
                    "description": one.does,
                    "parameters": one.schema,
                    "strict": False,
                }
                for one in ask.tools
            ],
            "top_p": 1.0,
            "truncation": "disabled",
            "usage": None,
            "user": None,
        }

    def whole(self, turn: Turn, reply: Reply, proof: Json) -> Json:
        """Return an answer that has come as a whole."""
        spans = Spans(turn.decision)
        for _ in spans.rest(reply):
            pass
        refused = reply.ending is Ending.REFUSED
        output = [_item(turn, span, refused=refused) for span in spans.made]
        return self.done(turn, output, reply, whole=True) | {"vedette": proof}

    def done(self, turn: Turn, output: list[Json], reply: Reply, *, whole: bool) -> Json:
        """Return the answer when all of it has come; a refusal that came in pieces is an answer cut short."""
        why = None if whole and reply.ending is Ending.REFUSED else _LACKING.get(reply.ending)
        return self.head(turn) | {
            "status": "completed" if why is None else "incomplete",
            "incomplete_details": None if why is None else {"reason": why},
            "output": output,
            "usage": counted(reply.usage),
        }

    def _format(self) -> Json:
        if self.ask.schema is None:
            return {"type": "text"}
        return {
            "type": "json_schema",
            "name": self.ask.schema_name,
            "schema": self.ask.schema,
            "strict": True,
            "description": None,
        }


def counted(usage: Usage) -> Json:
    """Return what an answer cost."""
    return {
        "input_tokens": usage.prompt,
        "input_tokens_details": {"cached_tokens": usage.cached},
        "output_tokens": usage.completion,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": usage.prompt + usage.completion,
    }


class ResponsesVoice:
    """Writes events."""

    pulse: Final = b": still here\n\n"

    def __init__(self, turn: Turn, echo: Echo) -> None:
        self._turn = turn
        self._echo = echo
        self._spans = Spans(turn.decision)
        self._number = 0

    def begin(self) -> bytes:
        """Say that an answer is made."""
        head = self._echo.head(self._turn)
        return self._event("response.created", {"response": head}) + self._event(
            "response.in_progress", {"response": head}
        )

    def hear(self, delta: Delta) -> bytes:
        """Write a part down."""
        return b"".join(self._written(one) for one in self._spans.hear(delta))

    def end(self, reply: Reply, proof: Json) -> bytes:
        """Write down what is open still, and the whole."""
        rest = b"".join(self._written(one) for one in self._spans.rest(reply))
        output = [_item(self._turn, span) for span in self._spans.made]
        made = self._echo.done(self._turn, output, reply, whole=False) | {"vedette": proof}
        return rest + self._event(f"response.{made['status']}", {"response": made})

    def broken(self, said: Problem) -> bytes:
        """Write down what went wrong: as the state of the answer, and as an error."""
        fields = trouble.openai_fields(said)
        error = {"code": fields["code"], "message": fields["message"]}
        failed = self._echo.head(self._turn) | {"status": "failed", "error": error}
        more = {**error, "param": None, "error": fields}
        return self._event("response.failed", {"response": failed}) + self._event("error", more)

    def _written(self, change: Change) -> bytes:
        return self._call(change) if change.span.call else self._text(change)

    def _text(self, change: Change) -> bytes:
        span = change.span
        place = {**self._place(span), "content_index": 0}
        if change.step is Step.GROWS:
            return self._event("response.output_text.delta", place | {"delta": change.more, "logprobs": []})
        if change.step is Step.BEGINS:
            item = _item(self._turn, span) | {"status": "in_progress", "content": []}
            return self._item("added", span, item) + self._event(
                "response.content_part.added", place | {"part": _part("")}
            )
        return (
            self._event("response.output_text.done", place | {"text": span.text, "logprobs": []})
            + self._event("response.content_part.done", place | {"part": _part(span.text)})
            + self._item("done", span, _item(self._turn, span))
        )

    def _call(self, change: Change) -> bytes:
        span = change.span
        if change.step is Step.GROWS:
            more = {"delta": change.more}
            return self._event("response.function_call_arguments.delta", self._place(span) | more)
        if change.step is Step.BEGINS:
            return self._item("added", span, _item(self._turn, span) | {"status": "in_progress"})
        whole = {"name": span.name, "arguments": span.text}
        return self._event("response.function_call_arguments.done", self._place(span) | whole) + self._item(
            "done", span, _item(self._turn, span)
        )

    def _item(self, what: str, span: Span, item: Json) -> bytes:
        return self._event(f"response.output_item.{what}", {"output_index": span.place, "item": item})

    def _place(self, span: Span) -> Json:
        return {"item_id": _id(self._turn, span), "output_index": span.place}

    def _event(self, kind: str, more: Json) -> bytes:
        number, self._number = self._number, self._number + 1
        return framed({"type": kind, "sequence_number": number} | more, _ENCODER.encode, kind)


def _id(turn: Turn, span: Span) -> str:
    return f"{'fc' if span.call else 'msg'}_{turn.decision}_{span.place}"


def _item(turn: Turn, span: Span, *, refused: bool = False) -> Json:
    made: Json = {"id": _id(turn, span), "status": "completed"}
    if span.call:
        call = {"call_id": span.id, "name": span.name, "arguments": span.text}
        return made | {"type": "function_call"} | call
    part = {"type": "refusal", "refusal": span.text} if refused else _part(span.text)
    return made | {"type": "message", "role": "assistant", "content": [part]}


def _part(text: str) -> Json:
    return {"type": "output_text", "text": text, "annotations": [], "logprobs": []}
