"""Facts about a PDF document: what happens when it is opened, what it carries, where it leads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct, field

from vedette.triage.allowance import Allowance
from vedette.triage.documents.formats.portable.objects import Portable, Thing, portable
from vedette.triage.documents.formats.portable.values import Name, Ref, Value
from vedette.triage.documents.names import runs, surprises
from vedette.triage.documents.places import cut
from vedette.triage.fact import Act, Fact, When
from vedette.triage.sample import Sample

_DEEP: Final = 30
_QUOTED: Final = 60
_TELLING: Final = frozenset(
    (
        "JavaScript",
        "JS",
        "OpenAction",
        "AA",
        "Launch",
        "URI",
        "EmbeddedFile",
        "RichMedia",
        "XFA",
        "ObjStm",
        "SubmitForm",
    )
)


def facts(sample: Sample, allowance: Allowance) -> Iterator[Fact]:
    """Yield what the objects do."""
    yield from _Reading(sample, allowance, portable(sample.data, allowance)).facts()


class _Reading(Struct):
    sample: Sample
    allowance: Allowance
    file: Portable
    _opening: set[int] = field(default_factory=set)
    """Numbers of the objects that are used when the document is opened."""
    _told: set[tuple[str, str]] = field(default_factory=set)

    def facts(self) -> Iterator[Fact]:
        for thing in self.file.things:
            self._find_opening(thing)
        for thing in self.file.things:
            for one, opens in self._dicts(thing.value, 0, opens=thing.number in self._opening):
                yield from self._of(thing, one, opens=opens)
            yield from self._hexed(thing)

    def _find_opening(self, thing: Thing) -> None:
        """Follow what is done at once: the action of the catalog, named scripts, actions of pages."""
        for one, _ in self._dicts(thing.value, 0, opens=False):
            for key in ("OpenAction", "JavaScript", "AA"):
                if key in one and not (key == "AA" and "FT" in one):
                    self._follow(one[key], 0)

    def _follow(self, value: Value, depth: int) -> None:
        self.allowance.burn(1)
        if depth > _DEEP:
            return
        if isinstance(value, Ref):
            target = self.file.thing(value)
            if target is not None and value.number not in self._opening and not _is_page(target.value):
                self._opening.add(value.number)
                self._follow(target.value, depth + 1)
        else:
            for one in _followed(value):
                self._follow(one, depth + 1)

    def _dicts(self, value: Value, depth: int, *, opens: bool) -> Iterator[tuple[dict[str, Value], bool]]:
        """Yield all dictionaries in an object; what lies under OpenAction is used at once."""
        self.allowance.burn(1)
        if depth > _DEEP:
            return
        if isinstance(value, dict):
            yield value, opens
            for key, one in value.items():
                if isinstance(one, dict | list):
                    yield from self._dicts(one, depth + 1, opens=opens or key in ("OpenAction", "AA"))
        elif isinstance(value, list):
            for one in value:
                if isinstance(one, dict | list):
                    yield from self._dicts(one, depth + 1, opens=opens)

    def _of(self, thing: Thing, one: dict[str, Value], *, opens: bool) -> Iterator[Fact]:
        when = When.OPEN if opens else When.CALL
        match self.file.resolved(one.get("S")):
            case "JavaScript":
                yield from self._tell(thing, Act.EMBEDS, "carries a script", "JavaScript", "", when)
            case "Launch":
                target = self._launched(thing, one)
                yield from self._tell(thing, Act.RUNS_COMMAND, "starts a program", "Launch", target, when)
            case "URI" if opens:
                address = self._text(thing, one.get("URI"))
                yield from self._tell(thing, Act.OPENS_EXTERNAL, "opens an address", "URI", address, when)
            case "SubmitForm":
                address = self._file(thing, one.get("F"))
                yield from self._tell(
                    thing, Act.SENDS, "sends what is filled in", "SubmitForm", address, when
                )
            case "GoToR" | "GoToE" | "ImportData" if (address := self._file(thing, one.get("F"))).startswith(
                ("\\\\", "http", "//")
            ):
                yield from self._tell(
                    thing, Act.OPENS_EXTERNAL, "opens a file on another host", "GoToR", address, when
                )
            case "URI" if (
                (address := self._text(thing, one.get("URI")))
                .lower()
                .startswith(("file:", "javascript:", "search-ms:", "\\\\"))
            ):
                yield from self._tell(thing, Act.OPENS_EXTERNAL, "leads to no page", "URI", address, when)
            case _:
                yield from self._held(thing, one)

    def _held(self, thing: Thing, one: dict[str, Value]) -> Iterator[Fact]:
        if "EF" in one:
            name = self._file(thing, one)
            if runs(name, b""):
                yield from self._tell(
                    thing,
                    Act.EMBEDS,
                    f"carries a program to open: {name}",
                    "EmbeddedFile",
                    name,
                    When.UNKNOWN,
                )
            for says in surprises(name):
                yield from self._tell(
                    thing, Act.DIFFERS, f"{name}: {says}", "EmbeddedFile", name, When.UNKNOWN
                )
        if one.get("Subtype") in ("RichMedia", "Flash") or one.get("Type") == "RichMediaContent":
            yield from self._tell(
                thing, Act.EMBEDS, "carries Flash or a film with scripts", "RichMedia", "", When.UNKNOWN
            )

    def _hexed(self, thing: Thing) -> Iterator[Fact]:
        """Tell names written with numbers for letters: nobody needs that for the words we look for."""
        for one, _ in self._dicts(thing.value, 0, opens=False):
            for name in (*one, *one.values()):
                if isinstance(name, Name) and name.hexed and name in _TELLING:
                    yield from self._tell(
                        thing,
                        Act.OBFUSCATED,
                        f"writes {name} with numbers for letters",
                        "name",
                        "",
                        When.UNKNOWN,
                    )

    def _tell(self, thing: Thing, act: Act, says: str, how: str, target: str, when: When) -> Iterator[Fact]:  # noqa: PLR0913, PLR0917
        if (key := (f"{act}{how}{when}", target)) in self._told:
            return
        self._told.add(key)
        place, quote = cut(self.sample.data, thing.at, _QUOTED)
        yield Fact(act=act, place=place, quote=quote, says=says, target=target[:2048], how=how, when=when)

    def _text(self, thing: Thing, value: Value) -> str:
        return readable(self.file.text(value, thing, self.allowance))

    def _file(self, thing: Thing, value: Value) -> str:
        """Return the name in a file specification."""
        found = self.file.resolved(value)
        if isinstance(found, dict):
            owner = self.file.thing(value) or thing
            return next(
                (text for key in ("UF", "F", "Unix", "DOS") if (text := self._text(owner, found.get(key)))),
                "",
            )
        return self._text(thing, value)

    def _launched(self, thing: Thing, one: dict[str, Value]) -> str:
        windows = self.file.resolved(one.get("Win"))
        if isinstance(windows, dict):
            words = (self._file(thing, windows.get("F")), self._text(thing, windows.get("P")))
            return " ".join(" ".join(words).split())
        return self._file(thing, one.get("F"))


def _followed(value: Value) -> list[Value]:
    """Return what is in a value, without what leads back to pages."""
    if isinstance(value, dict):
        return [one for key, one in value.items() if key not in ("Parent", "P", "Dest", "D", "Dests")]
    return value if isinstance(value, list) else []


def _is_page(value: Value) -> bool:
    return isinstance(value, dict) and value.get("Type") in ("Page", "Pages", "Catalog")


def readable(raw: bytes) -> str:
    """Return a string of a PDF as text."""
    if raw.startswith((b"\xfe\xff", b"\xff\xfe")):
        return raw.decode("utf-16", "replace")
    return (
        raw.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
        if not _is_latin(raw)
        else raw.decode("latin-1")
    )


def _is_latin(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False
