"""The streams of an OLE compound file, by olefile, bounded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Final

from vedette.core.errors import LimitHit
from vedette.triage.allowance import Allowance

SIGNATURE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS: Final = 4000
"""More is made to be counted."""


def streams(data: bytes, allowance: Allowance) -> dict[str, bytes]:
    """Return the streams by their paths, as far as they can be read."""
    import olefile  # type: ignore[import-untyped]  # noqa: PLC0415  most documents hold no such file

    found: dict[str, bytes] = {}
    with _quiet(), olefile.OleFileIO(BytesIO(data)) as ole:
        for path in ole.listdir(streams=True, storages=False)[:_STREAMS]:
            name = "/".join(path)
            with _quiet():
                size = ole.get_size(path)
                if size > len(data):
                    continue
                allowance.take_bytes(size)
                found[name] = ole.openstream(path).read()
    return found


@contextmanager
def _quiet() -> Iterator[None]:
    """Let a limit through, and nothing else: olefile says many things of what is broken."""
    try:
        yield
    except LimitHit:
        raise
    except Exception:  # noqa: BLE001, S110  any error of a parser on hostile bytes is one answer: it cannot be read
        pass


def kind_of(data: bytes) -> str:
    """Return the class of the root, which says what made it, in hex; empty where it cannot be read."""
    import olefile  # noqa: PLC0415  most documents hold no such file

    with _quiet(), olefile.OleFileIO(BytesIO(data)) as ole:
        return str(ole.root.clsid or "")
    return ""
