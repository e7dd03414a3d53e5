"""Records of the Open Source Vulnerability format: bytes of one in, an `Advisory` for each package out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from msgspec import Struct, field

from vedette.knowledge.catalogues.nouns import Advisory, Stretch
from vedette.knowledge.catalogues.reading import day, json, sentence
from vedette.knowledge.catalogues.versions import at_most

MOST_BYTES: Final = 4 << 20
"""Of one record."""
_WHAT: Final = "OSV record"
_NAME: Final = 300
_AFFECTED: Final = 500
_VERSIONS: Final = 2000
_STRETCHES: Final = 50
_ALIASES: Final = 20
_SEPARATORS: Final = re.compile(r"[-_.]+")
_OTHER_WAYS: Final = frozenset({"GIT"})


class _Package(Struct):
    ecosystem: str = ""
    name: str = ""


class _Event(Struct):
    introduced: str = ""
    fixed: str = ""
    last: str = field(default="", name="last_affected")


class _Range(Struct):
    type: str = ""
    events: list[_Event] = field(default_factory=list)


class _Severity(Struct):
    type: str = ""
    score: str = ""


class _Affected(Struct):
    package: _Package | None = None
    ranges: list[_Range] | None = None
    versions: list[str] | None = None


class _Record(Struct):
    id: str
    summary: str = ""
    details: str = ""
    aliases: list[str] | None = None
    published: str = ""
    modified: str = ""
    withdrawn: str | None = None
    severity: list[_Severity] | None = None
    affected: list[_Affected] | None = None
    specific: dict[str, Any] | None = field(default=None, name="database_specific")


def advisories(data: bytes) -> Iterator[Advisory]:
    """Read one record; one that was withdrawn says nothing.

    Raises:
        BadInput: it is none.

    """
    record = json(data[:MOST_BYTES], _Record, _WHAT)
    if record.withdrawn:
        return
    for one in (record.affected or ())[:_AFFECTED]:
        if one.package is not None and one.package.name and one.package.ecosystem:
            yield _advisory(record, one, one.package)


def key(ecosystem: str, package: str) -> str:
    """Return what advisories on a package are kept under: names that mean the same are one."""
    system = ecosystem.partition(":")[0]
    name = package.strip()[:_NAME]
    if system.lower() == "pypi":
        name = _SEPARATORS.sub("-", name)
    return f"{system.lower()}\t{name.lower()}"


def concerns(advisory: Advisory, version: str) -> bool:
    """Tell whether an advisory is about a version of its package; without a version, it is."""
    if not version:
        return True
    system = advisory.ecosystem.partition(":")[0]
    if any(_same(version, one, system) for one in advisory.versions):
        return True
    return any(_within(version, one, system) for one in advisory.stretches)


def _same(one: str, other: str, ecosystem: str) -> bool:
    return one == other or (at_most(one, other, ecosystem) and at_most(other, one, ecosystem))


def _within(version: str, stretch: Stretch, ecosystem: str) -> bool:
    if stretch.introduced != "0" and not at_most(stretch.introduced, version, ecosystem):
        return False
    if stretch.fixed:
        return not at_most(stretch.fixed, version, ecosystem)
    return not stretch.last or at_most(version, stretch.last, ecosystem)


def _advisory(record: _Record, affected: _Affected, package: _Package) -> Advisory:
    return Advisory(
        id=sentence(record.id, 100),
        ecosystem=sentence(package.ecosystem, 60),
        package=sentence(package.name, _NAME),
        summary=sentence(record.summary or record.details, 300),
        aliases=tuple(sentence(one, 100) for one in (record.aliases or ())[:_ALIASES]),
        severity=_severity(record),
        published=day(record.published),
        modified=day(record.modified),
        stretches=tuple(_stretches(affected))[:_STRETCHES],
        versions=tuple(one[:100] for one in (affected.versions or ())[:_VERSIONS]),
    )


def _severity(record: _Record) -> str:
    said = (record.specific or {}).get("severity")
    if isinstance(said, str):
        return sentence(said, 20).lower()
    return next((sentence(one.score, 120) for one in record.severity or ()), "")


def _stretches(affected: _Affected) -> Iterator[Stretch]:
    for one in affected.ranges or ():
        if one.type in _OTHER_WAYS:
            continue
        begun = ""
        for event in one.events[: 2 * _STRETCHES]:
            if event.introduced:
                if begun:
                    yield Stretch(introduced=begun)
                begun = event.introduced[:100]
            elif begun and (event.fixed or event.last):
                yield Stretch(introduced=begun, fixed=event.fixed[:100], last=event.last[:100])
                begun = ""
        if begun:
            yield Stretch(introduced=begun)
