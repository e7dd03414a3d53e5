"""Measures as they are kept: made once, found by whom they are about, lifted or over by themselves."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Final

from msgspec.structs import replace

from vedette.access.documents import Documents
from vedette.access.monitor import ladder
from vedette.access.monitor.nouns import Measure, Step
from vedette.access.monitor.wishes import Relief, Wish
from vedette.access.programme.kept import Nouns
from vedette.core.codec import dump, load
from vedette.core.errors import BadInput

KIND: Final = "measure"
KEPT: Final = 400 * 86_400.0
"""Seconds a measure is kept after its end: long enough for an appeal, and for a year's report."""
POLL: Final = 0.5
"""Seconds between two looks at whether another process changed anything."""
_EPOCH: Final = "measure-epoch"


Told = Callable[[Measure, float], object]
"""Hears of each measure that came into force or was lifted, and when."""


def _nobody(measure: Measure, now: float) -> None:
    """Tell nobody."""
    del measure, now


class Measures:
    """All measures; those in force as this process knows them, at most `POLL` seconds old."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self.told: Told = _nobody
        """Writes down what becomes of them."""
        self._measures = Nouns(documents, KIND, Measure, _tags)
        self._lock = threading.Lock()
        self._version = -1
        self._looked = float("-inf")
        self._open: dict[str, tuple[Measure, ...]] = {}

    def begin(self, wish: Wish, now: float) -> Measure | None:
        """Do something about a wish; nothing where that is in force already."""
        self._look(now)
        if ladder.open_already(wish, self._open.get(_whose(wish.person, wish.org), ()), now) is not None:
            return None
        return self.add(ladder.measure(wish, now), now)

    def add(self, made: Measure, now: float) -> Measure:
        """Put a measure in force, here at once and elsewhere within a second."""
        self._measures.change(made.id, lambda _: made)
        self._changed(now)
        self.told(made, now)
        return made

    def get(self, ident: str) -> Measure:
        """Return a measure.

        Raises:
            BadInput: there is none of that id.

        """
        found = self._measures.get(ident)
        if found is None:
            raise BadInput(f"there is no measure {ident[:40]!a}", hint="list yours: vedette monitor list")
        return found

    def lift(self, ident: str, by: str, now: float, why: str = "") -> Measure:
        """End a measure before its time; one that is over stays as it is.

        Raises:
            BadInput: there is none of that id.

        """
        before = self.get(ident)

        def lifted(known: Measure | None) -> Measure:
            one = known or before
            return replace(one, lifted=now, lifted_by=by, why_lifted=why) if one.holds(now) else one

        made = self._measures.change(ident, lifted)
        if made.lifted and not before.lifted:
            self._changed(now)
            self.told(made, now)
        return made

    def relieve(self, relief: Relief, now: float) -> tuple[Measure, ...]:
        """Lift what a rule no longer asks for."""
        self._look(now)
        mine = self._open.get(_whose(relief.person, relief.org), ())
        return tuple(
            self.lift(one.id, "", now)
            for one in mine
            if one.rule is relief.rule and not one.by and one.holds(now)
        )

    def about(self, person: str, org: str, now: float) -> tuple[Measure, ...]:
        """Return what is in force for a person, and for a whole organisation they act for."""
        if not 0 <= now - self._looked < POLL:  # a clock set back counts as time to look
            self._look(now)
        if not self._open:
            return ()
        found = self._open.get(_whose(person, ""), ())
        if org:
            found += self._open.get(_whose("", org), ())
        return tuple(one for one in found if one.holds(now))

    def suspended(self, person: str, org: str, now: float) -> bool:
        """Tell whether a person, or the organisation they act for, may do nothing but redress."""
        return any(one.step is Step.SUSPEND for one in self.about(person, org, now))

    def of_person(self, person: str) -> list[Measure]:
        """Return all that was ever done about a person, the newest first."""
        return _newest(self._measures.tagged(f"person:{person}"))

    def of_org(self, org: str) -> list[Measure]:
        """Return all that was ever done about an organisation and its people, the newest first."""
        return _newest(self._measures.tagged(f"org:{org}"))

    def of_house(self) -> list[Measure]:
        """Return all that is about this house itself, the newest first."""
        return _newest(self._measures.tagged("house"))

    def open(self, now: float) -> list[Measure]:
        """Return all that is in force, the newest first."""
        return _newest(one for one in self._measures.tagged("open") if one.holds(now))

    def sweep(self, now: float) -> int:
        """Take what is over off the list of what is in force; forget what is long over, and say how many."""
        over = [one for one in self._measures.tagged("open") if not one.holds(now)]
        for one in over:
            self._documents.put(KIND, one.id, dump(one), tags=_plain_tags(one))
        if over:
            self._changed(now)
        old = [load(kept.value, Measure, name=KIND) for kept in self._documents.all(KIND)]
        return sum(self._documents.delete(KIND, one.id) for one in old if one.ends + KEPT < now)

    def _changed(self, now: float) -> None:
        self._documents.put(_EPOCH, "epoch", b"{}")  # after it, so that whoever sees the epoch finds it
        self._look(now)

    def _look(self, now: float) -> None:
        """Read what is in force if that changed."""
        with self._lock:
            epoch = self._documents.get(_EPOCH, "epoch")
            version = epoch.version if epoch is not None else 0
            if version != self._version:
                found: dict[str, tuple[Measure, ...]] = {}
                for one in self._measures.tagged("open"):
                    whose = _whose(one.person, one.org)
                    found[whose] = (*found.get(whose, ()), one)
                self._open, self._version = found, version
            self._looked = now


def _tags(one: Measure) -> Iterable[str]:
    return [*_plain_tags(one), *([] if one.lifted else ["open"])]


def _plain_tags(one: Measure) -> list[str]:
    named = [f"person:{one.person}"] if one.person else []
    named += [f"org:{one.org}"] if one.org else []
    return named or ["house"]


def _whose(person: str, org: str) -> str:
    """Say whom something is about: a person, whichever organisation they act for; else an organisation."""
    return f"person:{person}" if person else f"org:{org}"


def _newest(found: Iterable[Measure]) -> list[Measure]:
    return sorted(found, key=lambda one: (-one.made, one.id))
