"""Everything the engine was told: pages and tables, compiled into look-ups by path.

A *path* is how a name is written when imported: `package.module.Class.method`. An instance of a class is
the class's path and `()`, which is also what calling it looks like: `sqlite3.Connection().execute` is the
method of a connection.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from vedette.code.facts import FactCache
from vedette.code.pages import Page, read_page
from vedette.code.spellings import INSTANCE, spellings
from vedette.code.tables import (
    CallRow,
    Entry,
    Flag,
    Neutral,
    Parameter,
    Row,
    Sanitiser,
    Sink,
    Source,
    Table,
    TypeOf,
    read_table,
)
from vedette.core.errors import BadInput

R = TypeVar("R")
Found = dict[str, tuple[R, ...]]


class _Texts(msgspec.Struct):
    pages: tuple[Page, ...]
    tables: msgspec.Raw
    """Not read before they are needed: an unchanged scan needs none."""


class Knowledge:
    """Pages and tables, and the look-ups made from them. Read-only once made."""

    def __init__(
        self,
        pages: Iterable[Page],
        tables: Iterable[Table] | Callable[[], Iterable[Table]],
        digest: str,
        engine: str = "",
    ) -> None:
        self.engine = engine
        """Digest of the engine's own code: what another version remembered is not used."""
        self.key = f"{engine}:{digest}"
        self.pages = tuple(sorted(pages, key=lambda page: page.id))
        self._tables = tables
        self.digest = digest
        self._ready = False

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """The tables, read when first asked for."""
        return tuple(self._tables() if callable(self._tables) else self._tables)

    def compile(self) -> None:
        """Make the look-ups, once: an unchanged scan needs none, and they take longer than it does."""
        if self._ready:
            return
        self._ready = True
        self.rules = _group((kind, page) for page in self.pages for kind in page.kinds)
        self.libraries = frozenset(name for table in self.tables for name in table.imports)
        self.bits = {kind: 1 << index for index, kind in enumerate(_kinds(self.pages, self.tables))}
        aliases = {row.name: row.of for table in self.tables for row in table.alias}
        self._path_types = {
            path: row.returns for table in self.tables for row in table.type for path in row.paths
        }
        self._spellings = spellings(tuple(aliases.items()), tuple(self._path_types.items()))
        self._supers = _group((row.type, row.of) for table in self.tables for row in table.subtype)
        self._canonical: dict[str, str] = {}
        self._rows: dict[str, tuple[CallRow, ...]] = {}
        self._sources_seen: dict[str, Source | None] = {}
        self._compile_calls()
        self._compile_stores()
        self._compile_entries()

    def _compile_calls(self) -> None:
        rows = [row for table in self.tables for row in _call_rows(table)]
        sinks = [row for row in rows if isinstance(row, Sink)]
        flags = [row for row in rows if isinstance(row, Flag)]
        sources = [row for row in rows if isinstance(row, Source)]
        self._calls = self._index(
            rows, lambda row: (*row.calls, *row.paths) if isinstance(row, Source) else row.calls
        )
        self.methods = _group((name, row) for row in rows for name in row.methods)
        self._sources = self._index(sources, lambda row: (*row.paths, *row.calls))
        self._givers = {path.rpartition(".")[0] for row in sources if row.given for path in row.paths}
        types = [row for row in rows if isinstance(row, TypeOf)]
        cleaners = [row for row in rows if isinstance(row, Sanitiser | Neutral)]
        self._assigns: Found[Sink | Flag | TypeOf] = self._index(
            [*sinks, *flags, *types], lambda row: row.assigns
        )
        self._items: Found[Sink | Flag] = self._index([*sinks, *flags], lambda row: row.items)
        self._cleaned: Found[Sanitiser | Neutral] = self._index(cleaners, lambda row: row.paths)
        self.assigned_anywhere = frozenset(key.rpartition(".")[2] for key in self._assigns)
        self.names = _group((name, row) for row in flags for name in row.names)
        self._reads = self._index(flags, lambda row: row.paths)

    def _compile_stores(self) -> None:
        stored = [path for table in self.tables for row in table.put for path in row.calls]
        filled = (row for table in self.tables for row in table.propagator if row.to == "receiver")
        stored.extend(path for row in filled for path in row.calls)
        self.stores = frozenset(self._spellings.canonical(path.rpartition(".")[0]) for path in stored)
        """Classes whose instances keep values under keys."""
        bags = [
            self._spellings.canonical(path)
            for table in self.tables
            for row in table.bag
            for path in row.paths
        ]
        self.bags = frozenset(name for path in bags for name in (path, path + INSTANCE))
        """Objects of libraries that programs hang objects of their own on."""

    def _compile_entries(self) -> None:
        entries = [row for table in self.tables for row in table.entry]
        self.entries = tuple(entries)
        self.entry_number = {id(row): number for number, row in enumerate(entries)}
        self.entry_decorators = self._index(entries, lambda row: row.decorators)
        self.entry_bases = self._index(entries, lambda row: row.bases)
        self._entry_patterns = [(base, row) for row in entries for base in row.bases if "*" in base]
        self.entry_calls = self._index(entries, lambda row: row.calls)
        self.entry_names = _group((name, row) for row in entries for name in row.names)
        parameters = [row for table in self.tables for row in table.parameter]
        self.parameters: Found[Parameter] = _group((name, row) for row in parameters for name in row.names)

    def _index(self, rows: Iterable[R], paths: Callable[[R], Iterable[str]]) -> Found[R]:
        spelled = self._spellings.of
        return _group((key, row) for row in rows for path in paths(row) for key in spelled(path))

    def canonical(self, path: str) -> str:
        """Return a path with its longest renamed prefix replaced, remembered."""
        known = self._canonical.get(path)
        if known is None:
            known = self._canonical[path] = self._spellings.canonical(path)
        return known

    def path_type(self, path: str) -> str | None:
        """Return the class a name is an instance of, or None."""
        return self._path_types.get(path)

    def calls(self, path: str) -> tuple[CallRow, ...]:
        """Return the rows about calling a path, those of its supertypes included."""
        rows = self._rows.get(path)
        if rows is None:
            rows = self._rows[path] = self._of_all_kinds(path)
        return rows

    def _of_all_kinds(self, path: str) -> tuple[CallRow, ...]:
        """Return a path's own rows and, of each kind it has none of, those of its nearest supertype."""
        found = list(self._calls.get(path, ()))
        owner, instance, name = path.rpartition(f"{INSTANCE}.")
        for parent in self._ancestors(owner) if instance else ():
            known = {_sort(row) for row in found}
            found.extend(
                row for row in self._calls.get(f"{parent}{INSTANCE}.{name}", ()) if _sort(row) not in known
            )
        return tuple(found)

    def source(self, path: str) -> Source | None:
        """Return the row that says reading or calling this path gives an untrusted value."""
        if path in self._sources_seen:
            return self._sources_seen[path]
        rows = self._with_supers(self._sources, path)
        found = self._sources_seen[path] = rows[0] if rows else None
        return found

    def assigns(self, path: str) -> tuple[Sink | Flag | TypeOf, ...]:
        """Return the rows about assigning to an attribute."""
        return self._with_supers(self._assigns, path)

    def items(self, path: str) -> tuple[Sink | Flag, ...]:
        """Return the rows about assigning to an item."""
        return self._with_supers(self._items, path)

    def cleaned(self, path: str) -> tuple[Sanitiser | Neutral, ...]:
        """Return the rows that say reading an attribute gives something harmless."""
        return self._with_supers(self._cleaned, path)

    def entry_decorator(self, path: str) -> tuple[Entry, ...]:
        """Return the rows about functions decorated with a path."""
        return self._with_supers(self.entry_decorators, path)

    def entry_base(self, name: str) -> tuple[Entry, ...]:
        """Return the rows about methods of classes that derive from a library's class, near or far."""
        found = list(self.entry_bases.get(name, ()))
        for parent in self._ancestors(name):
            found.extend(self.entry_bases.get(parent, ()))
        last = name.rpartition(".")[2]
        found.extend(row for pattern, row in self._entry_patterns if fnmatchcase(last, pattern))
        return tuple(found)

    def gives_back(self, path: str) -> bool:
        """Tell whether instances of a class give back what they were made with."""
        return any(self.is_a(path, giver) for giver in self._givers)

    def reads(self, path: str) -> tuple[Flag, ...]:
        """Return the flags about reading a name."""
        return self._reads.get(path, ())

    def is_a(self, path: str, wanted: str) -> bool:
        """Tell whether a path is `wanted`, an instance of it, or of a subtype."""
        name = path.removesuffix(INSTANCE)
        wanted = self.canonical(wanted)
        return name == wanted or wanted in self._ancestors(name)

    def _ancestors(self, name: str) -> list[str]:
        found: list[str] = []
        todo = [name]
        while todo and len(found) < 64:  # noqa: PLR2004 - deeper hierarchies than any library's
            for parent in self._supers.get(todo.pop(), ()):
                if parent not in found:
                    found.append(parent)
                    todo.append(parent)
        return found

    def _with_supers(self, index: Found[R], path: str) -> tuple[R, ...]:
        rows = index.get(path)
        if rows is not None:
            return rows
        owner, instance, name = path.rpartition(f"{INSTANCE}.")
        if instance:
            for parent in self._ancestors(owner):
                if rows := index.get(f"{parent}{INSTANCE}.{name}"):
                    return rows
        return ()


def _sort(row: CallRow) -> tuple[type, str]:
    """Return what kind of row it is; of two kinds of sink, one does not stand in for the other."""
    return type(row), row.kind if isinstance(row, Sink | Flag | Source) else ""


def _call_rows(table: Table) -> Iterator[CallRow]:
    yield from table.neutral
    yield from table.sink
    yield from table.flag
    yield from table.source
    yield from table.sanitiser
    yield from table.put
    yield from table.get
    yield from table.type
    yield from table.propagator
    yield from table.guard


def _kinds(pages: Iterable[Page], tables: Iterable[Table]) -> list[str]:
    used = {kind for page in pages for kind in page.kinds}
    for table in tables:
        used |= kinds_of(table)
        used.update(kind for row in table.sanitiser for kind in row.kinds)
        used.update(kind for row in table.guard for kind in row.kinds)
    return sorted(used - {"*"})


def kinds_of(table: Table) -> set[str]:
    """Return the kinds of harm a table's rows do."""
    harms = {row.kind for row in table.sink} | {row.kind for row in table.flag}
    return harms | {row.returns for row in table.entry if row.returns}


def _group(pairs: Iterable[tuple[str, R]]) -> Found[R]:
    made: defaultdict[str, list[R]] = defaultdict(list)
    for key, value in pairs:
        held = made[key]
        if value not in held:
            held.append(value)
    return {key: tuple(values) for key, values in made.items()}


def load_knowledge(extra: Sequence[tuple[str, str]] = (), cache: FactCache | None = None) -> Knowledge:
    """Read the pages and tables that ship, and the user's own as (file name, text).

    Raises:
        BadInput: a page or table that cannot be read, or two pages with one id; the message names the file.

    """
    texts = [*_shipped(), *extra]
    digest = hashlib.sha256(msgspec.json.encode(texts)).hexdigest()
    engine = _engine()
    key = f"knowledge:{engine}:{digest}".encode()
    read = _from_cache(cache.get(key)) if cache is not None else None
    if read is None:
        read = _read(texts)
        if cache is not None:
            cache.put(key, msgspec.msgpack.encode(read))
    return Knowledge(read.pages, partial(_unpacked, read.tables, texts), f"sha256:{digest}", engine)


def _from_cache(data: bytes | None) -> _Texts | None:
    if data is None:
        return None
    try:
        return msgspec.msgpack.decode(data, type=_Texts)
    except msgspec.MsgspecError:
        return None  # written by another version: read the files again


def _unpacked(raw: msgspec.Raw, texts: Sequence[tuple[str, str]]) -> tuple[Table, ...]:
    try:
        return msgspec.msgpack.decode(raw, type=tuple[Table, ...])
    except msgspec.MsgspecError:
        return _read_tables(texts)


# Whoever tries out a row reads all others with it again, and what is read never changes.
_page = lru_cache(maxsize=256)(read_page)
_table = lru_cache(maxsize=256)(read_table)


def _read(texts: Sequence[tuple[str, str]]) -> _Texts:
    pages: dict[str, Page] = {}
    for name, text in texts:
        if name.endswith(".md"):
            page = _page(name, text)
            if page.id in pages:
                raise BadInput(
                    f"{name}: another page has the id {page.id!r}", hint="give it an id of its own"
                )
            pages[page.id] = page
    tables = msgspec.msgpack.encode(_read_tables(texts))
    return _Texts(pages=tuple(pages.values()), tables=msgspec.Raw(tables))


def _read_tables(texts: Sequence[tuple[str, str]]) -> tuple[Table, ...]:
    return tuple(_table(name, text) for name, text in texts if name.endswith(".toml"))


_HERE: Final = Path(__file__).parent
"""Asked of the file itself: `importlib.resources` takes longer to load than all there is to read here."""


@lru_cache(maxsize=1)
def _shipped() -> tuple[tuple[str, str], ...]:
    files = [*_files(_HERE / "rules", ".md"), *_files(_HERE / "models" / "python", ".toml")]
    return tuple((file.name, file.read_text(encoding="utf-8")) for file in files)


READERS: Final = (
    "vedette.code",
    "vedette.code.routing",
    "vedette.code.taint",
    "vedette.lang",
    "vedette.lang.python",
)
"""Packages of the code that reads programs: results kept from before any of it changed are not used."""
_RECOGNISING: Final = ("knowledge/addressing.py", "knowledge/addressing.toml", "core/needles.py")
"""And how words to models and secrets are recognised."""


@lru_cache(maxsize=1)
def _engine() -> str:
    """Return a digest of the code that reads programs."""
    digest = hashlib.sha256()
    root = _HERE.parent
    for package in READERS:
        for file in _files(root.joinpath(*package.split(".")[1:]), ".py"):
            digest.update(file.read_bytes())
    for name in _RECOGNISING:
        digest.update(root.joinpath(*name.split("/")).read_bytes())
    return digest.hexdigest()[:16]


def _files(folder: Path, suffix: str) -> list[Path]:
    return sorted((f for f in folder.iterdir() if f.name.endswith(suffix)), key=lambda f: f.name)


__all__ = ["INSTANCE", "Entry", "Knowledge", "Row", "load_knowledge"]
