"""MITRE's Common Weakness Enumeration: its XML, the zip of it, or its CSV in; one `CweEntry` a weakness out.

XML is read with the parser of the standard library, which is told to refuse what makes XML dangerous: a
document type, and with it every entity of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from vedette.core.errors import BadInput, LimitHit
from vedette.knowledge.catalogues.nouns import CweEntry, Parsed
from vedette.knowledge.catalogues.reading import LONGEST, day, sentence, table, unpacked

_WHAT: Final = "CWE catalogue"
_HINT: Final = "give the file as it is published: cwec_v….xml, its zip, or the CSV of a view"
_COLUMNS: Final = ("CWE-ID", "Name", "Description")
_NUMBER: Final = re.compile(r"[0-9]{1,5}")
_PARENT: Final = re.compile(r"NATURE:ChildOf:CWE ID:([0-9]{1,5})")
_DEEPEST: Final = 64
_MOST: Final = 20_000
_PARENTS: Final = 8
_VIEW: Final = "1000"
"""Of the several trees of CWE the one that is meant for research, and whole."""


def read(data: bytes) -> Parsed[CweEntry]:
    """Read the catalogue.

    Raises:
        BadInput: it is none.

    """
    if data.startswith(b"PK\x03\x04"):
        data = unpacked(data, ".xml" if b".xml" in data[:200].lower() else ".csv")
    data = unpacked(data, ".xml")
    if not data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        return Parsed(version="", date="", entries=_from_table(data))
    reader = _Reader()
    reader.read(data)
    if not reader.found:
        raise BadInput(f"no {_WHAT}: there is no weakness in it", hint=_HINT)
    return Parsed(
        version=sentence(reader.version, 40),
        date=day(reader.date),
        entries=((one.id, one) for one in reader.found),
    )


@dataclass(slots=True)
class _Reader:
    """Hears elements begin and end, and keeps of them what an entry needs."""

    version: str = ""
    date: str = ""
    found: list[CweEntry] = field(default_factory=list)
    _depth: int = 0
    _of: Mapping[str, str] | None = None
    _parents: list[str] = field(default_factory=list)
    _text: list[str] | None = None
    _length: int = 0
    _says: str = ""

    def read(self, data: bytes) -> None:
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = _refuse
        parser.EntityDeclHandler = _refuse
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._hear
        try:
            parser.Parse(data, True)  # noqa: FBT003  the parser's own way to say that this is all
        except expat.ExpatError as error:
            raise BadInput(f"no {_WHAT}: line {error.lineno} is no XML", hint=_HINT) from error
        except (ValueError, LookupError) as error:
            raise BadInput(f"no {_WHAT}: its letters cannot be read", hint=_HINT) from error

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise LimitHit(f"elements {self._depth} deep", hint=_HINT)
        match name.rpartition(":")[2]:
            case "Weakness_Catalog":
                self.version, self.date = attributes.get("Version", ""), attributes.get("Date", "")
            case "Weakness":
                self._of, self._parents, self._says = attributes, [], ""
            case "Related_Weakness" if self._of is not None:
                self._relate(attributes)
            case "Description" if self._of is not None and not self._says:
                self._text, self._length = [], 0

    def _relate(self, attributes: Mapping[str, str]) -> None:
        number = attributes.get("CWE_ID", "")
        child = attributes.get("Nature") == "ChildOf" and attributes.get("View_ID", _VIEW) == _VIEW
        if child and _NUMBER.fullmatch(number) and len(self._parents) < _PARENTS:
            self._parents.append(f"CWE-{int(number)}")

    def _hear(self, text: str) -> None:
        if self._text is not None and self._length <= 2 * LONGEST:
            self._text.append(text)
            self._length += len(text)

    def _end(self, name: str) -> None:
        self._depth -= 1
        match name.rpartition(":")[2]:
            case "Description" if self._text is not None:
                self._says, self._text = sentence("".join(self._text)), None
            case "Weakness" if self._of is not None:
                self._keep(self._of)
                self._of = None

    def _keep(self, attributes: Mapping[str, str]) -> None:
        number = attributes.get("ID", "")
        if not _NUMBER.fullmatch(number) or attributes.get("Status") == "Deprecated":
            return
        if len(self.found) >= _MOST:
            raise LimitHit(f"more than {_MOST:,} weaknesses", hint=_HINT)
        self.found.append(
            CweEntry(
                id=f"CWE-{int(number)}",
                name=sentence(attributes.get("Name", ""), 200),
                says=self._says,
                parents=tuple(dict.fromkeys(self._parents)),
            )
        )


def _refuse(*_: object) -> None:
    raise BadInput(f"no {_WHAT}: it declares a document type or entities", hint=_HINT)


def _from_table(data: bytes) -> Iterator[tuple[str, CweEntry]]:
    empty = True
    for row in table(data, _COLUMNS, _WHAT):
        number = row.get("CWE-ID", "").strip()
        if not _NUMBER.fullmatch(number) or row.get("Status") == "Deprecated":
            continue
        empty = False
        parents = _PARENT.findall(row.get("Related Weaknesses", "")[:5000])[:_PARENTS]
        entry = CweEntry(
            id=f"CWE-{int(number)}",
            name=sentence(row.get("Name", ""), 200),
            says=sentence(row.get("Description", "")),
            parents=tuple(dict.fromkeys(f"CWE-{int(one)}" for one in parents)),
        )
        yield entry.id, entry
    if empty:
        raise BadInput(f"no {_WHAT}: there is no weakness in it", hint=_HINT)
