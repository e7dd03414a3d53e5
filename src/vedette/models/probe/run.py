"""A model in, a card out: what its server understands, how it did, what it may be used for."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec

from vedette.core.dialogue import Cancelled, LanguageModel, unstoppable
from vedette.core.errors import BadInput
from vedette.models.probe import choosing, dialects, judging, reading, shapes, wire
from vedette.models.probe.asker import PATIENCE, Asker
from vedette.models.probe.roles import granted
from vedette.models.probe.seen import Card, Seen

Told = Callable[[str, int, int], None]
"""Is told what is looked at, how much is done, and of how much."""


@cache
def digest() -> str:
    """Name the questions and thresholds: another text of them makes another probe."""
    made = hashlib.sha256()
    folder = files("vedette.models.probe")
    for one in sorted(folder.iterdir(), key=lambda each: each.name):
        if one.name.endswith((".py", ".toml")):
            made.update(one.name.encode() + b"\0" + one.read_bytes())
    return made.hexdigest()[:16]


def blank(name: str, date: str) -> Card:
    """Return the card of a back-end nobody looked at yet."""
    return Card(backend=name, model="", probe=digest(), date=date)


CHECKS: Final[tuple[tuple[str, Callable[[Asker], Seen | tuple[Seen, ...]]], ...]] = (
    ("usage", wire.counts),
    ("stops", wire.stops),
    ("stream", wire.streams),
    ("repeats", wire.repeats),
    ("speed", wire.speed),
    ("schema", shapes.extracts),
    ("actions", choosing.chooses),
    ("quotes", reading.quotes),
    ("context", reading.sees),
    ("injection", reading.resists),
    ("judgement", judging.judges),
    ("edits", judging.mends),
)


def probe(
    model: LanguageModel,
    card: Card,
    told: Told = lambda *_: None,
    cancelled: Cancelled = unstoppable,
    patience: float = PATIENCE,
) -> Card:
    """Ask all there is to ask, each for so many seconds at most; return the card, filled in.

    Raises:
        VedetteError: it does not answer even the first question; nothing follows from that.

    """
    asker = Asker(model, patience=patience, cancelled=cancelled)
    told("speaking", 0, len(CHECKS) + 2)
    seen = list(dialects.settled(asker))
    for number, (check, look) in enumerate(CHECKS, 2):
        told(check, number, len(CHECKS) + 2)
        if cancelled():
            raise BadInput("the probe was stopped", hint="nothing was kept of it; begin again")
        found = look(asker)
        seen += [found] if isinstance(found, Seen) else found
    roles, unfit = granted(seen)
    return msgspec.structs.replace(
        card,
        model=asker.model.name,
        dialect=dialects.spoken(asker.model),
        seen=tuple(seen),
        roles=roles,
        unfit=unfit,
        usage=asker.usage,
        seconds=round(time.monotonic() - asker.began, 1),
    )
