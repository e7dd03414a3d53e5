"""Archives and programs that stand behind something else: executables, pictures, scripts, unknown bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from vedette.core.nouns import Skipped
from vedette.triage.allowance import Allowance
from vedette.triage.kinds import SCRIPTS
from vedette.triage.sample import Sample
from vedette.triage.unpack.member import Member

_WIDE: Final = (b"\xff\xfe", b"\xfe\xff")
_LOOK_BACK: Final = 4096


def members(sample: Sample, allowance: Allowance, _passwords: Sequence[str]) -> Iterator[Member | Skipped]:
    """Yield what stands behind, or lies in, something that is no container."""
    if sample.kind not in SCRIPTS:
        from vedette.triage.unpack import behind  # noqa: PLC0415  an ordinary script needs none of it

        yield from behind.found(sample, allowance)
    elif start := 0 if sample.data.startswith(_WIDE) else _binary_start(sample.data):
        from vedette.triage.unpack import behind, carving  # noqa: PLC0415

        yield from carving.carved(sample.data, start, allowance, behind.NOTE)


def _binary_start(data: bytes) -> int:
    """Return where a script ends and bytes begin that are no text."""
    at = data.find(b"\0")
    if at < 0:
        return 0
    line = data.rfind(b"\n", 0, at)
    return max(1, line - _LOOK_BACK)
