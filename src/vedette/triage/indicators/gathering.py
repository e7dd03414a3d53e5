"""From a sample and what was seen of it to its indicators: each value once, with what is done with it."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Sequence
from typing import Final

import re2  # type: ignore[import-untyped]

from vedette.core.expressions import expression, late
from vedette.core.indicators import Indicator, IndicatorKind
from vedette.core.levels import Confidence
from vedette.core.nouns import ByteRange, Lines
from vedette.triage.allowance import Allowance
from vedette.triage.fact import Act, Fact
from vedette.triage.indicators import addresses, network, traces
from vedette.triage.indicators.candidates import OPTIONS, Candidate
from vedette.triage.indicators.fanging import View, refanged
from vedette.triage.indicators.noise import Noise, noise_of_address, noise_of_domain
from vedette.triage.kinds import SCRIPTS, Kind
from vedette.triage.sample import Sample

_MOST: Final = 4000
"""Indicators of one sample: more is a list of hosts, not a thing that uses them."""
_END: Final = expression(rb"\n")
_WIDE: Final = late(lambda: re2.compile(rb"(?:[\x09\x20-\x7e]\x00){6,}", OPTIONS))
_BUT_TRACES: Final = (
    network.urls,
    network.mails,
    addresses.fours,
    addresses.sixes,
    network.domains,
    traces.hashes,
    traces.wallets,
)
_FINDERS: Final = (*_BUT_TRACES, traces.mutexes, traces.paths, traces.registry_keys)
_PACKED: Final = frozenset(
    {
        Kind.ZIP,
        Kind.WHEEL,
        Kind.JAR,
        Kind.APK,
        Kind.GZIP,
        Kind.BZIP2,
        Kind.XZ,
        Kind.ZSTD,
        Kind.ZLIB,
        Kind.SEVENZIP,
        Kind.RAR,
        Kind.CAB,
        Kind.DEB,
        Kind.RPM,
        Kind.SQUASHFS,
        Kind.OOXML,
        Kind.ODF,
        Kind.MEDIA,
        Kind.FONT,
    }
)
"""What looks like an indicator in their bytes is chance: what is in them is looked at by itself."""
_SAYS: Final = {
    Act.DOWNLOADS: "downloads from it",
    Act.SENDS: "sends to it",
    Act.CONNECTS: "connects to it",
    Act.RESOLVES: "asks for its address",
    Act.WRITES_FILE: "writes it",
    Act.PERSISTS: "is started again by it",
    Act.CHANGES_REGISTRY: "changes it",
    Act.OPENS_EXTERNAL: "loads it when opened",
    Act.READS_SECRET: "reads it",
    Act.DELETES_FILES: "deletes it",
    Act.MINES: "mines for it",
    Act.RUNS_COMMAND: "runs it",
    Act.LURES: "leads a person to it",
    Act.LOADS_CODE: "loads it",
}
_NETWORK: Final = frozenset(
    {IndicatorKind.DOMAIN, IndicatorKind.ADDRESS, IndicatorKind.URL, IndicatorKind.MAIL}
)
_SPACE: Final = expression(r"\s+")


def indicators(
    sample: Sample, facts: Sequence[Fact], allowance: Allowance, *, keep_noise: bool = False
) -> Iterator[Indicator]:
    """Yield what to look for elsewhere: from what the sample does first, then from its text.

    With `keep_noise`, what is known to be noise comes too, the reason as its context, as barely possible.
    """
    gathered = _Gathered(sample, keep_noise=keep_noise)
    for fact in facts:
        gathered.of_fact(fact)
    if sample.kind not in _PACKED:
        allowance.burn(len(sample.data) // 64)
        for view in _views(sample.data):
            gathered.of_view(view, allowance)
    yield from gathered.found.values()


def _views(data: bytes) -> Iterator[View]:
    """Yield the bytes, and what is written in them with two bytes a letter."""
    yield refanged(View(data))
    pieces, starts, origins, size = [], [], [], 0
    for match in _WIDE.finditer(data) if b"\0" in data else ():
        text = match.group()[::2]
        starts.append(size)
        origins.append(match.start())
        pieces.append(text)
        size += len(text) + 1
    if pieces:
        yield refanged(View(b"\n".join(pieces), tuple(starts), tuple(origins), 2))


class _Gathered:
    """Values found so far, in the order they were found."""

    def __init__(self, sample: Sample, *, keep_noise: bool) -> None:
        self.found: dict[tuple[IndicatorKind, str], Indicator] = {}
        self._sample = sample
        self._digest = sample.digest
        self._keep_noise = keep_noise
        self._ends: list[int] | None = None

    def of_fact(self, fact: Fact) -> None:
        """Add what a fact is about."""
        if (says := _SAYS.get(fact.act)) is None or not fact.target:
            return
        if self._ends is None:  # once a sample: there may be as many facts as lines
            self._ends = [match.start() for match in _END.finditer(self._sample.data)]
        at = _offset(self._ends, fact)
        view = refanged(View(b'"' + fact.target.encode("utf-8", "replace") + b'"'))
        placed = False
        kind = IndicatorKind.PATH if fact.act is Act.WRITES_FILE else IndicatorKind.REGISTRY
        for finder in _FINDERS if traces.some(view) else _BUT_TRACES:
            for one in finder(view, False):  # noqa: FBT003
                placed = placed or one.kind is kind
                self._add(one, at, says, fact=fact)
        if placed or self._has_place(fact.target):
            return
        if fact.act in (Act.WRITES_FILE, Act.CHANGES_REGISTRY):
            one = Candidate(kind=kind, value=fact.target[:300], start=0, end=0)
            if "\\" in fact.target or "/" in fact.target:
                self._add(one, at, says, fact=fact)

    def of_view(self, view: View, allowance: Allowance) -> None:
        """Add what stands in the text."""
        code = self._sample.kind in SCRIPTS and self._sample.kind not in (Kind.HTML, Kind.SHELL, Kind.BATCH)
        taken: list[Candidate] = []
        for finder in _FINDERS if traces.some(view) else _BUT_TRACES:
            for one in finder(view, code):
                allowance.burn(8)
                taken.append(one)
        asked: set[tuple[IndicatorKind, str, bool]] = set()
        for one in taken[:_MOST]:
            meant = view.was_defanged(one.start, one.end)
            if (one.kind, one.value) not in self.found and (one.kind, one.value, meant) not in asked:
                asked.add((one.kind, one.value, meant))
                self._add(one, view.origin(one.start), _around(view.data, one), meant=meant)

    def _has_place(self, target: str) -> bool:
        return any(value in target for kind, value in self.found if kind not in _NETWORK)

    def _add(
        self, one: Candidate, at: int, says: str, *, fact: Fact | None = None, meant: bool = False
    ) -> None:
        key = (one.kind, one.value)
        if key in self.found:
            return
        noise = _noise(one)
        if noise is not None and not self._keep_noise and not (noise.flagged and (fact is not None or meant)):
            return
        context = f"{one.says}: {says}" if one.says and fact is None else says
        if noise is not None:
            context, confidence = f"{noise.reason}; {context}", Confidence.POSSIBLE
        elif fact is not None:
            confidence = Confidence.STRONG if fact.sure else Confidence.LIKELY
        else:
            confidence = Confidence.LIKELY if one.sure else Confidence.POSSIBLE
        self.found[key] = Indicator(
            kind=one.kind,
            value=one.value,
            artefact=self._digest,
            name=self._sample.name,
            offset=at,
            context=context,
            confidence=confidence,
        )


def _noise(one: Candidate) -> Noise | None:
    match one.kind:
        case IndicatorKind.DOMAIN:
            return noise_of_domain(one.value, alone=True)
        case IndicatorKind.MAIL:
            return noise_of_domain(one.value.rpartition("@")[2])
        case IndicatorKind.ADDRESS:
            return noise_of_address(ipaddress.ip_address(one.value))
        case IndicatorKind.URL:
            return _noise_of_url(one.value)
        case _:
            return None


def _noise_of_url(url: str) -> Noise | None:
    host = url.partition("://")[2].partition("/")[0].rpartition("@")[2].partition("?")[0]
    name = host[1 : host.find("]")] if host.startswith("[") else host.partition(":")[0]
    try:
        return noise_of_address(ipaddress.ip_address(name))
    except ValueError:
        return noise_of_domain(name)


def _offset(ends: Sequence[int], fact: Fact) -> int:
    """Return where a fact stands, in bytes; `ends` are those of the lines."""
    match fact.place:
        case ByteRange(offset=offset):
            return offset
        case Lines(line=line, column=column):
            before = min(line - 1, len(ends))
            return (ends[before - 1] + 1 if before else 0) + column - 1
        case _:
            return 0


def _around(data: bytes, one: Candidate) -> str:
    """Return the line it stands in, as far as it can be read."""
    start = max(data.rfind(b"\n", max(0, one.start - 60), one.start) + 1, one.start - 60, 0)
    stop = data.find(b"\n", one.end, one.end + 40)
    text = data[start : stop if stop >= 0 else one.end + 40].decode("utf-8", "replace")
    if not text.isprintable():
        text = "".join(letter if letter.isprintable() else " " for letter in text)
    return _SPACE.sub(" ", text).strip()
