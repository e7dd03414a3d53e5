"""A model in, a card out: what its server understands, how it did, what it may be used for."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files
from typing import Final, Protocol, runtime_checkable

import msgspec

from vedette.core.dialogue import Cancelled, LanguageModel, unstoppable
from vedette.core.errors import BadInput, VedetteError
from vedette.models.dialect import PLAIN, Dialect, Shaping
from vedette.models.probe import choosing, judging, reading, shapes, wire
from vedette.models.probe.asker import PATIENCE, Asker, question
from vedette.models.probe.roles import granted
from vedette.models.probe.seen import Card, Seen

Told = Callable[[str, int, int], None]
"""Is told what is looked at, how much is done, and of how much."""

_LIMITS: Final = (
    PLAIN,
    Dialect(limit="max_completion_tokens"),
    Dialect(seed=False),
    Dialect(limit="max_completion_tokens", seed=False, temperature=False),
)
"""What most servers take, then what some insist on."""


@runtime_checkable
class Tunable(Protocol):
    """A model whose server may have to be spoken to in another way."""

    def speaking(self, dialect: Dialect) -> LanguageModel:
        """Return the same model, spoken to so."""
        ...


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
    seen = list(_settled(asker))
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
        dialect=_dialect(asker.model),
        seen=tuple(seen),
        roles=roles,
        unfit=unfit,
        usage=asker.usage,
        seconds=round(time.monotonic() - asker.began, 1),
    )


def _dialect(model: LanguageModel) -> Dialect:
    found = getattr(model, "dialect", PLAIN)
    return found if isinstance(found, Dialect) else PLAIN


def _settled(asker: Asker) -> Iterator[Seen]:
    """Find out what the server understands, and speak so from then on."""
    if isinstance(asker.model, Tunable):
        _limits(asker, asker.model)
    yield wire.speaks(asker)
    if isinstance(asker.model, Tunable):
        _streaming(asker)
    yield _shaped(asker)
    yield _tools(asker)


def _limits(asker: Asker, model: Tunable) -> None:
    """Take the first way of saying how much that the server takes."""
    refused: VedetteError | None = None
    for dialect in _LIMITS:
        asker.model = model.speaking(dialect)
        try:
            asker.ask(question("Reply with the single word: ready"))
        except BadInput as error:
            refused = refused or error
        else:
            return
    if refused is not None:
        raise refused


def _changed(asker: Asker, **more: object) -> None:
    if isinstance(asker.model, Tunable):
        asker.model = asker.model.speaking(msgspec.structs.replace(_dialect(asker.model), **more))


def _streaming(asker: Asker) -> None:
    """Leave away what says that a stream should tell what it cost, where that is not understood."""
    try:
        list(asker.model.stream(question("Reply with the single word: ready")))
    except BadInput:
        _changed(asker, stream_usage=False)
    except VedetteError:
        return  # the check of streams says it


def _shaped(asker: Asker) -> Seen:
    """Take the best way of holding an answer to a schema that works."""
    ways = tuple(Shaping) if isinstance(asker.model, Tunable) else (Shaping.SCHEMA,)
    found: dict[Shaping, Seen] = {}
    for shaping in ways:
        _changed(asker, shaping=shaping)
        found[shaping] = shapes.marked(asker)
        if found[shaping].score == 1.0:
            break
    best = max(found, key=lambda one: found[one].score)
    _changed(asker, shaping=best)
    words = f"by {best.value}; {found[best].words}".removesuffix("; ")
    return msgspec.structs.replace(found[best], words=words)


def _tools(asker: Asker) -> Seen:
    """Call tools natively where the model can, and by a schema of actions where not."""
    native = choosing.calls(asker)
    if native.score < 1.0 and isinstance(asker.model, Tunable):
        _changed(asker, tools="actions")
        by_actions = choosing.calls(asker)
        if by_actions.score <= native.score:
            _changed(asker, tools="native")
        words = f"{native.words}; by actions {by_actions.score:.0%}"
        return msgspec.structs.replace(native, words=words)
    return native
