"""Scripts, files, forms and pictures in a PDF document, and the addresses it links to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from vedette.core.nouns import Skipped
from vedette.triage.allowance import Allowance
from vedette.triage.documents.formats.portable.objects import Portable, Thing, portable
from vedette.triage.documents.formats.portable.pixels import as_png
from vedette.triage.documents.formats.portable.values import Value
from vedette.triage.documents.pdf import readable
from vedette.triage.sample import Sample
from vedette.triage.unpack.member import Member

_DEEP: Final = 30
_PICTURES: Final = 24
_PICTURE_BYTES: Final = 8 << 20


def members(sample: Sample, allowance: Allowance, _: Sequence[str]) -> Iterator[Member | Skipped]:
    """Yield scripts as `.js`, attached files by name, forms as `.xml`, pictures, and `links.txt`."""
    file = portable(sample.data, allowance)
    if file.locked:
        yield Skipped(
            what=sample.name, why="its contents are encrypted, and the empty password does not open it"
        )
        return
    links: list[str] = []
    scripts: set[bytes] = set()
    files, pictures = set[int](), 0
    for thing in file.things:
        for one in _dicts(thing.value, allowance, 0):
            _link(file, thing, one, links, allowance)
            yield from _scripts(file, thing, one, scripts, allowance)
            yield from _forms(file, thing, one, allowance)
            yield from _files(file, thing, one, files, allowance)
        if thing.raw is not None and pictures < _PICTURES and (picture := _picture(file, thing, allowance)):
            pictures += 1
            yield picture
    if links:
        yield Member("links.txt", "\n".join(dict.fromkeys(links)).encode("utf-8", "replace"))


def _dicts(value: Value, allowance: Allowance, depth: int) -> Iterator[dict[str, Value]]:
    allowance.burn(1)
    if depth > _DEEP:
        return
    if isinstance(value, dict):
        yield value
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        if isinstance(one, dict | list):
            yield from _dicts(one, allowance, depth + 1)


def _link(
    file: Portable, thing: Thing, one: dict[str, Value], links: list[str], allowance: Allowance
) -> None:
    if "URI" in one and (text := readable(file.text(one["URI"], thing, allowance)).strip()):
        links.append(text)


def _scripts(
    file: Portable, thing: Thing, one: dict[str, Value], seen: set[bytes], allowance: Allowance
) -> Iterator[Member]:
    if "JS" not in one:
        return
    source = file.text(one["JS"], thing, allowance)
    if source and source not in seen:
        seen.add(source)
        data = readable(source).encode("utf-8", "replace")
        allowance.take_bytes(len(data))
        yield Member(f"script{len(seen)}.js", data)


def _forms(file: Portable, thing: Thing, one: dict[str, Value], allowance: Allowance) -> Iterator[Member]:
    if "XFA" not in one:
        return
    held = file.resolved(one["XFA"])
    pieces = held[1::2] if isinstance(held, list) else [one["XFA"]]
    data = b"\n".join(file.text(piece, thing, allowance) for piece in pieces[:64])
    if data.strip():
        yield Member("form.xml", data)


def _files(
    file: Portable, thing: Thing, one: dict[str, Value], seen: set[int], allowance: Allowance
) -> Iterator[Member]:
    held = file.resolved(one.get("EF"))
    if not isinstance(held, dict):
        return
    for key in ("F", "UF"):
        stream = file.thing(held.get(key))
        if stream is not None and stream.number not in seen:
            seen.add(stream.number)
            name = next(
                (
                    text
                    for way in ("UF", "F")
                    if (text := readable(file.text(one.get(way), thing, allowance)))
                ),
                "",
            )
            yield Member(name or f"file{len(seen)}", file.contents(stream, allowance)[0])


def _picture(file: Portable, thing: Thing, allowance: Allowance) -> Member | None:
    """Return a picture: as the file it is, or its dots as PNG."""
    given = thing.value if isinstance(thing.value, dict) else {}
    if given.get("Subtype") != "Image" or len(thing.raw or b"") > _PICTURE_BYTES:
        return None
    data, left = file.contents(thing, allowance)
    ending = {"DCTDecode": "jpg", "DCT": "jpg", "JPXDecode": "jp2"}.get(left)
    if ending is not None:
        return Member(f"picture{thing.number}.{ending}", data)
    space = file.resolved(given.get("ColorSpace", given.get("CS")))
    if isinstance(space, list):
        space = [file.resolved(one) for one in space[:2]]
    drawn = None if left else as_png(given, space, data)
    if drawn is None:
        return None
    allowance.take_bytes(len(drawn))
    return Member(f"picture{thing.number}.png", drawn)
