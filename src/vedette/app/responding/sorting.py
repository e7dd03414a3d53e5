"""Which engine looks at which piece of evidence: logs and captures are hunted through, the rest is judged.

By first bytes, as the engines do it themselves. An archive goes to whoever finds something of theirs in it.
"""

from __future__ import annotations

import glob
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from vedette.app.acquire.opened import Selection
from vedette.app.logsources import sources
from vedette.app.plainfiles import PlainFile, gather
from vedette.core.errors import BadInput
from vedette.core.limits import Limits
from vedette.core.nouns import Skipped
from vedette.hunt.format import HEAD_BYTES
from vedette.hunt.source import Skips
from vedette.hunt.sources.formats import fitting
from vedette.hunt.sources.streams import BROKEN

_EXCLUDED_MOST: Final = 500
"""Names left out; beyond, each engine looks at everything and says itself what is none of its business."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one engine is given: the places, and what in them is the other's."""

    targets: tuple[str, ...]
    exclude: tuple[str, ...]
    """Patterns of names in folders, from the top."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was handed in, sorted."""

    logs: Share
    things: Share
    files: tuple[PlainFile, ...]
    """All of it."""
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True, slots=True)
class _Sorted:
    file: PlainFile
    given: str
    is_log: bool
    is_thing: bool


def sort(targets: Sequence[str], limits: Limits, passwords: tuple[str, ...] = ()) -> Evidence:
    """Look at the first bytes of everything.

    Raises:
        BadInput: there is nothing there.

    """
    found: list[_Sorted] = []
    skipped: list[Skipped] = []
    selection = Selection(defaults=False, any_kind=True)
    for given in targets:
        gathered = gather((given,), selection, limits)
        skipped += gathered.skipped
        found += (_sorted(file, given, limits, passwords) for file in gathered.files)
    if not found and not skipped:
        raise BadInput("no file in what was given", hint="give logs, captures, scripts, or folders of them")
    return Evidence(
        logs=_share(found, [one for one in found if one.is_log], targets),
        things=_share(found, [one for one in found if one.is_thing], targets),
        files=tuple(one.file for one in found),
        skipped=tuple(skipped),
    )


def _sorted(file: PlainFile, given: str, limits: Limits, passwords: tuple[str, ...]) -> _Sorted:
    kinds = set(_kinds(file, limits, passwords)) or {False}
    return _Sorted(file, given, is_log=True in kinds, is_thing=False in kinds)


def _kinds(file: PlainFile, limits: Limits, passwords: tuple[str, ...]) -> Iterator[bool]:
    """Say of each source in a file whether it is a log."""
    for _, source in sources((file,), limits, passwords, Skips()):
        try:
            with source.open() as stream:
                head = stream.read(HEAD_BYTES)
        except BROKEN:
            head = b""
        yield fitting(head, source.name) is not None


def _share(everything: list[_Sorted], ours: list[_Sorted], targets: Sequence[str]) -> Share:
    """Leave out what is only the other's; a name that is ours anywhere is left out nowhere."""
    wanted = {one.file.name for one in ours}
    others = {one.file.name for one in everything} - wanted
    given = {one.given for one in ours}
    exclude = tuple(sorted(f"/{glob.escape(name)}" for name in others))
    return Share(
        targets=tuple(one for one in targets if one in given),
        exclude=exclude if len(exclude) <= _EXCLUDED_MOST else (),
    )
