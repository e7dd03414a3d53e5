"""`vedette ask`."""

from __future__ import annotations

import argparse
import sys

from vedette.app.desk_answers import Answered
from vedette.app.desk_requests import AskDesk
from vedette.core.dialogue import Message, Speaker
from vedette.core.errors import BadInput
from vedette.doors.cli.console import Console

MOST = 256 * 1024
_WORDS = """\
  vedette ask "what is CWE-89?"
  vedette ask "scan ./src"
  vedette ask "is this malicious?" - < attachment.ps1

One thing is done about a question: looked up, or looked at. Without --model rules choose what; with it the
named model may choose, and nothing else: each word of the answer is ours, or a quote of what was looked at.
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow."""
    parser.epilog = _WORDS
    parser.add_argument("question", nargs="+", help="in your own words; - for a text on standard input")
    add_model(parser)


def add_model(parser: argparse.ArgumentParser) -> None:
    """Let a named model be chosen."""
    parser.add_argument(
        "--model", metavar="NAME", default="vedette-core", help="who may choose; default: vedette-core, rules"
    )


def run(given: argparse.Namespace, console: Console) -> int:
    """Answer one question."""
    said = " ".join(word for word in given.question if word != "-")
    pasted = _pasted() if "-" in given.question else ""
    question = f"{said}\n```\n{pasted}\n```" if pasted else said
    asked = AskDesk(conversation=(Message(speaker=Speaker.USER, text=question),), profile=given.model)
    tell(console.app().run("desk.ask", asked, console.job()).value, console)
    return 0


def tell(answered: Answered, console: Console) -> None:
    """Write an answer, and on the error stream what to know about how it came to be."""
    console.write(f"{answered.text}\n".encode())
    for note in answered.notes:
        console.say(f"note: {note}")


def _pasted() -> str:
    """Read what comes on the standard input."""
    text = sys.stdin.read(MOST + 1)
    if len(text) > MOST:
        raise BadInput(
            f"more than {MOST:,} characters", hint="name the file instead: vedette ask 'is ./file malicious?'"
        )
    return text.replace("```", "'''")
