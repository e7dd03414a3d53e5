"""Finds out what a server understands of the wire format, by trying: how much, held to what, which tools."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Protocol, runtime_checkable

import msgspec

from vedette.core.dialogue import LanguageModel
from vedette.core.errors import BadInput, VedetteError
from vedette.models.dialect import PLAIN, Dialect, Shaping
from vedette.models.probe import choosing, shapes, wire
from vedette.models.probe.asker import Asker, question
from vedette.models.probe.seen import Seen

_LIMITS: Final = (
    PLAIN,
    Dialect(limit="max_completion_tokens"),
    Dialect(seed=False),
    Dialect(limit="max_completion_tokens", seed=False, temperature=False),
)
"""What most servers take, then what some insist on."""


_SCHEMAS: Final = ((True, "any"), (True, "object"), (False, "any"), (False, "object"))
"""Whether strict, and what may be at the root."""


@runtime_checkable
class Tunable(Protocol):
    """A model whose server may have to be spoken to in another way."""

    def speaking(self, dialect: Dialect) -> LanguageModel:
        """Return the same model, spoken to so."""
        ...


def spoken(model: LanguageModel) -> Dialect:
    """Return how a model is spoken to."""
    found = getattr(model, "dialect", PLAIN)
    return found if isinstance(found, Dialect) else PLAIN


def settled(asker: Asker) -> Iterator[Seen]:
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
        asker.model = asker.model.speaking(msgspec.structs.replace(spoken(asker.model), **more))


def _streaming(asker: Asker) -> None:
    """Leave away what says that a stream should tell what it cost, where that is not understood."""
    try:
        list(asker.model.stream(question("Reply with the single word: ready")))
    except BadInput:
        _changed(asker, stream_usage=False)
    except VedetteError:
        return  # the check of streams says it


def _schemas(asker: Asker) -> None:
    """Take the strictest way of handing over a schema in which our most demanding one is taken."""
    asked = question("Reply with the word: ready", schema=shapes.DEMANDING, schema_name="either")
    for strict, root in _SCHEMAS:
        _changed(asker, strict=strict, root=root)
        try:
            asker.ask(asked)
        except BadInput:
            continue
        except VedetteError:
            break
        return
    _changed(asker, strict=PLAIN.strict, root=PLAIN.root)


def _shaped(asker: Asker) -> Seen:
    """Take the best way of holding an answer to a schema that works."""
    ways = tuple(Shaping) if isinstance(asker.model, Tunable) else (Shaping.SCHEMA,)
    _schemas(asker)
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
