"""One thing in, what it does and what we think of it out: unpacked, decoded, read, judged; never run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import msgspec
from msgspec import Struct, field

from vedette.core.errors import BadInput, LimitHit
from vedette.core.executables import Executable
from vedette.core.indicators import Indicator, IndicatorKind
from vedette.core.layers import Layer
from vedette.core.nouns import Artefact, ArtefactKind, Confidence, Finding, Skipped
from vedette.core.text import cut
from vedette.core.verdicts import Verdict
from vedette.triage import behaviours
from vedette.triage.allowance import Allowance
from vedette.triage.behaviours import Read
from vedette.triage.causes import Damaged, skip
from vedette.triage.documents.orders import BUILDS
from vedette.triage.examination import Examination
from vedette.triage.fact import Fact, When
from vedette.triage.kinds import EXECUTABLES, SCRIPTS, Kind
from vedette.triage.sample import Sample
from vedette.triage.skips import together
from vedette.triage.unpack.member import is_spent
from vedette.triage.walk import Found, Walk, fault

if TYPE_CHECKING:
    from vedette.triage.packages.package import Package

_SHOWN: Final = 20_000
"""Characters of a layer a report keeps."""
_INDICATORS: Final = 2_000
_PACKAGES: Final = frozenset((Kind.WHEEL, Kind.JAR, Kind.APK, Kind.DEB, Kind.RPM, Kind.MSI))
_TELLING: Final = frozenset(
    {
        Kind.OOXML,
        Kind.OLE,
        Kind.DOC,
        Kind.ODF,
        Kind.RTF,
        Kind.PDF,
        Kind.MAIL,
        Kind.MSG,
        Kind.ONENOTE,
        Kind.HTML,
    }
)
"""Kinds whose every address counts: a link in a harmless-looking letter is what one looks for."""
_OPEN_ENDS: Final = ("…", "$", "%")
_COMMANDS: Final = frozenset((Kind.SHELL, Kind.BATCH, Kind.POWERSHELL))
_ECOSYSTEMS: Final = {"pypi": "Python package", "npm": "npm package", "vscode": "editor extension"}
Outside: TypeAlias = Callable[[Sample, Allowance], Iterator[Fact]]
"""A reader over rules the user brought."""


class Extras(Struct, frozen=True, kw_only=True):
    """What the user brings to an examination."""

    passwords: tuple[str, ...] = ()
    outside: tuple[Outside, ...] = ()
    popular: str = ""
    """A table of names many packages are mistaken for, newer than ours: ecosystem, a tab, name."""


class _Examining(Struct):
    """One examination under way."""

    extras: Extras
    allowance: Allowance
    walk: Walk
    read: list[Read] = field(default_factory=list)
    layers: list[Layer] = field(default_factory=list)
    executables: list[Executable] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    texts: dict[str, Sample] = field(default_factory=dict)
    """What layers were decoded from, by name."""
    readable: set[str] = field(default_factory=set)
    """Names of layers that are a script itself, made readable."""
    telling: set[str] = field(default_factory=set)
    """Names of samples that do something: made readable, they do the same."""
    built: set[str] = field(default_factory=set)
    """Names of what only runs where something is built, and of what came out of that."""
    spent: bool = False

    def through(self, all_found: Iterable[Found]) -> None:
        for found in all_found:
            sample = found.sample
            if found.layer:
                self.layers.append(_layer(found, self.texts.get(sample.parent)))
                if found.whole:
                    self.readable.add(sample.name)
            if sample.kind in SCRIPTS or found.layer:
                self.texts[sample.name] = sample
            told = found.whole and sample.parent in self.telling
            facts = () if told else self._timed(sample, self._facts(sample))
            if facts:
                self.telling.add(sample.name)
            self.read.append(Read(sample=sample, facts=facts))

    def _timed(self, sample: Sample, facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
        """Let happen only when somebody calls it what stands in the description of a build."""
        inside = sample.parent in self.built
        if inside or sample.kind in BUILDS:
            self.built.add(sample.name)
        if not inside:
            return facts
        return tuple(
            msgspec.structs.replace(one, when=When.CALL) if one.when is When.RUN else one for one in facts
        )

    def _facts(self, sample: Sample) -> tuple[Fact, ...]:
        made: list[Fact] = []
        for reader in self._readers(sample):
            if self.spent:
                break
            try:
                made.extend(reader(sample, self.allowance))
            except BadInput as error:
                self.spent = is_spent(self.allowance)
                self.skipped.append(skip(sample.name, error, partial=True))
            except Exception as error:  # noqa: BLE001  what one reader breaks must cost no other
                self.skipped.append(Skipped(what=sample.name, why=fault(error), partial=True))
        return tuple(made)

    def _readers(self, sample: Sample) -> Iterator[Outside]:
        if sample.kind in SCRIPTS:
            yield _reader("facts")
        yield _reader("documents")
        if sample.kind in EXECUTABLES:
            yield self._executable
        if sample.kind in _COMMANDS:
            yield _reader("lines")
        yield from self.extras.outside

    def _executable(self, sample: Sample, allowance: Allowance) -> Iterator[Fact]:
        binary = _loaded("binary")
        made = binary.examine(sample, allowance)
        if made is None:
            raise Damaged(
                "it begins as a program does and cannot be read as one: cut short, or made so",
                hint="get the whole file, if there is more of it",
            )
        self.executables.append(made)
        yield from binary.facts(sample, made, allowance)
        if lacking := binary.lacking(sample):
            raise Damaged(
                f"{lacking:,} bytes that it loads are not in the file: cut short, or made so",
                hint="get the whole file, if there is more of it",
            )


def examine(name: str, data: bytes, extras: Extras, allowance: Allowance, left_out: str = "") -> Examination:
    """Say what one thing does, and what we think of it; `left_out` says what of it is not in the data."""
    one = _Examining(extras, allowance, Walk(allowance, extras.passwords))
    one.through(one.walk.through(name, data))
    return _examination(one, Skipped(what=name, why=left_out, partial=True) if left_out else None)


def examine_folder(
    name: str, files: Sequence[tuple[str, bytes]], extras: Extras, allowance: Allowance
) -> Examination:
    """Say what a folder that is one thing does: a package somebody unpacked."""
    one = _Examining(extras, allowance, Walk(allowance, extras.passwords))
    one.through(one.walk.through_folder(name, files))
    return _examination(one)


def _examination(one: _Examining, left_out: Skipped | None = None) -> Examination:
    package = _package(one)
    seen = behaviours.observed(one.read, package)
    findings = tuple(each.finding for each in seen)
    top = one.read[0].sample
    judgement = behaviours.judge(top, seen, inside=len(one.read) - 1, kind=_words(package))
    return Examination(
        artefact=_artefact(top),
        inside=tuple(_artefact(each.sample) for each in _told(one, findings)),
        judgement=judgement,
        findings=findings,
        layers=tuple(_shown(one, judgement.verdict)),
        indicators=tuple(_indicators(one, findings, judgement.verdict)),
        executables=tuple(one.executables),
        skipped=together((*one.walk.skipped, *one.skipped), left_out),
        notes=tuple(f"{where}: {note}" for where, note in one.walk.notes.items()),
        files=len(one.read),
    )


def _package(one: _Examining) -> Package | None:
    """Say whether what was found in it makes a package."""
    samples = [each.sample for each in one.read]
    if len(samples) - len(one.layers) <= 1:
        return None
    if one.extras.popular:
        _loaded("packages.imitation").NAMES.set(one.extras.popular)
    found: Package | None = _loaded("packages").package_of(samples)
    return found


def _words(package: Package | None) -> str:
    """Say what a package is, by its own word."""
    if package is None:
        return ""
    said = _ECOSYSTEMS.get(package.ecosystem, "package")
    return f"{said} {package.name} {package.version}".strip()


def _shown(one: _Examining, verdict: Verdict) -> Iterator[Layer]:
    """Yield layers worth a look: a readable form of a script nothing speaks against is not."""
    yield from (each for each in one.layers if verdict is not Verdict.BENIGN or each.name not in one.readable)


def _told(one: _Examining, findings: tuple[Finding, ...]) -> Iterator[Read]:
    """Yield what lay inside and something in the report points into."""
    names = {each.name for found in findings for each in found.evidence}
    names |= {each.name for each in one.layers} | {each.name for each in one.executables}
    yield from (each for each in one.read[1:] if each.sample.name in names)


def _indicators(one: _Examining, findings: tuple[Finding, ...], verdict: Verdict) -> Iterator[Indicator]:
    """Yield what to look for elsewhere: from what behaves in some way, or from all of a single thing."""
    pointed = {each.name for found in findings for each in found.evidence}
    alone = len(one.read) - len(one.layers) <= 1 or one.read[0].sample.kind in _TELLING
    if (
        verdict is Verdict.BENIGN and not alone
    ):  # of a package nothing speaks against, nobody looks for anything
        return
    kept = [each for each in one.read if alone or each.sample.name in pointed]
    if verdict in {Verdict.SUSPICIOUS, Verdict.MALICIOUS}:
        yield from (_hash(each.sample, verdict) for each in kept if not each.sample.steps)
    count = 0
    read = _loaded("indicators").indicators
    try:
        for each in kept:
            for found in read(each.sample, each.facts, one.allowance):
                count += 1
                if count > _INDICATORS:
                    raise LimitHit(f"more than {_INDICATORS:,} indicators", hint="look at it alone")  # noqa: TRY301
                yield _weighed(found)
    except LimitHit as error:
        one.skipped.append(skip(one.read[0].sample.name, error, partial=True))


def _weighed(one: Indicator) -> Indicator:
    """Be less sure of a path that depends on the machine it is on: nobody finds it as it is written."""
    if one.kind is IndicatorKind.PATH and any(sign in one.value for sign in _OPEN_ENDS):
        return msgspec.structs.replace(one, confidence=Confidence.POSSIBLE)
    return one


def _hash(sample: Sample, verdict: Verdict) -> Indicator:
    return Indicator(
        kind=IndicatorKind.HASH,
        value=sample.digest.removeprefix("sha256:"),
        artefact=sample.digest,
        name=sample.name,
        offset=0,
        context=f"the {verdict.value} thing itself",
        confidence=Confidence.STRONG,
    )


def _layer(found: Found, parent: Sample | None) -> Layer:
    sample = found.sample
    before = parent.text if parent is not None else ""
    if found.place is not None:
        before = cut(before, found.place) or ""
    return Layer(
        artefact=sample.digest,
        name=sample.name,
        parent=sample.parent,
        language=sample.kind.value,
        steps=sample.steps,
        before=_short(before),
        after=_short(sample.text),
        size=len(sample.data),
    )


def _short(text: str) -> str:
    left = len(text) - _SHOWN
    return text if left <= 0 else f"{text[:_SHOWN]}\n… {left:,} more characters"


def _artefact(sample: Sample) -> Artefact:
    return Artefact(
        kind=_kind(sample),
        name=sample.name,
        digest=sample.digest,
        size=len(sample.data),
        parent=sample.parent,
        type=sample.kind.value,
    )


def _kind(sample: Sample) -> ArtefactKind:
    if sample.kind in EXECUTABLES:
        return ArtefactKind.EXECUTABLE
    if sample.kind in _PACKAGES:
        return ArtefactKind.PACKAGE
    return ArtefactKind.TEXT if sample.steps else ArtefactKind.FILE


def _reader(package: str) -> Outside:
    """Return a reader that loads its package only when it reads."""

    def facts(sample: Sample, allowance: Allowance) -> Iterator[Fact]:
        yield from _loaded(package).facts(sample, allowance)

    return facts


def _loaded(package: str) -> Any:  # noqa: ANN401  a package of ours, loaded when something needs it
    return import_module(f"vedette.triage.{package}")
