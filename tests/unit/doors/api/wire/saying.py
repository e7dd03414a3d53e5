"""What the tests of the formats share: an answer to come, events read back, answers cut into parts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, TypeVar

import msgspec
from hypothesis import strategies as st

from vedette.core.dialogue import CallPiece, Delta, Ending, Reply, ToolCall, Usage
from vedette.doors.api import strictjson
from vedette.doors.api.problems import Advice, Problem
from vedette.doors.api.wire.speech import Turn, Voice

S = TypeVar("S", bound=msgspec.Struct)
TURN = Turn(decision="d1", asked="vedette-critical", served="vedette-open", at=1_800_000_000)
USAGE = Usage(prompt=11, completion=5, cached=4)
PROOF = {"decision": "d1", "notes": []}
CALL = ToolCall(id="call_a", name="look", arguments='{"at":"x"}')
PROBLEM = Problem(
    type="urn:vedette:problem:spent",
    title="Too often",
    status=429,
    detail="the day's tokens are used up",
    hint="ask tomorrow",
    decision="d9",
    reasons=("a-policy",),
    remedies=(Advice(code="wait", text="wait"),),
)


def read(kind: type[S], **body: object) -> S:
    """Read a body as the door does."""
    return strictjson.read(json.dumps(body).encode(), kind)


def events(data: bytes) -> list[tuple[str, Any]]:
    """Read a stream as a client does; [DONE] and comments stay words."""
    made = []
    for block in data.decode().split("\n\n")[:-1]:
        name, value = "", block
        for line in block.splitlines():
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: "):
                value = line.removeprefix("data: ")
        made.append((name, json.loads(value) if value.startswith("{") else value))
    return made


def spoken(voice: Voice, reply: Reply, deltas: list[Delta] | None = None) -> list[tuple[str, Any]]:
    """All of a stream; without parts, nothing is heard before the end."""
    said = voice.begin() + b"".join(voice.hear(one) for one in deltas or ())
    return events(said + voice.end(reply, PROOF))


def cut(reply: Reply, at: list[int]) -> Iterator[Delta]:
    """Cut an answer into parts: text first, then one call after the other."""
    yield from (Delta(text=piece) for piece in _pieces(reply.text, at))
    for index, call in enumerate(reply.calls):
        yield Delta(calls=(CallPiece(index=index, id=call.id, name=call.name),))
        for piece in _pieces(call.arguments, at):
            yield Delta(calls=(CallPiece(index=index, arguments=piece),))
    yield Delta(ending=reply.ending, usage=reply.usage)


def _pieces(text: str, at: list[int]) -> Iterator[str]:
    edges = sorted({0, len(text), *(one % (len(text) + 1) for one in at)})
    return (text[start:end] for start, end in pairwise(edges))


_WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
_CALLS = st.builds(
    ToolCall,
    id=st.uuids().map(str),
    name=st.sampled_from(["look", "scan"]),
    arguments=st.dictionaries(st.text("abc", max_size=3), _WORDS, max_size=3).map(json.dumps),
)
REPLIES = st.builds(
    Reply,
    text=_WORDS,
    calls=st.lists(_CALLS, max_size=3, unique_by=lambda one: one.id).map(tuple),
    ending=st.sampled_from([Ending.STOP, Ending.LENGTH]),
    usage=st.just(USAGE),
)
CUTS = st.lists(st.integers(0, 100), max_size=6)
