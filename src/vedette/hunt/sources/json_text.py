"""JSON as logs come in it: lines, arrays, one object around a list, objects one after another, indented.

Bytes in, records out, one at a time; in place of what is none stands why not, in a few words. A record is
bounded, so that memory is, whatever comes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import msgspec

from vedette.hunt.format import Record

RECORD_MAX: Final = 1 << 20
"""Bytes of one record."""
_SKIPPED_MAX: Final = 16 << 20
"""As much of something that is no record as is looked through for its end."""
_WRAP_HEAD: Final = 4_096
_NESTED_MAX: Final = 8

TOO_LONG: Final = "a record longer than 1 MiB"
BROKEN: Final = "not JSON, or broken JSON"
NO_END: Final = "text without an end to a record: the rest was not read"
NO_RECORD: Final = "JSON, but no record"

Found: TypeAlias = "Record | str"

LISTS: Final = frozenset({"Records", "records", "value", "items", "logEvents"})
"""Names under which a list of records stands in an object around it, wherever among its names."""
_FIRST_LISTS: Final = ("data", "entries", "results", "hits", "logs", "Logs", "activities", "rows")
"""The same, if it is the first name: these mean something else inside records."""
ENVELOPES: Final = ("_source", "result")
"""Names under which one record stands in an object around it: Elasticsearch's and Splunk's exports."""
_AROUND: Final = frozenset({*LISTS, *ENVELOPES, "message"})
"""Names of which an object around a record, or around records, has one, unless it has only a list."""
_WRAPPED_MAX: Final = 8
"""Names an object around records has at most."""

_SCALAR: Final = r'(?:"[^"\\]{0,512}"|-?[0-9][0-9.eE+]{0,32}|true|false|null)'
_WRAP: Final = re.compile(
    r'\{\s*(?:"[^"\\]{1,64}"\s*:\s*(?:' + _SCALAR + r'|\{\s*(?:"[^"\\]{1,64}"\s*:\s*' + _SCALAR
    + r'\s*,?\s*){0,8}\})\s*,\s*){0,12}"(?:' + "|".join(sorted(LISTS)) + r')"\s*:\s*\[\s*(?=\{)'
    + r'|\{\s*"(?:' + "|".join(_FIRST_LISTS) + r')"\s*:\s*\[\s*(?=\{)'
)  # fmt: skip
_GAP: Final = re.compile(r"[\s,\x1e\ufeff\x00]+")
_TEXT_END: Final = re.compile(r'[^"\\]*+(?>(?:\\.[^"\\]*+)*)"', re.DOTALL)
_OPENING: Final = re.compile(r"[\[\]{}]")
_PART: Final = re.compile(r'"' + _TEXT_END.pattern + r'|([\[{])|[\]}]()|(")', re.DOTALL)
"""A text between quotes; what opens and shuts; the beginning of a text whose end is not here."""
_OPENS, _BEGUN = 1, 3
_MANY: Final = 256
"""Letters without a quote in which brackets are sooner counted than gone through."""

_decode = msgspec.json.Decoder().decode
_decode_lines = msgspec.json.Decoder().decode_lines
_raw_decode = json.JSONDecoder().raw_decode
_raw_decode_tabs = json.JSONDecoder(strict=False).raw_decode
_DICTS: Final = frozenset({dict})
_FAULTS: Final = (ValueError, RecursionError, msgspec.DecodeError)


def json_records(pieces: Iterator[bytes]) -> Iterator[Found]:
    """Give the records of a text."""
    first = b""
    for piece in pieces:
        first += piece
        if b"\n" in first.lstrip() or len(first) > RECORD_MAX:
            break
    line = first.lstrip().partition(b"\n")[0]
    by_line = line.lstrip(b"\xef\xbb\xbf \t\x1e").startswith(b"{") and isinstance(_of_line(line), dict)
    found = _of_lines(first, pieces) if by_line else _of_text(_chained(first, pieces))
    for one in found:
        if len(one) <= _WRAPPED_MAX and isinstance(one, dict) and _may_be_around(one):
            yield from unwrapped(one)
        else:
            yield one


def _may_be_around(record: Record) -> bool:
    """Whether a record may be an object around others; most say at once that they are not."""
    if len(record) == 1 and type(next(iter(record.values()))) is list:
        return True
    return not _AROUND.isdisjoint(record)


def unwrapped(record: Record) -> Iterator[Found]:
    """Give the records an object is put around, or the object itself."""
    lists: list[Any] = [record[name] for name in LISTS.intersection(record) if type(record[name]) is list]
    if not lists and len(record) == 1:
        lists = [one for one in record.values() if type(one) is list]
    many = next((one for one in lists if one and _is_held(one[0])), None)
    if many is None:
        yield _opened(record)
        return
    for one in many:
        yield _opened(one) if isinstance(one, dict) else NO_RECORD


def _is_held(one: object) -> bool:
    return isinstance(one, dict)


def _opened(record: Record) -> Record:
    """Take a record out of an envelope, or out of the text of a message in one."""
    for name in ENVELOPES:
        inner = record.get(name)
        if type(inner) is dict:
            return inner
    message = record.get("message")
    if type(message) is str and message[:1] == "{" and len(record) <= 4:  # noqa: PLR2004
        inner = _of_line(message.encode("utf-8", "replace"))
        return inner if isinstance(inner, dict) else record
    return record


def _chained(first: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from pieces


def _of_lines(rest: bytes, pieces: Iterator[bytes]) -> Iterator[Found]:
    """Read a record a line, many lines at a time."""
    too_long = False
    for piece in _chained(b"", pieces):
        whole, newline, tail = (rest + piece).rpartition(b"\n")
        if too_long and newline:
            whole = whole.partition(b"\n")[2]
            too_long = False
            yield TOO_LONG
        rest = tail
        if newline:
            yield from _of_block(whole)
        if len(rest) > RECORD_MAX:
            too_long, rest = True, b""
    if too_long:
        yield TOO_LONG
    elif rest.strip():
        yield _of_line(rest)


def _of_block(whole: bytes) -> list[Found]:
    try:
        found = _decode_lines(whole)
    except _FAULTS:
        return [_of_line(line) for line in whole.split(b"\n") if line and not line.isspace()]
    if _DICTS.issuperset(map(type, found)):
        return found
    return [one if type(one) is dict else NO_RECORD for one in found]


def _of_line(line: bytes) -> Found:
    """Read one record; text that is not quite UTF-8 loses a letter, not the record."""
    if len(line) > RECORD_MAX:
        return TOO_LONG
    try:
        one = _decode(line)
    except _FAULTS:
        try:
            one = json.loads(line.decode("utf-8", "replace").strip("\x00\x1e\ufeff \t\r"), strict=False)
        except _FAULTS:
            return BROKEN
    return one if isinstance(one, dict) else NO_RECORD


@dataclass(slots=True)
class _Text:
    """A stretch of the text, and the place in it."""

    pieces: Iterator[bytes]
    text: str = ""
    at: int = 0
    rest: bytes = b""

    def more(self, wanted: int) -> bool:
        """Read on until so much is there, dropping what was read; says whether anything came."""
        parts = [self.text[self.at :]]
        have = before = len(parts[0])
        for piece in self.pieces:
            data = self.rest + piece
            cut = len(data) - 3 if len(data) > 3 else 0  # noqa: PLR2004  a letter may go on
            while cut < len(data) and data[cut] & 0xC0 != 0xC0:  # noqa: PLR2004
                cut += 1
            self.rest = data[cut:]
            parts.append(data[:cut].decode("utf-8", "replace"))
            have += len(parts[-1])
            if have >= wanted:
                break
        else:
            parts.append(self.rest.decode("utf-8", "replace"))
            have += len(parts[-1])
            self.rest = b""
        self.text, self.at = "".join(parts), 0
        return have > before

    def here(self) -> str:
        """Return the next letter that counts; empty at the end."""
        while True:
            gap = _GAP.match(self.text, self.at)
            if gap:
                self.at = gap.end()
            if self.at < len(self.text):
                return self.text[self.at]
            if not self.more(_WRAP_HEAD):
                return ""

    def value(self) -> Found:
        """Read the value that begins here."""
        wanted = _WRAP_HEAD
        while True:
            try:
                one, self.at = _raw_decode(self.text, self.at)
            except json.JSONDecodeError as error:
                ahead = error.pos - self.at
                cut = error.pos >= len(self.text) - 8 or error.msg.startswith("Unterminated")
                wanted = min(max(wanted * 4, len(self.text) - self.at + 1), RECORD_MAX + 1)
                if cut and len(self.text) - self.at <= RECORD_MAX and self.more(wanted):
                    continue
                return self._lenient(error.msg, self.at + ahead)
            except (ValueError, RecursionError):
                return self.leave(0)
            return one if isinstance(one, dict) else NO_RECORD

    def _lenient(self, why: str, fault: int) -> Found:
        """Read a value with a tab or the like in a text, forbidden and common; but a line's end ends it."""
        if why.startswith("Invalid control") and self.text[fault : fault + 1] != "\n":
            try:
                one, self.at = _raw_decode_tabs(self.text, self.at)
            except (ValueError, RecursionError):
                return self._pass_broken(fault)
            return one if isinstance(one, dict) else NO_RECORD
        return self._pass_broken(fault)

    def _pass_broken(self, fault: int) -> str:
        """Go to the next record: on a line that begins like that of the broken one, or after its end."""
        indent = self.text[self.text.rfind("\n", 0, self.at) + 1 : self.at]
        beginning = "\n" + (indent if not indent.strip() else "") + "{"
        place = self.text.find(beginning, fault)
        if place < 0:
            return self.leave(0)
        self.at = place
        return BROKEN

    def leave(self, depth: int) -> str:
        """Go to the end of what begins here, or goes on here at a depth; say what it was."""
        passed, quoted = 0, False
        while passed <= _SKIPPED_MAX:
            before = self.at
            if quoted:
                quoted = not self._pass_text()
            else:
                depth, quoted = self._pass_structure(depth)
            passed += self.at - before
            if depth <= 0 and not quoted:
                return TOO_LONG if passed > RECORD_MAX else BROKEN
            if self.at >= len(self.text) and not self.more(_WRAP_HEAD):
                return TOO_LONG if passed > RECORD_MAX else BROKEN
        return NO_END

    def _pass_structure(self, depth: int) -> tuple[int, bool]:
        """Go to the bracket that ends it all, or to a text whose end is not here; say how deep that is."""
        if not depth and self.text.startswith(("{", "["), self.at):
            depth, self.at = 1, self.at + 1
        quote = self.text.find('"', self.at)
        end = quote if quote >= 0 else len(self.text)
        if end - self.at > _MANY:
            shut = self.text.count("}", self.at, end) + self.text.count("]", self.at, end)
            if depth > shut:
                depth += self.text.count("{", self.at, end) + self.text.count("[", self.at, end) - shut
                self.at = end
        for place in _PART.finditer(self.text, self.at):
            if place.lastindex is None:
                continue
            if place.lastindex == _BEGUN:
                self.at = place.end()
                return depth, True
            depth += 1 if place.lastindex == _OPENS else -1
            if depth <= 0:
                self.at = place.end()
                return 0, False
        self.at = len(self.text)
        return depth, False

    def _pass_text(self) -> bool:
        """Go to the end of a text between quotes; says whether it is here."""
        place = _TEXT_END.match(self.text, self.at)
        if place is not None:
            self.at = place.end()
            return True
        odd = len(self.text) - len(self.text.rstrip("\\"))
        self.at = len(self.text)
        if odd % 2 and self.more(_WRAP_HEAD):
            self.at = 1
        return False


def _of_text(pieces: Iterator[bytes]) -> Iterator[Found]:
    """Read records wherever they begin."""
    text = _Text(pieces)
    lists: list[bool] = []
    """Of each list we are in: whether an object is around it."""
    while letter := text.here():
        if letter == "{" or (letter == "[" and len(lists) >= _NESTED_MAX):
            found = _record(text, lists)
        elif letter == "[":
            text.at += 1
            lists.append(False)
            continue
        elif letter in "]}":
            text.at += 1
            found = text.leave(1) if letter == "]" and lists and lists.pop() else None
            found = found if found == NO_END else None
        else:
            found = _stray(text)
        if found is not None:
            yield found
        if found == NO_END:
            return


def _record(text: _Text, lists: list[bool]) -> Found | None:
    if not lists:
        if len(text.text) - text.at < _WRAP_HEAD:
            text.more(_WRAP_HEAD)
        if around := _WRAP.match(text.text, text.at):
            text.at = around.end()
            lists.append(True)
            return None
    return text.value()


def _stray(text: _Text) -> str:
    """Pass what is not the beginning of a record."""
    passed = 0
    while passed <= _SKIPPED_MAX:
        place = _OPENING.search(text.text, text.at)
        passed += (place.start() if place else len(text.text)) - text.at
        text.at = place.start() if place else len(text.text)
        if place or not text.more(_WRAP_HEAD):
            return BROKEN
    return NO_END
