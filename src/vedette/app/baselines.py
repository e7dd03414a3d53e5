"""The detectors of a hunt, and a file of what they had seen: what was there before is not new."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from msgspec import Struct

from vedette.app.locations import locator
from vedette.app.reports import write_whole
from vedette.app.requests import Hunt
from vedette.core import codec
from vedette.core.errors import BadInput
from vedette.core.limits import MIB
from vedette.hunt.detector import Detector
from vedette.hunt.hunting import restored as given_back
from vedette.hunt.patterns import DETECTORS
from vedette.hunt.patterns.logins.travel import ImpossibleTravel

VERSION: Final = 1
_MOST: Final = 256 * MIB


class Baseline(Struct, frozen=True, kw_only=True):
    """What each detector had seen."""

    vedette_baseline: int = VERSION
    detectors: dict[str, bytes]
    """By name, as each wrote it."""
    sources: int = 1 << 20
    """Sources were numbered below this: what detectors remember of them points there."""


class Begun(Struct, frozen=True, kw_only=True):
    """What a hunt begins with."""

    detectors: tuple[Detector, ...]
    first: int
    """The number of its first source: lower ones are an earlier hunt's."""


def begun(request: Hunt) -> Begun:
    """Make the detectors of a hunt, with what the caller gives them: where addresses are, an earlier hunt.

    Raises:
        BadInput: a file for them cannot be read.

    """
    if not request.patterns:
        return restored(request, ())
    locate = locator(request.locations) if request.locations is not None else None
    made = (ImpossibleTravel(locate) if one is ImpossibleTravel else one() for one in DETECTORS)
    return restored(request, made)


def restored(request: Hunt, detectors: Iterable[Detector]) -> Begun:
    """Give detectors back what an earlier hunt saved, if the caller names it.

    Raises:
        BadInput: it cannot be read, or is no baseline of this version.

    """
    if request.baseline is None:
        return Begun(detectors=tuple(detectors), first=0)
    known = _read(request.baseline)
    return Begun(detectors=given_back(detectors, known.detectors), first=known.sources)


def save(request: Hunt, detectors: Iterable[Detector], sources: int) -> None:
    """Write down what detectors have seen, if the caller wants it.

    Raises:
        BadInput, Unavailable: it cannot be written there.

    """
    if request.save_baseline is not None:
        kept = Baseline(detectors={one.name: one.save() for one in detectors}, sources=sources)
        write_whole(request.save_baseline, codec.dump(kept), 0o600)


def _read(path: Path) -> Baseline:
    hint = "give a file written by --save-baseline"
    try:
        if path.stat().st_size > _MOST:
            raise BadInput(f"{path}: larger than {_MOST} bytes", hint=hint)
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}", hint=hint) from error
    found = codec.load(data, Baseline, name=str(path))
    if found.vedette_baseline != VERSION:
        raise BadInput(f"{path}: a baseline of another version", hint="make it anew with --save-baseline")
    return found
