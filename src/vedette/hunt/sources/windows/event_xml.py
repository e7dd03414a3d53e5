"""Windows events in XML: what `wevtutil` and the Event Viewer export, and Sysmon for Linux writes to syslog.

Each `<Event>` is cut out and parsed by itself, so a broken one costs only itself. There is no document around
it, hence no document type: no entity can be declared, and one that is used is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final
from xml.parsers import expat

from vedette.hunt.event import Event
from vedette.hunt.format import Format, Record
from vedette.hunt.source import Skips, Source
from vedette.hunt.sources.streams import BROKEN, text_of, utf8, what_failed
from vedette.hunt.sources.windows.rendered import rendered_event

EVENT_MAX: Final = 1 << 20
"""Bytes of one event."""
_DEPTH_MAX: Final = 32
_BEGIN: Final = re.compile(rb"<Event[\s>]")
_BEGINS: Final = (b"<Event ", b"<Event>")
_END: Final = b"</Event>"
_SYSTEM: Final = re.compile(r"<Event[\s>][^<]{0,2000}<System[\s>]")

BROKEN_EVENT: Final = "an event in XML that cannot be parsed"
TOO_LONG: Final = "an event in XML longer than 1 MiB"
NO_EVENT: Final = "XML that is no Windows event"
NO_END: Final = "the log ends inside an event"
"""Skips."""
CUT_SHORT: Final = "CutShort"
"""The field that says that an event was not whole."""
_BARE: Final = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")
_ODD: Final = (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError)


class _Tree:
    """Builds what `rendered.py` reads: elements as dictionaries, attributes in `#attributes`."""

    def __init__(self) -> None:
        self._stack: list[tuple[str, dict[str, str], dict[str, Any], list[str]]] = []
        self.root: Any = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._stack) >= _DEPTH_MAX:
            raise ValueError(name)
        self._stack.append((name.rpartition(":")[2], attributes, {}, []))

    def text(self, data: str) -> None:
        if self._stack:
            self._stack[-1][3].append(data)

    def end(self, _: str) -> None:
        name, attributes, children, texts = self._stack.pop()
        value: Any = children
        if not children:
            value = "".join(texts)
            if not attributes:
                value = (
                    value or None if name in {"EventData", "UserData", "Security", "Correlation"} else value
                )
            elif value or name == "Data":
                value = {"#text": value}
            else:
                value = {}
        if attributes:
            value["#attributes"] = attributes
        if not self._stack:
            self.root = value
            return
        parent = self._stack[-1][2]
        if name not in parent:
            parent[name] = value
        elif isinstance(parent[name], list):
            parent[name].append(value)
        else:
            parent[name] = [parent[name], value]


def parsed(xml: bytes) -> Record | None:
    """Give the inside of one `<Event>`; None when it cannot be parsed or is no Windows event."""
    tree = _Tree()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = tree.start
    parser.EndElementHandler = tree.end
    parser.CharacterDataHandler = tree.text
    try:
        parser.Parse(xml, True)  # noqa: FBT003
    except (expat.ExpatError, ValueError, RecursionError):
        return None
    root = tree.root
    return root if isinstance(root, dict) and isinstance(root.get("System"), dict) else None


def fits(head: bytes, _: str) -> bool:
    """Whether its first line with something on it is a Windows event, or the beginning of many."""
    text = text_of(head[:16384]).lstrip()
    found = _SYSTEM.search(text)
    begins = text[:1]
    return found is not None and (begins == "<" or (begins not in "{[" and "\n" not in text[: found.start()]))


def read(source: Source, skips: Skips) -> Iterator[Event]:
    """Give the events of an export."""
    number = 0
    try:
        with source.open() as stream:
            for found in _cut(utf8(stream)):
                number += 1
                event = _made(found, source.number, number)
                if isinstance(event, str):
                    skips.add(source, event, number)
                else:
                    yield event
    except BROKEN as error:
        skips.add(source, what_failed(error), number + 1)


def event_in(text: str, source: int, record: int) -> Event | None:
    """Make the event of a text that is one `<Event>`, as Sysmon for Linux writes to syslog, if it is one.

    Syslog cuts what is longer than it likes (often 2 KiB): what is left of such an event is read, and marked.
    """
    whole = text.strip()
    made = _made(whole.encode("utf-8", "replace"), source, record)
    if isinstance(made, str):
        made = _made(_mended(whole[:EVENT_MAX]).encode("utf-8", "replace"), source, record)
        if isinstance(made, Event):
            made.fields[CUT_SHORT] = True
    return made if isinstance(made, Event) else None


def _mended(text: str) -> str:
    """Close what a cut left open, and write marks that belong to nothing as text."""
    plain = _BARE.sub("&amp;", text)
    if plain.endswith("</Event>"):
        return plain
    if plain.rfind("<") > plain.rfind(">"):
        plain = plain[: plain.rfind("<")]
    if plain.rfind("<Data ") > plain.rfind("</Data>"):
        plain += "</Data>"
    return plain.removesuffix("</EventData>") + "</EventData></Event>"


def _made(found: bytes | str, source: int, number: int) -> Event | str:
    if isinstance(found, str):
        return found
    event = parsed(found)
    if event is None:
        return BROKEN_EVENT
    try:
        return rendered_event(event, source, number)
    except _ODD:
        return NO_EVENT


def _cut(pieces: Iterator[bytes]) -> Iterator[bytes | str]:
    """Cut a text into its events; a word in place of one that has no end near."""
    held, at = b"", 0
    for piece in pieces:
        held, at = held[at:] + piece, 0
        while True:
            begin = _BEGIN.search(held, at)
            if begin is None:
                at = max(at, len(held) - len(_END))
                break
            at = begin.start()
            end = held.find(_END, at)
            if end < 0:
                if len(held) - at > EVENT_MAX:
                    yield TOO_LONG
                    at = begin.end()
                    continue
                break
            again = max(held.rfind(begins, at + 1, end) for begins in _BEGINS)
            yield held[at : end + len(_END)] if again < 0 else BROKEN_EVENT
            if again >= 0:
                at = again
                continue
            at = end + len(_END)
    if _BEGIN.search(held, at):
        yield NO_END


FORMATS: Final = (
    Format(name="windows-xml", says="Windows events in XML: wevtutil, Event Viewer, Sysmon for Linux",
           fits=fits, read=read),
)  # fmt: skip
