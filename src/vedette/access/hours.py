"""Tags by the hour: what happened lately is found without reading all that happened before."""

from __future__ import annotations

from typing import Final

from vedette.access.documents import Documents, Kept

HOUR: Final = 3600.0
_MOST: Final = 48
"""Hours that are looked up one by one; for a longer time all is read, as for documents of an older make."""


def hour(what: str, at: float) -> str:
    """Return the tag of the hour (of UTC) in which something happened; `at` is in seconds since the epoch."""
    return f"{what}:{int(at // HOUR)}"


def lately(documents: Documents, kind: str, what: str, span: tuple[float, float]) -> list[Kept]:
    """Return the documents of a kind to which something happened after one time and until another.

    There may be others among them: whoever asks compares the moment itself.
    """
    first, last = int(span[0] // HOUR), int(span[1] // HOUR)
    if last - first >= _MOST:
        return documents.all(kind)
    return [kept for one in range(first, last + 1) for kept in documents.tagged(kind, hour(what, one * HOUR))]
