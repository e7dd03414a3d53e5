"""The reading part of a hunt: every source in turn, its format recognised, its events fed, its name kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from vedette.app.eventkeep import Keeping
from vedette.app.jobs import Job
from vedette.app.logsources import sources
from vedette.app.plainfiles import Gathered, PlainFile, digest_of
from vedette.app.requests import Hunt as Request
from vedette.core.errors import VedetteError
from vedette.core.limits import Limits
from vedette.core.nouns import Artefact, ArtefactKind
from vedette.hunt.findings import Origin, sources_of
from vedette.hunt.hunting import Hunt
from vedette.hunt.signal import Signal
from vedette.hunt.source import Skips, Source
from vedette.hunt.sources import formats


@dataclass(slots=True)
class Reading:
    """What is read, and what came of it."""

    hunt: Hunt
    keeping: Keeping | None
    job: Job
    skips: Skips = field(default_factory=Skips)
    read: int = 0
    """Sources that were of a format we know."""
    first: int = 0
    """The number of the first source."""
    before: int = 0
    """What an earlier hunt had seen, and nothing of these sources belongs to."""
    _sources: dict[int, Source] = field(default_factory=dict)
    _frames: set[int] = field(default_factory=set)

    def all(self, gathered: Gathered, request: Request, limits: Limits) -> None:
        """Read every source, one after the other.

        Raises:
            BadInput: the format the caller names is none.
            Unavailable: events are to be kept, and cannot be.

        """
        for file, source in sources(gathered.files, limits, request.passwords, self.skips, self.first):
            self._sources[source.number] = source
            form = formats.recognise(source, request.form, self.skips)
            if form is None:
                continue
            self.read += 1
            if form.frames:
                self._frames.add(source.number)
            with self._kept(source, file):
                for _ in self.hunt.feed(form.read(source, self.skips)):
                    self.job.tell("reading", self.hunt.seen.events)
            self.job.tell("reading", self.hunt.seen.events)

    @property
    def behind(self) -> int:
        """The number behind the last source's."""
        return max(self._sources, default=self.first - 1) + 1

    def signals(self) -> Iterator[Signal]:
        """Give what the hunt found in these sources, not what was only found in an earlier hunt's."""
        for one in self.hunt.signals():
            if any(place.source in self._sources for place in one.places):
                yield one
            else:
                self.before += 1

    def origins(self, signals: list[Signal]) -> dict[int, Origin]:
        """Name by digest what some signal points into."""
        made = {}
        for number in sorted(sources_of(signals)):
            source = self._sources.get(number)
            if source is None:
                continue
            try:
                with source.open() as stream:
                    digest, size = digest_of(stream)
            except (OSError, VedetteError):
                self.skips.whole(source.name, "could be read once, and not again to name it")
                continue
            frames = number in self._frames
            kind = ArtefactKind.CAPTURE if frames else ArtefactKind.LOG
            made[number] = Origin(Artefact(kind=kind, name=source.name, digest=digest, size=size), frames)
        return made

    @contextmanager
    def _kept(self, source: Source, file: PlainFile) -> Iterator[None]:
        """Keep a source's events, if that is wanted; half a source is not kept."""
        if self.keeping is None:
            yield
            return
        self.keeping.begin(source.name, file)
        try:
            yield
            self.keeping.end()
        finally:
            self.keeping.abandon()
