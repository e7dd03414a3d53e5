"""Servers that each understand something else, and what a probe finds out of it."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from tests.examples import few
from tests.unit.models.probe.perfect import perfect
from tests.unit.models.stubserver import DONE, Asked, chunk, chunked, head, message, serving, whole
from vedette.core.dialogue import Ask, Message, ModelRole, Reply, Speaker, Tool
from vedette.core.errors import BadInput, Unavailable
from vedette.models.compatible import Compatible
from vedette.models.dialect import PLAIN, Dialect, Shaping
from vedette.models.probe.run import blank, probe
from vedette.models.probe.seen import Card
from vedette.models.transport import Line

EVERY = tuple(ModelRole)
KINDS = {
    "mark": {"city", "mark"},
    "quote": {"line", "quote"},
    "edit": {"search", "replace"},
    "fields": {"user", "address", "outcome"},
    "answer": {"code"},
}
Quirk = Callable[[dict[str, Any]], bytes | dict[str, Any] | None]
"""Answers in its own way, changes the question, or leaves it."""


def asked(body: dict[str, Any]) -> Ask:
    """Understand a question as a good server does."""
    shaping = body.get("response_format", {}).get("json_schema", {})
    schema, name = shaping.get("schema"), shaping.get("name", "answer")
    for one in body["messages"]:
        if "no code fence.\n" in (one["content"] or ""):
            schema = json.loads(one["content"].partition("no code fence.\n")[2])
            name = named(schema, body)
    return Ask(
        messages=tuple(
            Message(speaker=Speaker(one["role"]), text=one["content"]) for one in body["messages"]
        ),
        schema=schema,
        schema_name=name,
        tools=tuple(
            Tool(name=one["function"]["name"], does="", schema=one["function"]["parameters"])
            for one in body.get("tools", [])
        ),
        most=body.get("max_tokens") or body.get("max_completion_tokens") or 1024,
        stop=tuple(body.get("stop", ())),
    )


def named(schema: dict[str, Any], body: dict[str, Any]) -> str:
    keys = set(schema.get("properties", {}))
    if keys == {"reason", "verdict"}:
        return "verdict" if "DATA" in body["messages"][-1]["content"] else "judgement"
    if keys == {"host", "ports"}:
        return "fields"
    return next((name for name, known in KINDS.items() if known == keys), "action")


def written(reply: Reply) -> dict[str, Any]:
    calls = [
        {"id": one.id, "type": "function", "function": {"name": one.name, "arguments": one.arguments}}
        for one in reply.calls
    ]
    more = {"tool_calls": calls} if calls else {}
    made = message(reply.text, reply.ending.value, **more)
    usage = {"prompt_tokens": reply.usage.prompt, "completion_tokens": reply.usage.completion}
    return made | {"usage": usage}


def streamed(reply: Reply) -> bytes:
    pieces = [chunk(content=one) for one in (reply.text[:9], reply.text[9:18], reply.text[18:])]
    usage = {"prompt_tokens": reply.usage.prompt, "completion_tokens": reply.usage.completion}
    told = b"data: " + json.dumps({"choices": [], "usage": usage}).encode() + b"\n\n"
    return chunked(*pieces, chunk(reply.ending.value), told, DONE)


def looked_at(quirk: Quirk) -> Card:
    def handle(request: Asked, line: socket.socket) -> bool:
        body = quirk(request.body)
        if isinstance(body, bytes):
            line.sendall(body)
            return True
        taken = body or request.body
        reply = perfect(asked(taken))
        line.sendall(streamed(reply) if taken.get("stream") else whole(written(reply)))
        return True

    with serving(handle) as stub:
        line = Line(name="stub", url=f"{stub.url}/chat/completions")
        return probe(Compatible(name="stub", model="m", line=line), blank("stub", "2026-11-29"))


def refuses(words: str) -> bytes:
    return whole({"error": {"message": words, "type": "invalid_request_error"}}, 400)


def only_new_limit(body: dict[str, Any]) -> bytes | None:
    return refuses("use max_completion_tokens") if "max_tokens" in body else None


def no_seed(body: dict[str, Any]) -> bytes | None:
    return refuses("unknown parameter: seed") if "seed" in body else None


def reasoning(body: dict[str, Any]) -> bytes | None:
    return refuses("temperature must be 1") if {"temperature", "seed", "max_tokens"} & body.keys() else None


def rooted(body: dict[str, Any]) -> bytes | dict[str, Any] | None:
    """Wants an object at the root, as the largest provider does."""
    held = body.get("response_format", {}).get("json_schema")
    if not held:
        return None
    if held["schema"].get("type") != "object":
        return refuses("schema must have type object, got None")
    inner = held["schema"]["properties"].get("it")
    if inner is None:
        return None
    unwrapped = {"type": "json_schema", "json_schema": held | {"schema": inner}}
    reply = perfect(asked(body | {"response_format": unwrapped}))
    whole_reply = msgspec.structs.replace(reply, text=f'{{"it": {reply.text}}}')
    return streamed(whole_reply) if body.get("stream") else whole(written(whole_reply))


def lax(body: dict[str, Any]) -> bytes | None:
    """Takes few schemas strictly."""
    held = body.get("response_format", {}).get("json_schema", {})
    wrong = held.get("strict") and "maxLength" in json.dumps(held)
    return refuses("maxLength is not permitted in strict schemas") if wrong else None


def no_schema(body: dict[str, Any]) -> bytes | None:
    wrong = body.get("response_format", {}).get("type") == "json_schema"
    return refuses("response_format json_schema is not supported") if wrong else None


def no_format(body: dict[str, Any]) -> bytes | None:
    return refuses("unknown parameter: response_format") if "response_format" in body else None


def deaf(body: dict[str, Any]) -> dict[str, Any] | bytes | None:
    """Takes a schema, and lets the model write what it likes."""
    return whole(message("Paris.")) if "response_format" in body else None


def no_stream_options(body: dict[str, Any]) -> bytes | None:
    return refuses("unknown parameter: stream_options") if "stream_options" in body else None


def no_stream(body: dict[str, Any]) -> bytes | None:
    return whole(message()) if body.get("stream") else None


def no_tools(body: dict[str, Any]) -> bytes | None:
    return refuses("tools are not supported") if "tools" in body else None


def talks_of_tools(body: dict[str, Any]) -> bytes | None:
    return whole(message("<tool_call>scan_code(path)</tool_call>")) if "tools" in body else None


def endless(body: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in body.items() if key not in {"stop", "max_tokens"}}


def uncounted(body: dict[str, Any]) -> bytes:
    reply = perfect(asked(body))
    if body.get("stream"):
        return chunked(*(chunk(content=one) for one in reply.text), chunk(reply.ending.value), DONE)
    made = written(reply)
    del made["usage"]
    return whole(made)


def all_at_once(body: dict[str, Any]) -> bytes | None:
    if not body.get("stream"):
        return None
    reply = perfect(asked(body))
    return chunked(chunk(content=reply.text), chunk("stop"), DONE)


SERVERS: dict[str, tuple[Quirk, Dialect, dict[str, float]]] = {
    "takes everything": (lambda _: None, PLAIN, {}),
    "only the new limit": (only_new_limit, Dialect(limit="max_completion_tokens"), {}),
    "no seed": (no_seed, Dialect(seed=False), {}),
    "reasoning": (
        reasoning,
        Dialect(limit="max_completion_tokens", seed=False, temperature=False),
        {},
    ),
    "JSON without a schema": (no_schema, Dialect(shaping=Shaping.OBJECT), {}),
    "an object at the root": (rooted, Dialect(root="object"), {}),
    "not everything strictly": (lax, Dialect(strict=False), {}),
    "no JSON mode": (no_format, Dialect(shaping=Shaping.PROMPTED), {}),
    "a schema it does not hold to": (deaf, Dialect(shaping=Shaping.PROMPTED), {}),
    "no stream options": (no_stream_options, Dialect(stream_usage=False), {}),
    "no streams": (no_stream, PLAIN, {"stream": 0.0}),
    "streams all at once": (all_at_once, PLAIN, {"stream": 0.0}),
    "no tools": (no_tools, Dialect(tools="actions"), {"native tools": 0.0}),
    "tools as text": (talks_of_tools, Dialect(tools="actions"), {"native tools": 0.0}),
    "no bounds": (endless, PLAIN, {"stops": 0.0}),
    "no counts": (uncounted, PLAIN, {"usage": 0.0, "stream": 0.0}),
}


@pytest.mark.parametrize("server", few(SERVERS))
def test_a_server_is_spoken_to_as_it_understands(server: str) -> None:
    quirk, dialect, low = SERVERS[server]
    made = looked_at(quirk)
    assert made.dialect == dialect
    assert {one.check: one.score for one in made.seen if one.score < 1.0} == low
    assert made.roles == EVERY, "none of that is a matter of the model"


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (refuses("no such model"), BadInput, "answers 400: no such model"),
        (head(500, Content_Length="0"), Unavailable, "answers 500"),
        (whole(b"<html>"), Unavailable, "no answer in JSON"),
    ],
)
def test_one_that_answers_nothing_is_said_to_and_nothing_is_concluded(
    answer: bytes, kind: type[Exception], words: str
) -> None:
    with pytest.raises(kind, match=words):
        looked_at(lambda _: answer)
