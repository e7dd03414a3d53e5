"""Whether a server does what its format says: answer, stream, count, stop, and say the same again."""

from __future__ import annotations

import time
from typing import Final

from vedette.core.dialogue import Ending
from vedette.core.errors import VedetteError
from vedette.models import tokens
from vedette.models.compatible import gather
from vedette.models.probe.asker import Asker, question
from vedette.models.probe.seen import Seen

_COUNT: Final = "Count from 1 to 20, separated by commas. Write nothing else."
_FRUIT: Final = "Name three fruits, separated by commas. Write nothing else."
_TOO_FEW: Final = 0.3
_TOO_MANY: Final = 4.0
_SHORT: Final = 8


def speaks(asker: Asker) -> Seen:
    """Look whether it answers at all."""
    return asker.checked("speaks", [_ready])


def _ready(asker: Asker) -> str:
    said = asker.ask(question("Reply with the single word: ready")).text
    return "" if "ready" in said.lower() else f"said {said[:40]!a} instead of one word"


def counts(asker: Asker) -> Seen:
    """Look whether it tells what an answer cost, and something that can be."""
    return asker.checked("usage", [_counted])


def _counted(asker: Asker) -> str:
    ask = question(_FRUIT)
    usage, guess = asker.ask(ask).usage, tokens.of_ask(ask)
    if usage.estimated:
        return "does not say what an answer cost: we guess"
    near = _TOO_FEW * guess / 2 <= usage.prompt + usage.cached <= _TOO_MANY * guess + 200
    return "" if near and usage.completion else f"says the prompt was {usage.prompt} tokens, we guess {guess}"


def stops(asker: Asker) -> Seen:
    """Look whether it ends where it is told to."""
    return asker.checked("stops", [_at_length, _at_word])


def _at_length(asker: Asker) -> str:
    reply = asker.ask(question(_COUNT, most=_SHORT))
    if reply.ending is not Ending.LENGTH:
        return f"ends with {reply.ending.value} where it was cut off"
    return "" if tokens.of_text(reply.text) <= 4 * _SHORT else "writes more tokens than it may"


def _at_word(asker: Asker) -> str:
    reply = asker.ask(question(_COUNT, stop=("7",)))
    if reply.ending is not Ending.STOP:
        return f"ends with {reply.ending.value} at a stop word"
    return "" if "7" not in reply.text else "writes on behind a stop word"


def streams(asker: Asker) -> Seen:
    """Look whether a streamed answer is whole, and told what it cost."""
    return asker.checked("stream", [_streamed])


def _streamed(asker: Asker) -> str:
    ask = question(_COUNT)
    deltas = list(asker.model.stream(ask, asker.cancelled))
    whole = gather(iter(deltas))
    asker.usage += whole.usage
    if "1, 2, 3" not in whole.text.replace(",", ", ").replace("  ", " "):
        return f"streams {whole.text[:40]!a} where it was to count"
    if len([one for one in deltas if one.text]) < 3:  # noqa: PLR2004 - it counted to twenty
        return "streams all at once"
    return "does not say what a streamed answer cost" if whole.usage.estimated else ""


def repeats(asker: Asker) -> Seen:
    """Look whether it says the same again at temperature 0."""
    return asker.checked("repeats", [_same])


def _same(asker: Asker) -> str:
    said = {asker.ask(question(_FRUIT)).text for _ in range(3)}
    return "" if len(said) == 1 else f"says {len(said)} different things in 3 tries at temperature 0"


def speed(asker: Asker) -> Seen:
    """Measure how fast it writes: no role depends on it."""
    began = time.monotonic()
    try:
        reply = asker.ask(question("Write one sentence of about forty words about the sea.", most=64))
    except VedetteError as error:
        return Seen(check="speed", score=0.0, words=str(error)[:200])
    seconds = time.monotonic() - began
    rate = reply.usage.completion / max(seconds, 0.001)
    return Seen(check="speed", score=1.0, words=f"{rate:.1f} tokens a second", seconds=round(seconds, 2))
