"""Samples in, the package they make out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePosixPath
from typing import Final

from vedette.triage.packages import npm, python
from vedette.triage.packages.files import Files
from vedette.triage.packages.package import Package
from vedette.triage.sample import Sample

_KINDS: Final[tuple[Callable[[Files], Package | None], ...]] = (python.recognise, npm.recognise)


def package_of(samples: Sequence[Sample]) -> Package | None:
    """Return the package these samples are, if they are one: of the outermost container that is one."""
    for files in _containers(samples):
        for recognise in _KINDS:
            if (found := recognise(files)) is not None:
                return found
    return None


def _containers(samples: Sequence[Sample]) -> Iterator[Files]:
    """Yield what lies together; a manifest handed in alone lies by itself."""
    for root in dict.fromkeys(one.parent for one in samples if one.parent and not one.steps):
        yield Files.of(root, samples)
    if samples and not samples[0].parent:
        yield Files("", {PurePosixPath(samples[0].name).name: samples[0]})
