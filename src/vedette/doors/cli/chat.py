"""`vedette chat`."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Callable
from functools import partial

from vedette.app.desk_answers import Answered
from vedette.app.desk_requests import AskDesk
from vedette.app.wiring import App
from vedette.core.dialogue import Message, Speaker
from vedette.core.errors import VedetteError
from vedette.doors.cli.ask import MOST, add_model, tell
from vedette.doors.cli.console import Console

_WORDS = """\
Type a question and end it with Return. To paste a text, write ``` on a line, then the text, then ``` again.
/new forgets what was said, /quit (or Ctrl-D) leaves. Nothing of it is kept.
"""
_FENCE = "```"
_KEPT = 20
"""Turns that are remembered."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow."""
    parser.epilog = _WORDS
    add_model(parser)


def run(given: argparse.Namespace, console: Console) -> int:
    """Answer one question after another."""
    app = console.app()
    said: list[Message] = []
    if sys.stdin.isatty():
        console.say(_WORDS)
    while (question := _asked()) is not None and question != "/quit":
        if question == "/new":
            said.clear()
        elif question:
            said.append(Message(speaker=Speaker.USER, text=question))
            asked = AskDesk(conversation=tuple(said[-_KEPT:]), profile=given.model)
            _turn(partial(_answer, app, asked, console), said, console)
    return 0


def _answer(app: App, asked: AskDesk, console: Console) -> Answered:
    return app.run("desk.ask", asked, console.job()).value


def _turn(ask: Callable[[], Answered], said: list[Message], console: Console) -> None:
    try:
        answered = ask()
    except VedetteError as error:
        console.say(f"error: {error}\nhint: {error.hint}")
        return
    tell(answered, console)
    said.append(Message(speaker=Speaker.ASSISTANT, text=answered.text))


def _asked() -> str | None:
    """Read a question: a line, and all lines up to the fence that ends what is pasted."""
    lines: list[str] = []
    with contextlib.suppress(EOFError):
        lines.append(_line("> "))
        while sum(line.strip().startswith(_FENCE) for line in lines) % 2 and sum(map(len, lines)) < MOST:
            lines.append(_line(""))
    return "\n".join(lines).strip() if lines else None


def _line(prompt: str) -> str:
    if not sys.stdin.isatty():
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        return line.rstrip("\n")
    return input(prompt)
