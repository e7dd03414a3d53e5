"""Reads logs and captures of sets into events, with the product's own readers."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from vedette.hunt.event import Event
from vedette.hunt.source import Skips, Source
from vedette.hunt.sources.formats import recognise


def events(path: Path, number: int = 0) -> Iterator[Event]:
    """Give the events of one file, gzipped or not; nothing of what no reader knows."""
    skips = Skips()
    source = Source(
        number=number,
        name=path.name.removesuffix(".gz"),
        size=path.stat().st_size,
        open=partial(_opened, path),
        path=None if path.suffix == ".gz" else path,
    )
    form = recognise(source, None, skips)
    if form is not None:
        yield from form.read(source, skips)


def _opened(path: Path) -> BinaryIO:
    return cast("BinaryIO", gzip.open(path)) if path.suffix == ".gz" else path.open("rb")


def everything(path: Path) -> Iterator[Event]:
    """Give the events of a file, or of every file in a folder, one after the other."""
    if path.is_file():
        yield from events(path)
        return
    for number, file in enumerate(sorted(one for one in path.rglob("*") if one.is_file())):
        yield from events(file, number)
