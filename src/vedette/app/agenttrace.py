"""Reads the journal of a run of agents and says, step by step, what was asked and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from vedette.agents.effects import NoAnswer
from vedette.app.agentdriveanswers import Answer, decoded
from vedette.app.agentdrivebudget import Spent
from vedette.app.agentdrivejournal import Entry, read_entries
from vedette.app.assist_answers import Step, TraceShown
from vedette.app.assist_requests import ShowTrace
from vedette.app.jobs import Job
from vedette.app.tools import Tools
from vedette.core.dialogue import Reply
from vedette.core.errors import BadInput, VedetteError
from vedette.core.executions import Execution, NotExecuted
from vedette.core.nouns import Report

_MOST: Final = 256 << 20
_SHOWN: Final = 300


def run(tools: Tools, request: ShowTrace, job: Job) -> TraceShown:
    """Read a journal; one that is being written is read as far as it is.

    Raises:
        BadInput: it cannot be read, or is no journal.

    """
    del tools, job
    entries = read_entries(_whole_lines(request.path), request.path.name)
    asked = {one.call: one for one in entries if one.phase == "sent"}
    answered = [one for one in entries if one.phase == "answered"]
    lost = [one for call, one in asked.items() if call not in {done.call for done in answered}]
    spent = sum(((one.used or Spent()) for one in (*answered, *lost)), Spent())
    return TraceShown(
        steps=tuple(_steps(answered, asked)),
        ended=bool(entries) and entries[-1].phase == "ended",
        requests=spent.requests,
        tokens=spent.tokens,
        lost=len(lost),
    )


def _whole_lines(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(_MOST + 1)
    except OSError as error:
        raise BadInput(
            f"{path}: {error.strerror}", hint="give the file a run with --assist names at its end"
        ) from error
    if len(data) > _MOST:
        raise BadInput(f"{path}: too long for a journal", hint="give the file a run with --assist names")
    return data[: data.rfind(b"\n") + 1]


def _steps(answered: Iterable[Entry], asked: dict[str, Entry]) -> Iterator[Step]:
    for one in answered:
        used = one.used or Spent()
        yield Step(
            number=one.n,
            at=one.at,
            kind=one.kind,
            asked=_question(asked.get(one.call)) or _short(one.what),
            answered=_words(one),
            tokens=used.tokens,
            seconds=used.seconds,
        )


def _question(sent: Entry | None) -> str:
    """Return the end of what was asked: the beginning is the same in every question."""
    messages = sent.messages if sent is not None else None
    if not isinstance(messages, list) or not messages or not isinstance(messages[-1], dict):
        return ""
    return _short(str(messages[-1].get("content", "")))


def _words(entry: Entry) -> str:
    if not bytes(entry.answer):
        return f"{entry.type}, too long to keep" if entry.answer_digest else entry.type
    return _short(_said(decoded(entry)))


_SAID: Final[dict[type[Any], Callable[[Any], str]]] = {
    Reply: lambda one: str(one.text),
    NoAnswer: lambda one: f"no answer: {one.why}",
    Report: lambda one: f"{len(one.findings)} findings",
    Execution: lambda one: f"ended with {one.code} behind {one.walls.value}",
    NotExecuted: lambda one: f"not executed: {one.why}",
    str: lambda one: f"{len(one):,} characters",
}


def _said(answer: Answer) -> str:
    if isinstance(answer, VedetteError):
        return f"failed: {answer}"
    words = _SAID.get(type(answer))
    return words(answer) if words is not None else ""


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _SHOWN else f"{plain[:_SHOWN]} …"
