"""How an executable looks, as facts: packed, hiding texts or programs, looking most functions up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vedette.core.executables import Executable
from vedette.core.nouns import ByteRange
from vedette.triage.binary.capabilities import found_in
from vedette.triage.binary.formats.raw import KIND as RAW
from vedette.triage.binary.hidden import plain
from vedette.triage.binary.packing import inner_programs
from vedette.triage.binary.study import Study
from vedette.triage.binary.telling import looked_up
from vedette.triage.fact import Act, Fact, When
from vedette.triage.identify.machine_code import helps_itself

_MANY: Final = 12
_SHOWN: Final = 5
_QUOTE_MAX: Final = 200
_SIGNS: Final = ("program", "text as letters")
"""Ways to look that ordinary programs share."""
_TELLING: Final = re.compile(
    r"(?i:https?://|\.(dll|exe|sys)\b|\b[a-z]:\\|\\\w{3,}\\|/bin/|\bcmd( /|\.exe)|powershell)"
    r"|\b(Nt|Zw|Ldr|Rtl)[A-Z]\w{3,}"
)


def looks(known: Study, executable: Executable) -> Iterator[Fact]:
    """Give what an executable shows by how it is made."""
    if executable.packed:
        yield _fact(known, Act.OBFUSCATED, (0, 4), f"looks packed: {executable.packed}", "packer")
    if known.image.kind == RAW:
        says = "is machine code without a head, which something else puts into memory and runs"
        how = "code without a head" if helps_itself(known.image.data) else "bytes made runnable"
        yield _fact(known, Act.RUNS_CODE, (0, 16), says, how)
    yield from _under_keys(known)
    yield from _on_stack(known)
    yield from _as_letters(known)
    yield from _by_hashes(known)
    names = looked_up(known)
    if len(names) >= _MANY:
        first = min(names)
        shown = ", ".join(sorted(set(names.values()))[:_SHOWN])
        says = f"looks up {len(set(names.values()))} functions it does not import: {shown}"
        yield _fact(known, Act.LOADS_CODE, (first, len(names[first])), says, "names looked up")
    for offset in inner_programs(known.image):
        says = f"a whole Windows program lies at offset {offset:#x}"
        yield _fact(known, Act.EMBEDS, (offset, 2), says, "program")
        break


def _by_hashes(known: Study) -> Iterator[Fact]:
    way, found = known.hashed
    if found:
        names = sorted(set(found.values()))
        says = f"names {len(names)} functions only by a hash ({way}): {', '.join(names[:_SHOWN])}"
        yield _fact(known, Act.OBFUSCATED, (min(found), 4), says, "hashed names")


def _under_keys(known: Study) -> Iterator[Fact]:
    for key in known.keys:
        place = (key.at, key.length)
        if key.whole:
            says = f"a whole Windows program lies under the key {key.value:#x}"
            yield _fact(known, Act.EMBEDS, place, says, "under a key")
        else:
            raw = known.image.data[key.at : key.at + key.length]
            text = plain(key, raw).decode("ascii", "replace")
            says = f"hides texts under the key {key.value:#x}: {text}"
            yield _fact(known, Act.OBFUSCATED, place, says, "hidden text")


def _on_stack(known: Study) -> Iterator[Fact]:
    """Give one text put together letter by letter that says something where it could simply stand."""
    for offset, length, text, by_letters in known.stacked:
        telling = _TELLING.search(text) or (len(text) >= len("ws2_32.dll") - 2 and found_in(text))
        if by_letters and len(text) >= len("cmd.exe") and telling:
            says = f"puts the text “{text[:60]}” together letter by letter"
            yield _fact(known, Act.OBFUSCATED, (offset, length), says, "hidden text")
            return


def _as_letters(known: Study) -> Iterator[Fact]:
    """Give one text that lies there as letters of base64."""
    for hit in known.folded:
        if _TELLING.search(hit.text):
            says = f"holds the text “{hit.text[:60]}” as letters of base64"
            yield _fact(known, Act.OBFUSCATED, (hit.offset, hit.length), says, "text as letters")
            return


def _fact(known: Study, act: Act, place: tuple[int, int], says: str, how: str) -> Fact:
    offset, length = place
    raw = known.image.data[offset : offset + min(length, _QUOTE_MAX)]
    return Fact(
        act=act, place=ByteRange(offset=known.shift + offset, length=len(raw)),
        quote=raw.decode("utf-8", "replace"), says=says, how=how, when=When.RUN,
        sure=how not in _SIGNS,
    )  # fmt: skip
