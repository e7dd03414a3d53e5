"""Parts of an incident that are not for a reader at all: they are left out whole, and counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeVar

from msgspec import Struct, structs

from vedette.core.actions import Action, ActionState
from vedette.core.incidents import Incident, Watched
from vedette.core.indicators import IndicatorKind
from vedette.core.nouns import Finding
from vedette.export.incidents.asked import Reach
from vedette.export.incidents.labels import Say
from vedette.export.incidents.pseudonyms import composed
from vedette.export.incidents.sharing import narrower
from vedette.export.incidents.walking import strings

T = TypeVar("T", bound=Struct)
_ITEMS: Final = (
    "findings",
    "timeline",
    "hypotheses",
    "tasks",
    "notes",
    "locker",
    "watched",
    "actions",
    "duties",
    "entities",
    "attacks",
    "judgements",
)


_SUCCEEDED: Final = {ActionState.DONE, ActionState.VERIFIED}


def marked_narrower(incident: Incident, reach: Reach) -> tuple[Incident, int]:
    """Leave out what says of itself that it may not travel that far."""
    kept = {name: _within(getattr(incident, name), reach) for name in _ITEMS}
    dropped = sum(len(getattr(incident, name)) - len(items) for name, items in kept.items())
    return (structs.replace(incident, **kept), dropped) if dropped else (incident, 0)


def _within(items: Sequence[T], reach: Reach) -> tuple[T, ...]:
    return tuple(one for one in items if not any(narrower(text, reach) for text in strings(one)))


def internal(incident: Incident, say: Say) -> tuple[Incident, list[str]]:
    """Leave out what is the business of those who were hit alone; say what."""
    said = [
        say(f"redacted.{name}", number=number)
        for name, number in (
            ("notes", sum(not one.told for one in incident.notes)),
            ("tasks", len(incident.tasks)),
            ("duties", len(incident.duties)),
            ("locker", len(incident.locker)),
            ("commands", len(incident.actions)),
        )
        if number
    ]
    said += [say("redacted.quotes")] if incident.findings else []
    return (
        structs.replace(
            incident,
            lead="",
            opened_by="",
            similar=(),
            tasks=(),
            duties=(),
            locker=(),
            notes=tuple(one for one in incident.notes if one.told),
            actions=tuple(_bare_action(one) for one in incident.actions if one.state in _SUCCEEDED),
            findings=tuple(map(_bare_finding, incident.findings)),
        ),
        said,
    )


def _bare_action(one: Action) -> Action:
    plan = structs.replace(one.plan, steps=(), check=(), parameters={}, spared="")
    return structs.replace(one, plan=plan, done=(), decisions=(), approved_by=(), proposed_by="", why="")


def _bare_finding(one: Finding) -> Finding:
    evidence = tuple(structs.replace(each, quote="", note="") for each in one.evidence)
    return structs.replace(one, evidence=evidence, suppressed=None)


def spoilt(redacted: Incident, before: Incident) -> tuple[Incident, int]:
    """Leave out indicators that named who was hit: with a number in it, nobody finds anything.

    Of a path, its last part may still be whole.
    """
    kept = [
        saved
        for one, was in zip(redacted.watched, before.watched, strict=False)
        if (saved := _saved(one, was)) is not None
    ]
    return structs.replace(redacted, watched=tuple(kept)), len(redacted.watched) - len(kept)


def _saved(one: Watched, was: Watched) -> Watched | None:
    value, old = one.indicator.value, composed(was.indicator.value)
    if value == old:
        return one
    name, old_name = _last(value), _last(old)
    if one.indicator.kind is IndicatorKind.PATH and name and name == old_name and name != old:
        return structs.replace(one, indicator=structs.replace(one.indicator, value=name))
    return None


def _last(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2]


def digests(incident: Incident, say: Say) -> tuple[Incident, list[str]]:
    """Leave out what is told apart by digests, which say nothing to those who decide; say what."""
    kept = tuple(one for one in incident.watched if one.indicator.kind is not IndicatorKind.HASH)
    said = [say("redacted.locker", number=len(incident.locker))] if incident.locker else []
    return structs.replace(incident, watched=kept, locker=()), [say("redacted.digests"), *said]
