"""Records that speak to a language model: a stranger chose a field, and knows who reads logs today.

Formula: the fields a stranger chooses (URL, user agent, referrer, name of a user, host or file, command line)
are read as `knowledge.addressing` reads texts; URLs are decoded twice. What one source sent is one signal. No
technique of ATT&CK covers it (in ATLAS it is prompt injection).

Controls: only what speaks to a model, or tells to forget orders, and wants a verdict or an act counts, not a
mention of models, assistants or crawlers; messages that programs write themselves are not read.

Order of files does not matter. Bounds: 2,000 sources; more are counted.

"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import Final
from urllib.parse import unquote_plus

import re2  # type: ignore[import-untyped]
from msgspec import Struct

from vedette.core.attacks import Entity, EntityKind
from vedette.core.levels import Confidence, Severity
from vedette.hunt.event import Event
from vedette.hunt.instants import rfc3339
from vedette.hunt.patterns.bounded import reread, written
from vedette.hunt.patterns.places import Fields, Spot, kept, places
from vedette.hunt.patterns.speech import plain, quoted
from vedette.hunt.signal import Signal
from vedette.knowledge.addressing import addressed

CASES: Final = 2_000
_LEAST: Final = 24
"""Characters below which nothing is said to a model."""
_MOST: Final = 8_000
_REMEMBERED: Final = 16_384
_SHORT: Final = 300
"""So many values of so many characters are remembered to say nothing."""
_COLUMNS: Final = (
    "url", "user_agent", "referrer", "command_line", "user", "target_user", "file", "domain",
)  # fmt: skip
_VALUES: Final = attrgetter(*_COLUMNS)
_SPEAKS: Final = (
    r"(?i)ignor|disregard|forget|overrid|instruct|prompt|assistant|\bai\b|llm|chatgpt|claude|gemini|copilot|language.{1,3}model|"
    r"reviewer|analy[sz]er|scanner|im_start|\[inst|vergiss|anweisung|olvida|oublie|忽略|指令|игнорир"
)
"""What none of this stands in is not read further: nearly every record."""


class Case(Struct):
    """What one source said."""

    count: int = 0
    first: int | None = None
    last: int | None = None
    says: str = ""
    hosts: list[str] = []
    spots: list[Spot] = []


class _State(Struct):
    cases: dict[str, Case]


class SpeakingRecords:
    """Sees fields a stranger chose that speak to whoever, or whatever, reads the log."""

    name = "speaks-to-models"
    actions: frozenset[str] = frozenset()

    def __init__(self) -> None:
        self._cases: dict[str, Case] = {}
        self._full = 0
        self._fields = Fields()
        self._silent: set[str] = set()
        """Values that say nothing: programs, agents and pages come again and again."""

    def see(self, event: Event) -> None:
        """Take one in."""
        silent = self._silent
        values = [
            value
            for value in _VALUES(event)
            if value is not None and value not in silent and len(value) >= _LEAST
        ]
        if not values:
            return
        whole = "\n".join(values)
        if "%" in whole or len(whole) > _MOST or _speaks(whole):
            self._read(event)
            return
        if len(silent) >= _REMEMBERED:
            silent.clear()
        silent.update(value for value in values if len(value) <= _SHORT)

    def _read(self, event: Event) -> None:
        """Read field by field what may speak."""
        for column in _COLUMNS:
            value = getattr(event, column)
            if value is None or len(value) < _LEAST:
                continue
            text = unquote_plus(value[:_MOST]) if "%" in value else value[:_MOST]
            if ("%" in text or _speaks(text)) and (said := _said(text)):
                self._take(event, column, value, said)
                return

    def _take(self, event: Event, column: str, value: str, said: str) -> None:
        who = event.source_ip or event.user or ""
        case = self._cases.get(who)
        if case is None:
            if len(self._cases) >= CASES:
                self._full += 1
                return
            case = self._cases[who] = Case(says=said)
        case.count += 1
        if event.time is not None:
            case.first = event.time if case.first is None else min(case.first, event.time)
            case.last = event.time if case.last is None else max(case.last, event.time)
        if event.host and event.host not in case.hosts and len(case.hosts) < _HOSTS:
            case.hosts.append(event.host)
        kept(case.spots, self._fields.spot(event, value, column))

    def signals(self) -> Iterator[Signal]:
        """Say who spoke to models."""
        for who, case in self._cases.items():
            yield _signal(who, case)

    def bounds(self) -> Iterator[str]:
        """Say what was not kept."""
        if self._full:
            yield f"{self._full:,} more records that speak to language models were not kept"

    def save(self) -> bytes:
        """Write down what was seen."""
        return written(_State(self._cases))

    def restore(self, saved: bytes) -> None:
        """Take up what `save` wrote.

        Raises:
            BadInput: it is not that.

        """
        self._cases.update(list(reread(_State, saved, self.name).cases.items())[:CASES])


_HOSTS: Final = 8


def _searcher() -> Callable[[bytes], list[int]]:
    """Return a search of bytes that does not say where it found something, as that takes longer."""
    words = re2.Set.SearchSet()
    words.Add(_SPEAKS)
    words.Compile()
    found: Callable[[bytes], list[int]] = words.Match
    return found


_search: Final = _searcher()


def _speaks(text: str) -> bool:
    return bool(_search(text.encode(errors="surrogatepass")))


def _said(value: str) -> str:
    """Return the words of a field that speak to a model, decoded where they were encoded; or nothing."""
    for text in (value, unquote_plus(value)):
        found = next((one for one in addressed(text) if one.sure), None)
        if found is not None:
            return text.split("\n")[found.line - 1]
    return ""


def _signal(who: str, case: Case) -> Signal:
    return Signal(
        rule="pattern:speaks-to-models",
        title="A log record that speaks to a language model",
        message=plain(
            f"{who or 'Somebody'} put words into {case.count:,} record{'s' if case.count > 1 else ''},"
            f" first at {rfc3339(case.first) or 'an unknown time'}, meant for a program that reads logs:"
        )
        + f" {quoted(case.says)}.",
        severity=Severity.MEDIUM,
        confidence=Confidence.LIKELY,
        reason="It speaks to a model and says what to find or do: no person is meant to read that.",
        techniques=(),
        first=case.first,
        last=case.last,
        count=case.count,
        actors=_actors(who),
        targets=tuple(Entity(EntityKind.HOST, host) for host in case.hosts),
        places=places(case.spots),
        numbers={"times": case.count},
        benign="somebody who tests such a program, or writes about the subject",
        remedy="Look at what else this source did; let no model that reads logs do anything by itself.",
    )


def _actors(who: str) -> tuple[Entity, ...]:
    if not who:
        return ()
    address = all(sign in "0123456789abcdefABCDEF.:" for sign in who) and ("." in who or ":" in who)
    return (Entity(EntityKind.ADDRESS if address else EntityKind.USER, who),)
