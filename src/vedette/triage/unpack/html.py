"""Files a page carries in its addresses and in long texts, and commands it has its reader paste."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from vedette.core.nouns import Skipped
from vedette.triage.allowance import Allowance
from vedette.triage.documents.formats.carried import carried
from vedette.triage.documents.formats.pages import Tag, page
from vedette.triage.documents.html import said_and_run
from vedette.triage.documents.pasting import COPIES, UNIX, hidden
from vedette.triage.documents.words import lures
from vedette.triage.fact import Act
from vedette.triage.sample import Sample
from vedette.triage.unpack.member import Member

_SMALL: Final = 16
_COMMANDS: Final = 5


def members(sample: Sample, allowance: Allowance, _: Sequence[str]) -> Iterator[Member | Skipped]:
    """Yield each file once."""
    text = sample.text
    seen: set[bytes] = set()
    copies = COPIES.search(text) is not None
    found = page(text, allowance) if copies or "data:" in text.lower() else ()
    for number, one in enumerate(carried(text, found), 1):
        small = len(one.data) < _SMALL or (one.tag is not None and one.tag.name == "link")
        if small or one.data in seen:
            continue
        seen.add(one.data)
        allowance.take_bytes(len(one.data))
        yield Member(one.name or f"carried{number}", one.data)
    if copies:
        yield from _pasted(found, allowance)


def _pasted(found: Sequence[Tag], allowance: Allowance) -> Iterator[Member]:
    """Yield the commands a page copies unseen, if it asks for them to be pasted."""
    words, scripts = said_and_run(found)
    if not any(one.act is Act.LURES and one.sure for one in lures(words, scripts)):
        return
    for number, command in enumerate(islice(hidden(scripts, words), _COMMANDS), 1):
        data = command.encode("utf-8", "replace")
        allowance.take_bytes(len(data))
        yield Member(f"copied{number}.{'sh' if UNIX.search(command) else 'cmd'}", data)
