"""Any server that speaks OpenAI's chat format, as a `LanguageModel`: POST {base}/chat/completions only.

model = Compatible(name="office: small", model="small", line=line)
model.answer(Ask(messages=(Message(speaker=Speaker.USER, text="…"),)))
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

import msgspec

from vedette.core.dialogue import (
    Ask,
    CallPiece,
    Cancelled,
    Delta,
    Ending,
    Reply,
    ToolCall,
    Usage,
    unstoppable,
)
from vedette.core.errors import LimitHit, Unavailable, VedetteError
from vedette.models import faults, heard, rooted, said, tokens
from vedette.models.dialect import PLAIN, Dialect, Shaping
from vedette.models.direct import Exchange
from vedette.models.sse import Broken, Events
from vedette.models.transport import Later, Line
from vedette.models.watch import WATCH, Watched

_DONE: Final = b"[DONE]"
_TICK: Final = 0.05
_AFTER: Final = 0.5
"""Seconds a server has to end its answer after it said that it is done: its connection is used again then."""
_LONG: Final = 256 << 10
"""Bytes of an answer that takes long to read."""
_SURELY: Final = 2
"""A question whose guessed size is that many times what fits does not fit."""


@dataclass(slots=True, kw_only=True)
class Compatible:
    """One model on one server. Safe between threads."""

    name: str
    """Of the back-end and the model in it."""
    model: str
    """What the server calls it."""
    context: int = 0
    line: Line
    dialect: Dialect = PLAIN
    most_seconds: float = 600.0
    most_at_once: int = 4
    _turns: threading.Semaphore = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._turns = threading.Semaphore(self.most_at_once)

    def speaking(self, dialect: Dialect) -> Compatible:
        """Return the same model, over the same line, spoken to in another way."""
        return replace(self, dialect=dialect)

    def size(self, ask: Ask) -> int:
        """Estimate the tokens of a prompt."""
        return tokens.of_ask(ask)

    def answer(self, ask: Ask, cancelled: Cancelled = unstoppable) -> Reply:
        """Return a whole answer.

        Raises:
            Unavailable, BadInput: as `dialogue.LanguageModel.answer`.

        """
        return self._later(ask, self._body(ask, stream=False), self._begun(ask, cancelled), Later())

    def directly(self, ask: Ask, cancelled: Cancelled = unstoppable) -> Exchange[Reply | Callable[[], Reply]]:
        """Do the same over a connection that is kept; hand out what it waits for, and never wait.

        Returns:
            The answer; or, where that takes a thread after all, what gives it when it is called in one.

        Raises:
            Unavailable, BadInput: as `answer`.

        """
        body, call = self._body(ask, stream=False), self._begun(ask, cancelled)
        if not self._turns.acquire(blocking=False):
            return partial(self._later, ask, body, call, Later())
        try:
            came = yield from self.line.directly(body, call)
        finally:
            self._turns.release()
        if isinstance(came, Later):
            return partial(self._later, ask, body, call, came)
        if len(came) > _LONG:
            return partial(self._understood, ask, came)
        return self._understood(ask, came)

    def _later(self, ask: Ask, body: bytes, call: Watched, later: Later) -> Reply:
        with self._watched(call):
            data = self.line.whole(body, call, later)
        return self._understood(ask, data)

    def _understood(self, ask: Ask, data: bytes) -> Reply:
        try:
            return heard.reply(data, ask, self.dialect)
        except heard.Garbage as error:
            raise faults.unusable(self.name, error) from None

    def stream(self, ask: Ask, cancelled: Cancelled = unstoppable) -> Iterator[Delta]:
        """Give the answer as it comes; what has to be put into another shape comes at once, at its end.

        Raises:
            Unavailable, BadInput: as `dialogue.LanguageModel.stream`.

        """
        if self._reshaped(ask):
            yield from _at_once(self._gathered(ask, cancelled))
            return
        yield from self._deltas(ask, cancelled)

    def _deltas(self, ask: Ask, cancelled: Cancelled) -> Iterator[Delta]:
        body = self._body(ask, stream=True)
        with self._watched(self._begun(ask, cancelled)) as call:
            try:
                yield from _Stream(ask, call).read(self.line.pieces(body, call))
            except (heard.Garbage, Broken) as error:
                raise faults.unusable(self.name, error) from None

    def _reshaped(self, ask: Ask) -> bool:
        acted = bool(ask.tools) and self.dialect.tools == "actions"
        worded = ask.schema is not None and self.dialect.shaping is not Shaping.SCHEMA
        return acted or worded or rooted.wraps(self.dialect, ask.schema)

    def _gathered(self, ask: Ask, cancelled: Cancelled) -> Reply:
        whole = gather(self._deltas(ask, cancelled))
        return heard.shaped(whole, ask, self.dialect)

    def _body(self, ask: Ask, *, stream: bool) -> bytes:
        if self.context and tokens.of_ask(ask) > _SURELY * self.context:
            raise LimitHit(
                f"{self.name} takes {self.context:,} tokens, and this is far more", hint="ask with less"
            )
        return said.body(ask, self.model, self.dialect, stream=stream)

    def _begun(self, ask: Ask, cancelled: Cancelled) -> Watched:
        return Watched(time.monotonic() + min(ask.seconds, self.most_seconds), cancelled)

    @contextmanager
    def _watched(self, call: Watched) -> Iterator[Watched]:
        """Wait for a turn, within the time there is, and have the call watched."""
        while not self._turns.acquire(timeout=_TICK):
            if call.due():
                raise Unavailable(f"{self.name} is busy: {call.why}", hint="try again later")
        try:
            WATCH.begin(call)
            try:
                yield call
            finally:
                WATCH.end(call)
        finally:
            self._turns.release()


class _Stream:
    """Puts the parts of one answer in order: its ending and what it cost come last, together."""

    def __init__(self, ask: Ask, call: Watched) -> None:
        self._ask = ask
        self._call = call
        self._done = False
        self._finish: str | None = None
        self._usage: Usage | None = None
        self._text = 0
        self._said: list[str] = []
        self._calling = False

    def read(self, pieces: Iterator[bytes]) -> Iterator[Delta]:
        """Give the parts.

        Raises:
            Garbage, Broken: it is no stream, or ends before its end.

        """
        try:
            for event in _events(pieces):
                made = self._heard(event)
                if made is not None:
                    yield made
        except VedetteError:
            if not self._done:  # what comes of the connection is no matter then
                raise
        if self._finish is None:
            raise heard.Garbage("a stream that ends before its end")
        refused = self._finish == "refusal"
        ending = heard.ended(self._finish, refused=refused, calling=self._calling)
        usage = self._usage or heard.guessed(self._ask, "".join(self._said), ())
        yield Delta(ending=ending, usage=usage)

    def _heard(self, event: bytes | None) -> Delta | None:
        """Remember what an event says of the whole, and return what of it is a part."""
        if event is None:
            self._done = True
            self._call.end = min(self._call.end, time.monotonic() + _AFTER)
            return None
        if self._done:
            raise heard.Garbage("more after its end")
        made, finish = heard.delta(event)
        self._finish = finish or self._finish
        if made is None:
            return None
        self._usage = made.usage or self._usage
        if not made.text and not made.calls:
            return None
        self._calling = self._calling or bool(made.calls)
        self._said.append(made.text or "".join(one.name + one.arguments for one in made.calls))
        return msgspec.structs.replace(made, usage=None) if made.usage is not None else made


def _events(pieces: Iterator[bytes]) -> Iterator[bytes | None]:
    """Give the data of each event, and None for the one that says it is done."""
    events = Events()
    for piece in pieces:
        for event in events.feed(piece):
            yield None if event.strip() == _DONE else event
    if events.open:
        raise Broken("a stream that ends in the middle of an event")


def gather(deltas: Iterator[Delta]) -> Reply:
    """Put the parts of an answer together.

    Raises:
        Unavailable: there are more calls than anybody makes, or parts of one come in no order.

    """
    texts: list[str] = []
    calls: dict[int, ToolCall] = {}
    last = Delta()
    for one in deltas:
        texts.append(one.text)
        for piece in one.calls:
            calls[piece.index] = _joined(calls.get(piece.index), piece)
        last = one if one.ending is not None else last
    return Reply(
        text="".join(texts),
        calls=tuple(calls[index] for index in sorted(calls)),
        ending=last.ending or Ending.STOP,
        usage=last.usage or Usage(estimated=True),
    )


def _joined(held: ToolCall | None, piece: CallPiece) -> ToolCall:
    if held is None:
        return ToolCall(id=piece.id or f"call_{piece.index}", name=piece.name, arguments=piece.arguments)
    return ToolCall(id=held.id, name=held.name + piece.name, arguments=held.arguments + piece.arguments)


def _at_once(whole: Reply) -> Iterator[Delta]:
    calls = tuple(
        CallPiece(index=index, id=one.id, name=one.name, arguments=one.arguments)
        for index, one in enumerate(whole.calls)
    )
    if whole.text or calls:
        yield Delta(text=whole.text, calls=calls)
    yield Delta(ending=whole.ending, usage=whole.usage)
