"""Files as sources: what lies in archives is unpacked on the way, under limits."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

from vedette.app.plainfiles import PlainFile
from vedette.core.limits import Limits
from vedette.hunt.source import Skips, Source
from vedette.hunt.sources.containers import expand
from vedette.hunt.sources.containers.unpacking import Unpacking


def sources(
    files: Iterable[PlainFile], limits: Limits, passwords: tuple[str, ...], skips: Skips, first: int = 0
) -> Iterator[tuple[PlainFile, Source]]:
    """Give every source, numbered as they come from the first number on, and the file it is of."""
    numbers = itertools.count(first)
    how = Unpacking(limits=limits, passwords=passwords)
    for file in files:
        source = Source(
            number=next(numbers),
            name=file.name,
            size=file.size,
            open=file.open,
            path=file.path,
            modified=file.modified,
        )
        for one in expand(source, numbers, how, skips):
            yield file, one
