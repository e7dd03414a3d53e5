"""Outlook messages: properties in the streams of a compound file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct

_PREFIX: Final = "__substg1.0_"
_WIDE, _NARROW, _BINARY = "001F", "001E", "0102"
_ATTACHED: Final = "__attach_version1.0_"


class Attachment(Struct, frozen=True, kw_only=True):
    """One file in it."""

    name: str
    data: bytes


def text(streams: Mapping[str, bytes], tag: str, folder: str = "") -> str:
    """Return a property as text, whichever way it is kept."""
    start = f"{folder}/{_PREFIX}{tag}" if folder else f"{_PREFIX}{tag}"
    for kind, codec in ((_WIDE, "utf-16-le"), (_NARROW, "utf-8"), (_BINARY, "utf-8")):
        raw = streams.get(start + kind)
        if raw is not None:
            return raw.decode(codec, "replace").replace("\0", "")
    return ""


def attachments(streams: Mapping[str, bytes]) -> Iterator[Attachment]:
    """Yield the files in it, not those of messages in it."""
    folders = dict.fromkeys(
        path.split("/")[0] for path in streams if path.startswith(_ATTACHED) and path.count("/") == 1
    )
    for folder in folders:
        data = streams.get(f"{folder}/{_PREFIX}3701{_BINARY}")
        if data is not None:
            name = (
                text(streams, "3707", folder)
                or text(streams, "3704", folder)
                or text(streams, "3001", folder)
            )
            yield Attachment(name=name, data=data)


def nested(streams: Mapping[str, bytes]) -> Iterator[dict[str, bytes]]:
    """Yield the streams of messages that are attached."""
    marks = dict.fromkeys(
        "/".join(path.split("/")[:2])
        for path in streams
        if path.startswith(_ATTACHED) and path.count("/") > 1 and path.split("/")[1].endswith("3701000D")
    )
    for mark in marks:
        yield {path[len(mark) + 1 :]: data for path, data in streams.items() if path.startswith(f"{mark}/")}
