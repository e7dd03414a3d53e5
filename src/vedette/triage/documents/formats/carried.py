"""Files a page carries in the addresses of its tags and in long texts of its scripts."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Final
from urllib.parse import unquote_to_bytes

from msgspec import Struct

from vedette.core.expressions import expression
from vedette.triage.documents.formats.pages import Tag

_DATA: Final = expression(r"(?i)^\s*data:([^,;]{0,100})((?:;[^,;]{0,100}){0,5}),")
_LONG: Final = expression(r"[A-Za-z0-9+/]{200,}={0,2}")
_FILES: Final = 200
_MAGICS: Final = (
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a Linux program"),
    (b"PK\x03\x04", "an archive"),
    (b"Rar!", "an archive"),
    (b"7z\xbc\xaf\x27\x1c", "an archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a compound file"),
    (b"MSCF", "a cabinet"),
    (b"L\0\0\0\x01\x14\x02\0", "a shortcut"),
    (b"ITSF", "a help file"),
    (b"conectix", "a disk image"),
    (b"vhdxfile", "a disk image"),
)
_PAGES: Final = expression(
    r"(?i)^(?:text/html|application/(?:hta|x-msdownload|javascript|x-javascript)|text/(?:javascript|vbscript))"
)
_LINKING: Final = ("href", "src", "data", "content", "xlink:href", "action")


class Carried(Struct, frozen=True, kw_only=True):
    """One file."""

    data: bytes
    what: str
    """In words, where it is something to be told: a program, an archive, a page."""
    name: str = ""
    tag: Tag | None = None


def carried(text: str, found: Sequence[Tag]) -> Iterator[Carried]:
    """Yield the files in addresses that hold what they lead to, and in long texts of scripts."""
    count = 0
    for tag in found:
        if not tag.might_say("data:"):
            continue
        for key in _LINKING:
            one = _in_address(tag, tag.given.get(key, "")) if key in tag.given else None
            if one is not None:
                count += 1
                yield one
        if count >= _FILES:
            return
    yield from _in_texts(text)[: _FILES - count]


@lru_cache(maxsize=1)
def _in_texts(text: str) -> tuple[Carried, ...]:
    """Return the files in long texts; asked twice in a row, they are looked for once."""
    found = ((data, told(data)) for data in (_unwritten(match[0]) for match in _LONG.finditer(text)))
    return tuple(islice((Carried(data=data, what=what) for data, what in found if what), _FILES))


def _in_address(tag: Tag, address: str) -> Carried | None:
    match = _DATA.match(address[:800])
    if match is None:
        return None
    rest = address[match.end() :]
    data = _unwritten(rest) if "base64" in match[2].lower() else unquote_to_bytes(rest)
    kind = match[1].strip()
    leads = tag.name in ("a", "iframe", "object", "embed", "meta", "form")
    what = told(data) or ("a page" if leads and _PAGES.match(kind) else "")
    return Carried(data=data, what=what, name=tag.given.get("download", ""), tag=tag)


def told(data: bytes) -> str:
    """Return what a file is, where that is worth telling."""
    return next((says for magic, says in _MAGICS if data.startswith(magic)), "")


def _unwritten(text: str) -> bytes:
    """Decode base64 as browsers do: white space left out, the end as it is."""
    letters = "".join(text.split()).replace("%2B", "+").replace("%2F", "/").replace("%3D", "=").rstrip("=")
    letters = letters[: len(letters) - (len(letters) % 4 == 1)]
    try:
        return base64.b64decode(letters + "=" * (-len(letters) % 4))
    except (binascii.Error, ValueError):
        return b""
