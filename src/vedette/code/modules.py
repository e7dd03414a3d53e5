"""The analysed program as modules: names to files, files to facts, facts to modules run at top level."""

from __future__ import annotations

import marshal  # noqa: TID251 - only what this program wrote itself, into a cache of its own, under a digest
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from vedette.code.facts import FactCache
from vedette.code.result import FAULT
from vedette.code.routing.collect import may_tie
from vedette.code.taint.machine import Machine, Project
from vedette.code.taint.scopes import Frame, Module
from vedette.code.taint.values import State
from vedette.code.units import Outline, outline
from vedette.core.errors import VedetteError
from vedette.core.nouns import Skipped
from vedette.core.sources import SourceFile
from vedette.core.text import decode
from vedette.lang import Facts, front_end
from vedette.lang.ir import Block

if TYPE_CHECKING:
    from vedette.lang.ir import Node


class Files(Project):
    """A program's files, each read, lowered and run when first asked for."""

    def __init__(self, files: Iterable[SourceFile], cache: FactCache | None, engine: str = "") -> None:
        self._engine = engine
        self.files = {file.path: file for file in files}
        self.names: dict[str, str] = {}
        """Module name to path."""
        self.folders: set[str] = set()
        """Names of folders that hold modules, whether or not they are modules themselves."""
        self.skipped: dict[str, list[Skipped]] = {}
        """By file: what could not be looked at."""
        self.machine: Machine | None = None
        self.modules: dict[str, Module | None] = {}
        """By path; None while a module can't be used."""
        self.elsewhere: dict[str, list[str]] = {}
        """By method name: files that have one, and need not be run again."""
        self._own_name: dict[str, str] = {}
        self._outlines: dict[str, Outline | None] = {}
        self._cache = cache
        self._packages = {p.rpartition("/")[0] for p in self.files if p.endswith("__init__.py")} - {""}
        self._utf8: dict[str, bytes] = {}
        for path in sorted(self.files, key=lambda path: (path.count("/"), path)):
            self._register(path)

    def _register(self, path: str) -> None:
        dotted = _dotted(path)
        own = self._from_package(path)
        self._own_name[path] = own
        for name in (own, dotted):
            self.names.setdefault(name, path)
            folder = name
            while "." in folder:  # a folder without __init__.py is a package too
                folder = folder.rpartition(".")[0]
                self.folders.add(folder)

    def _from_package(self, path: str) -> str:
        """Return the name a file is imported under: from the outermost folder that is a package."""
        top = path.rpartition("/")[0]
        while top in self._packages:
            top = top.rpartition("/")[0]
        return _dotted(path[len(top) + 1 :] if top else path)

    def meet(self, method: str) -> None:
        """Run the files that have a method of that name; what is chosen by name is chosen among all."""
        for path in self.elsewhere.pop(method, ()):
            self.load(path)

    def name_of(self, path: str) -> str:
        """Return a file's module name."""
        return self._own_name[path]

    def resolve(self, name: str, near: Module) -> str | None:
        """Return the full name under which a module finds another, or None."""
        if not name:
            return None
        folder = near.path[: near.path.rfind("/") + 1]  # asked for every import: not worth a path object
        beside = folder + name.replace(".", "/")
        for full in (f"{beside}.py", f"{beside}/__init__.py"):
            if full in self.files and full != near.path:
                return self._own_name[full]
        return name if name in self.names or name in self.folders else None

    def module(self, name: str) -> Module | None:
        """Return a module by its full name, run at top level."""
        path = self.names.get(name)
        if path is None and name in self.folders:
            return Module(name, "")
        return self.load(path) if path is not None else None

    def load(self, path: str) -> Module | None:
        """Return a file's module, run at top level; None when it can't be read, which is then noted."""
        if path in self.modules:
            return self.modules[path]
        module = Module(self._own_name[path], path)
        self.modules[path] = module  # before it is run: imports may come back to it
        facts = self.facts(path)
        if facts is None or self.machine is None:
            self.modules[path] = None
            return None
        module.lines, module.broken, module.ties = facts.lines, facts.broken, may_tie(facts.called)
        self.outline(path, facts)
        self._run(self.machine, module, facts.body)
        return module

    def _run(self, m: Machine, module: Module, body: Block) -> None:
        outer, outer_name, outer_ends, outer_unit = m.frame, m.result_name, m.ends, m.unit
        frame = m.frame = Frame(module, None)
        m.result_name, m.unit = "", module.path
        module.labels = frame.labels  # type: ignore[assignment]  # at top level none stands for an argument
        state = State(module.env, module.heap, {})
        try:
            self.guarded(module.path, lambda: _top_level(m, module, body, state))
        finally:
            m.report(m, frame)
            module.uses, module.found = frame.uses, frame.found
            m.frame, m.result_name, m.ends, m.unit = outer, outer_name, outer_ends, outer_unit
        module.done = True

    def guarded(self, path: str, work: Callable[[], None]) -> None:
        """Do some work on one file; what it can't do is noted, and nothing else is lost."""
        try:
            work()
        except VedetteError as error:
            self.skip(path, str(error), partial=True)
        except RecursionError:
            self.skip(path, "nested too deeply to follow", partial=True)
        except MemoryError:
            self.skip(path, "takes more memory than there is", partial=True)
        except Exception as error:  # noqa: BLE001 - a fault of ours in one file must not cost the others
            self.skip(path, f"{FAULT}: {type(error).__name__}: {error}", partial=True)

    def skip(self, path: str, why: str, *, partial: bool = False) -> None:
        """Note that a file was not, or not wholly, looked at."""
        note = Skipped(what=path, why=why, partial=partial)
        notes = self.skipped.setdefault(path, [])
        if note not in notes:
            notes.append(note)

    def facts(self, path: str) -> Facts | None:
        """Return a file's facts, from the cache when its content was seen before."""
        file = self.files[path]
        key = f"facts:{self._engine}:{file.digest}".encode()
        kept = self._cache.get(key) if self._cache is not None else None
        if kept is not None and (facts := _unpack(kept)) is not None:
            return facts
        try:
            facts = front_end(path)(self.text(path))
        except VedetteError as error:
            self.skip(path, str(error))
            return None
        if self._cache is not None:
            self._keep(key, facts)
        return facts

    def outline(self, path: str, facts: Facts | None = None) -> Outline | None:
        """Return a file's outline; None when it can't be lowered."""
        if path not in self._outlines:
            facts = facts or self.facts(path)
            self._outlines[path] = outline(self.text(path), facts) if facts is not None else None
        return self._outlines[path]

    def _keep(self, key: bytes, facts: Facts) -> None:
        try:
            data = marshal.dumps((facts.body, facts.lines, facts.broken, facts.called))
        except ValueError:  # nested more deeply than the format allows: lowered anew next time
            return
        if self._cache is not None:
            self._cache.put(key, data)

    def text(self, path: str) -> bytes:
        """Return a file's text as UTF-8.

        Raises:
            BadInput: the file can no longer be read.

        """
        known = self._utf8.get(path)
        if known is None:
            data = self.files[path].read()
            known = decode(data).encode("utf-8", "replace")
            self._utf8[path] = known
        return known

    def forget(self, path: str) -> None:
        """Let go of a file's text."""
        self._utf8.pop(path, None)


def _top_level(m: Machine, module: Module, body: Block, state: State) -> None:
    """Run a module's body; other modules see what it has so far."""
    now: State | None = state
    for node in body:
        now = _one(m, node, now) if now is not None else None
        if now is None:
            return
        module.env = now.env
        module.heap = now.heap


def _one(m: Machine, node: Node, state: State) -> State | None:
    return m.executors[node[0]](m, node, state)


def _dotted(path: str) -> str:
    folder, _, name = path.rpartition("/")
    name = name.rpartition(".")[0] or name
    whole = folder if name == "__init__" else f"{folder}/{name}"
    return whole.lstrip("/").replace("/", ".")


def _unpack(kept: bytes) -> Facts | None:
    try:
        body, lines, broken, called = marshal.loads(kept)  # noqa: S302 - see the import
    except (ValueError, EOFError, TypeError):
        return None
    return Facts(body=body, lines=lines, broken=broken, called=called)
