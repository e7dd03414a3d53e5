"""What lies inside containers: a module a format, found by the kind of what is opened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Final, cast

import msgspec

from vedette.core.errors import BadInput, LimitHit
from vedette.core.nouns import Skipped
from vedette.triage.allowance import Allowance
from vedette.triage.causes import Cause, cause_of, skip
from vedette.triage.kinds import SCRIPTS, Kind
from vedette.triage.sample import INSIDE, Sample
from vedette.triage.skips import with_damaged
from vedette.triage.unpack.member import Member, Unpacker, is_spent
from vedette.triage.unpack.names import Names

__all__ = ["HANDLES", "Member", "members"]

_MODULES: Final = {
    "zips": (Kind.ZIP, Kind.WHEEL, Kind.JAR, Kind.APK, Kind.ODF),
    "tars": (Kind.TAR,),
    "streams": (Kind.GZIP, Kind.BZIP2, Kind.XZ, Kind.ZSTD, Kind.ZLIB),
    "sevenzip": (Kind.SEVENZIP,),
    "ar": (Kind.AR, Kind.DEB),
    "rar": (Kind.RAR,),
    "cab": (Kind.CAB,),
    "rpm": (Kind.RPM,),
    "cpio": (Kind.CPIO,),
    "iso": (Kind.ISO,),
    "squashfs": (Kind.SQUASHFS,),
    "firmware": (Kind.FIRMWARE,),
    "msi": (Kind.MSI,),
    "installers": (Kind.NSIS, Kind.INNO),
    "appended": (
        *(Kind.PE, Kind.DOTNET, Kind.ELF, Kind.MACHO, Kind.IMAGE, Kind.MEDIA, Kind.UNKNOWN),
        *SCRIPTS,
    ),
    "ole": (Kind.OLE, Kind.DOC),
    "ooxml": (Kind.OOXML,),
    "pdf": (Kind.PDF,),
    "rtf": (Kind.RTF,),
    "mail": (Kind.MAIL,),
    "msg": (Kind.MSG,),
    "lnk": (Kind.LNK,),
    "onenote": (Kind.ONENOTE,),
    "html": (Kind.HTML, Kind.SVG),
    "xml": (Kind.XML,),
    "standing": (Kind.INI, Kind.REGISTRY, Kind.YAML, Kind.CRON, Kind.DOCKERFILE),
}
"""Which module opens which kinds. Each offers `members(sample, allowance, passwords)`."""
_OPENS: Final = {kind: module for module, kinds in _MODULES.items() for kind in kinds}

HANDLES: Final = frozenset(_OPENS)
"""The kinds that may have something inside."""

_TOLD: Final = 100
"""Skips told one by one for one container; of more, the number is told."""
_ALIKE: Final = 25
"""Skips told one by one for the same reason."""


def members(
    sample: Sample, allowance: Allowance, passwords: Sequence[str] = ()
) -> Iterator[Member | Skipped]:
    """Yield what lies in a sample, one level deep, each under a name that is safe and its own.

    What is wrong with one member is one `Skipped`, and the others come; what is wrong with the container is
    one `Skipped` after what could be read of it, which says so of the damaged members, too.

    Raises:
        LimitHit: the examination may use no more.

    """
    names, skips = Names(), _Skips(sample.name)
    for one in _opened(sample, allowance, passwords):
        if isinstance(one, Member):
            name, note = names.give(one.name)
            yield Member(name, one.data, "; ".join(part for part in (one.note, note) if part))
            continue
        allowance.burn(_A_SKIP)
        if skips.tells(one):
            yield _placed(one, sample, names)
    for left in skips.rest():
        yield _placed(left, sample, names)
    yield from _untold(sample.name, skips.told)


_A_SKIP: Final = 50


class _Skips:
    """What is wrong in one container: told as it comes, or at the end, where much of it may be one line."""

    def __init__(self, name: str) -> None:
        self.told: Counter[str] = Counter()
        self._name = name
        self._crafted: dict[str, list[str]] = {}
        self._damaged: list[Skipped] = []
        self._itself: list[Skipped] = []

    def tells(self, one: Skipped) -> bool:
        """Take a skip in, and say whether it is told at once."""
        cause, inside = cause_of(one), one.what not in {"", self._name}
        if inside and cause is Cause.CRAFTED:
            self._crafted.setdefault(one.why, []).append(one.what)
        elif cause is Cause.DAMAGED:
            (self._damaged if inside else self._itself).append(one)
        else:
            return self._counts(one)
        return False

    def rest(self) -> Iterator[Skipped]:
        """Yield what waited: damaged members with their container where that is damaged, too."""
        waiting = [*self._damaged, *self._itself]
        if self._itself and self._damaged:
            waiting = [with_damaged(self._itself[0], self._damaged), *self._itself[1:]]
        yield from filter(self._counts, waiting)
        yield from (_together(why, whats) for why, whats in self._crafted.items())

    def _counts(self, one: Skipped) -> bool:
        """Count a skip by its reason, and say whether it is told by itself."""
        self.told[one.why] += 1
        return self.told[one.why] <= _ALIKE and self.told.total() <= _TOLD


def _together(why: str, whats: Sequence[str]) -> Skipped:
    """Say of the first of some members what is wrong with each of them."""
    more = len(whats) - 1
    others = f", as does that of {more:,} more members" if more > 1 else ", as does that of 1 more"
    return skip(whats[0], why + (others if more else ""), cause=Cause.CRAFTED)


def _untold(name: str, told: Counter[str]) -> Iterator[Skipped]:
    """Count what was not told one by one: by its reason, or, where there are too many reasons, all of it."""
    left = {why: count - _ALIKE for why, count in told.items() if count > _ALIKE}
    if told.total() > _TOLD and len(told) > _ALIKE:
        rest = told.total() - _TOLD
        yield Skipped(what=name, why=f"{rest:,} more things in it could not be read", partial=True)
        return
    yield from (Skipped(what=name, why=f"{more:,} more: {why}", partial=True) for why, more in left.items())


def _placed(one: Skipped, sample: Sample, names: Names) -> Skipped:
    """Put the container's name before that of what was skipped in it."""
    if not one.what or one.what == sample.name:
        return msgspec.structs.replace(one, what=sample.name)
    return msgspec.structs.replace(one, what=f"{sample.name}{INSIDE}{names.give(one.what)[0]}")


def _opened(sample: Sample, allowance: Allowance, passwords: Sequence[str]) -> Iterator[Member | Skipped]:
    if sample.kind not in HANDLES:
        return
    module = import_module(f"{__name__}.{_OPENS[sample.kind]}")
    try:
        yield from cast("Unpacker", module.members)(sample, allowance, passwords)
    except LimitHit as error:
        if is_spent(allowance):
            raise
        yield skip(sample.name, error, partial=True)
    except BadInput as error:
        yield skip(sample.name, error, partial=True)
