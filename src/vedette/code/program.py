"""One scan: which files' results still hold, running the rest, and putting it all together."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Hashable, Iterable, Iterator
from typing import Final, NamedTuple

import msgspec

from vedette.code.closure import Closure, Graph
from vedette.code.crowds import crowding
from vedette.code.facts import FactCache
from vedette.code.knowledge import Knowledge
from vedette.code.modules import Files
from vedette.code.release import forget_summaries, take_apart
from vedette.code.result import Progress
from vedette.code.taint.entries import is_public, run_entry
from vedette.code.taint.found import Found, best
from vedette.code.taint.interpreter import machine
from vedette.code.taint.scopes import Function, Module, Summary
from vedette.code.taint.shared import in_place
from vedette.code.texts import found_in
from vedette.code.units import TOP, Outline, Record, Token, Validity, decode, encode, outermost
from vedette.core.nouns import Skipped
from vedette.core.sources import SourceFile

FRUGAL_FROM: Final = 16_000_000
"""How many bytes of text make a program so large that memory is saved at some cost of time."""
_FINDERS = (Summary, Module)
"""What holds findings, and says what it looked at. A tuple: a union would be made anew for every question."""


class _Part(NamedTuple):
    """What files may rest on of one file, or of methods by name; or what was found."""

    found: list[Found]
    pairs: list[tuple[str, str]]
    crowded: list[Token]


class _Entered(NamedTuple):
    """What is kept of a function run as if somebody outside called it."""

    uses: tuple[Hashable, ...]
    found: list[Found]


class Program:
    """The files of one scan and what is known of each."""

    def __init__(
        self,
        files: Iterable[SourceFile],
        knowledge: Knowledge,
        cache: FactCache | None,
        also: Collection[str] = (),
    ) -> None:
        """Take the files; `also` are paths of those to run again, whatever is remembered of them."""
        knowledge.compile()
        self.knowledge = knowledge
        self.files = Files(files, cache, knowledge.engine)
        self.machine = machine(knowledge, self.files)
        self.files.machine = self.machine
        self.frugal = sum(file.size for file in self.files.files.values()) >= FRUGAL_FROM
        self.machine.folding = self.frugal
        self._forgotten = 0
        """How many summaries were let go of."""
        self.records: dict[str, Record] = {}
        self.ran: set[Function] = set()
        self._cache = cache
        self._also = set(also)
        self._ran: set[str] = set()
        self._crowds: set[Token] = set()
        """Functions called in more ways than were told apart in this run."""
        self._entered: dict[str, list[_Entered]] = {}
        self._in_text: dict[str, list[Found]] = {}
        """By file: what was found in its text itself."""
        names = "\n".join(sorted(self.files.files)).encode("utf-8", "surrogateescape")
        base = f"unit:{knowledge.key}:{hashlib.sha256(names).hexdigest()}"
        self._key = base
        self._digests = {path: file.digest for path, file in self.files.files.items()}

    def analyse(self, progress: Progress | None) -> None:
        """Bring every file's record up to date."""
        self._recall()
        stale = self._stale()
        while stale:
            self._expect(stale)
            self._run(sorted(stale), progress)
            stale = self._disturbed(stale)

    def _recall(self) -> None:
        """Load the records of files whose text is what it was."""
        if self._cache is None:
            return
        for path in self.files.files:
            record = decode(self._cache.get(self._unit_key(path)))
            if record is not None:
                self.records[path] = self._slim(record)

    def _slim(self, record: Record) -> Record:
        """Return a record as it is kept at hand; where all use all, what each rests on is long."""
        return msgspec.structs.replace(record, uses={}) if self.frugal else record

    def _unit_key(self, path: str) -> bytes:
        return f"{self._key}:{path}:{self._digests[path]}".encode("utf-8", "surrogateescape")

    def _stale(self) -> set[str]:
        """Return the files to run: those without a record, and those whose record no longer holds."""
        missing = self.files.files.keys() - self.records.keys()
        if not self.records:
            return set(missing)
        outlines = {path: record.outline for path, record in self.records.items()}
        for path in missing:
            made = self.files.outline(path)
            if made is not None:
                outlines[path] = made
        validity = Validity(outlines, self._digests)
        broken = {
            path
            for path in self.records
            if path in self._also or (whole := self._whole(path)) is None or not validity.holds(whole)
        }
        for path in broken:
            del self.records[path]
        return broken | missing

    def _expect(self, stale: set[str]) -> None:
        """Tell the machine what files that are not run would have told: what they hand over, and have."""
        expected: dict[tuple[str, str], list[int]] = {}
        elsewhere: dict[str, list[str]] = {}
        for path, record in self.records.items():
            if path not in stale:
                for target, qualname, number in record.handed:
                    expected.setdefault((target, qualname), []).append(number)
                for method in record.outline.methods:
                    elsewhere.setdefault(method, []).append(path)
        self.machine.expected, self.files.elsewhere = expected, elsewhere

    def _run(self, paths: list[str], progress: Progress | None) -> None:
        m = self.machine
        self._ran.update(paths)
        for done, path in enumerate(paths):
            m.unit = path
            self.files.guarded(path, lambda path=path: self._load(path))  # type: ignore[misc]
            if progress is not None:
                progress(done, 2 * len(paths))
        m.functions = [function for path in paths for function in self._met(path)]
        self._entries(set(paths), progress, len(paths))
        self._entries_again(paths)
        self._record(paths)

    def _met(self, path: str) -> list[Function]:
        """Return the functions met in a file so far, also when another file's import ran it first."""
        module = self.files.modules.get(path)
        return [f for f in module.functions.values() if f.name != "<lambda>"] if module is not None else []

    def _load(self, path: str) -> None:
        """Run a file at top level, and look at its text while it is at hand."""
        if self.files.load(path) is not None:
            self._in_text[path] = list(found_in(self.knowledge, path, self.files.text(path)))
        self.files.forget(path)

    def _entries(self, wanted: set[str], progress: Progress | None, total: int) -> None:
        """Run public functions, then those nobody called, as if somebody outside called them."""
        m = self.machine
        late: list[Function] = []
        done = 0
        while m.functions or m.pending or late:
            batch, m.functions = m.functions, []
            again, m.pending = m.pending, []
            if not batch and not again:
                batch, late = [function for function in late if not function.contexts], []
            else:
                late.extend(function for function in batch if not is_public(function))
                batch = [function for function in batch if is_public(function)]
            for function in (*again, *batch):
                if function.module.path in wanted and (function not in self.ran or function in again):
                    self._entry(function)
                    done += 1
                    if progress is not None and done % 100 == 0:
                        progress(min(total + done // 10, 2 * total), 2 * total)

    def _entries_again(self, paths: list[str]) -> None:
        """Run the entries of files once more where one leaves behind what another may find; see `shared`."""
        m = self.machine
        for path in paths:
            module = self.files.modules.get(path)
            kept = m.kept.pop(module, {}) if module is not None else {}
            if module is None or not any(kept.values()):
                continue
            entries = sorted((f for f in self.ran if f.module is module), key=lambda function: function.at)
            outer, m.summaries = m.summaries, {}
            modules = [other for other in self.files.modules.values() if other is not None]
            contexts = [(f, f.contexts) for other in modules for f in other.functions.values()]
            for function, _ in contexts:
                function.contexts = 0
            with in_place(module, kept):
                for function in entries:
                    self._entry(function)
            for function, count in contexts:
                function.contexts = count
            for summary in m.summaries.values():
                summary.settle()
            m.summaries = outer
        m.kept.clear()
        m.functions.clear()
        m.pending.clear()

    def _entry(self, function: Function) -> None:
        m = self.machine
        path = m.unit = function.module.path
        self.ran.add(function)

        def work() -> None:
            frame = run_entry(m, function)
            self._entered.setdefault(path, []).append(_Entered(tuple(frame.uses), frame.found))

        self.files.guarded(path, work)
        m.active.clear()

    def _disturbed(self, ran: set[str]) -> set[str]:
        """Return files whose record rests on other hand-overs than those there are now."""
        received = self._received()
        return {
            path
            for path, record in self.records.items()
            if path not in ran and sorted(received.get(path, ())) != sorted(record.received)
        }

    def crowding(self) -> set[str]:
        """Return the files to run again together with those that were, where that is more than these."""
        return crowding(self.records, set(self._ran), self._crowds, self._whole)

    def _whole(self, path: str) -> Record | None:
        """Return a file's record with all it rests on; None when it is lost."""
        record = self.records[path]
        if record.uses or not self.frugal or self._cache is None:
            return record
        return decode(self._cache.get(self._unit_key(path)))

    def _received(self) -> dict[str, set[tuple[str, int]]]:
        made: dict[str, set[tuple[str, int]]] = {}
        for record in self.records.values():
            for target, qualname, number in record.handed:
                made.setdefault(target, set()).add((qualname, number))
        return made

    def _record(self, paths: list[str]) -> None:
        """Write down what came of the files that were run."""
        if self.frugal:
            self._forgotten += len(self.machine.summaries)
            forget_summaries(self.machine, self.files.modules.values())
        handed, received = self._handed(paths)
        outlines = {path: record.outline for path, record in self.records.items()}
        for path in paths:
            made = self.files.outline(path)
            if made is not None:
                outlines[path] = made
        validity = Validity(outlines, self._digests)
        self._crowds = {
            (f.module.path, outermost(f.qualname, validity.parts(f.module.path)))
            for f in self.machine.crowded
        }
        modules = {path: module for path in paths if (module := self.files.modules.get(path)) is not None}
        questions = {path: self._roots(module) for path, module in modules.items() if path in outlines}
        graph = Graph(_uses, lambda node: _marks(node, validity), _group)
        closure = Closure(questions, graph, lambda _, marks: self._part(marks, validity))
        for path, module in modules.items():
            if path in questions:
                given = (handed.get(path, []), sorted(set(received.get(path, []))))
                self._write(module, outlines[path], closure, given)

    def _part(self, marks: list[Hashable], validity: Validity) -> _Part:
        """Return what records say of some marks of one group."""
        tokens: list[Token] = [mark for mark in marks if isinstance(mark, tuple)]
        found = [mark for mark in marks if isinstance(mark, Found)]
        return _Part(found, validity.pairs(tokens), [token for token in tokens if token in self._crowds])

    def _roots(self, module: Module) -> list[Hashable]:
        """Return what a file's results come from: its top level, and what its functions as entries used."""
        roots: set[Hashable] = {module}
        for entered in self._entered.get(module.path, []):
            roots.update(entered.uses)
        return list(roots)

    def _handed(
        self, paths: list[str]
    ) -> tuple[dict[str, list[tuple[str, str, int]]], dict[str, list[tuple[str, int]]]]:
        """Return what each file hands to libraries now, and what is handed over of each."""
        handed: dict[str, list[tuple[str, str, int]]] = {}
        received: dict[str, list[tuple[str, int]]] = {}
        for unit, target, qualname, number in sorted(self.machine.handed):
            handed.setdefault(unit, []).append((target, qualname, number))
            received.setdefault(target, []).append((qualname, number))
        for path in self.records.keys() - set(paths):
            for target, qualname, number in self.records[path].handed:
                received.setdefault(target, []).append((qualname, number))
        return handed, received

    def _write(
        self,
        module: Module,
        made: Outline,
        closure: Closure[_Part],
        given: tuple[list[tuple[str, str, int]], list[tuple[str, int]]],
    ) -> None:
        path = module.path
        found = [item for entered in self._entered.get(path, []) for item in entered.found]
        uses: dict[str, list[tuple[str, str]]] = {}
        crowded: list[Token] = []
        for about, part in closure.of(path):
            found.extend(part.found)
            crowded.extend(part.crowded)
            if about != path and part.pairs:
                uses[str(about)] = part.pairs
        found.extend(self._in_text.get(path, ()))
        found = best(found)
        touched = {place.path for item in found for place in (item.place, *item.steps, *item.others)} - {path}
        record = Record(
            outline=made,
            lines=module.lines,
            broken=len(module.broken),
            imports=frozenset(module.imports),
            ties=module.ties,
            found=tuple(found),
            skipped=tuple(self.files.skipped.get(path, ())),
            uses=uses,
            files={name: self._digests[name] for name in touched},
            handed=given[0],
            received=given[1],
            crowded=sorted(crowded),
        )
        if self._cache is not None:
            self._cache.put(self._unit_key(path), encode(record))
        self.records[path] = self._slim(record)

    @property
    def summaries(self) -> int:
        """How many were made."""
        return self._forgotten + len(self.machine.summaries)

    def close(self) -> None:
        """Let go of everything."""
        take_apart(self.machine, self.files.modules.values())
        self.files.modules.clear()
        self.files.machine = None
        self._entered.clear()
        self.ran.clear()

    def skipped(self) -> list[Skipped]:
        """Return everything that was not, or not wholly, looked at."""
        found = [
            note
            for path in self.files.skipped
            if path not in self.records
            for note in self.files.skipped[path]
        ]
        for path, record in self.records.items():
            found.extend(record.skipped)
            if record.broken:
                found.append(
                    Skipped(what=path, why=f"{record.broken} place(s) are not valid Python", partial=True)
                )
        return sorted(set(found), key=lambda note: (note.what, note.why))


def _uses(node: Hashable) -> Collection[Hashable]:
    return node.uses if node.__class__ in _FINDERS else ()


def _group(mark: Hashable) -> Hashable:
    return mark[0] if isinstance(mark, tuple) else None


def _marks(node: Hashable, validity: Validity) -> Iterator[Hashable]:
    """Yield what must stay the same for a node to be used again, and what was found in it.

    Not the node itself: one function run for thirty shapes of arguments finds the same thirty times.
    """
    if isinstance(node, _FINDERS):
        yield from node.found
    if isinstance(node, Module) and node.path:
        yield (node.path, TOP)
    elif isinstance(node, Function):
        path = node.module.path
        yield (path, outermost(node.qualname, validity.parts(path)))
    elif isinstance(node, tuple):  # ("method", name)
        yield node
