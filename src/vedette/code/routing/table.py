"""Routes of a whole program: what a file says, put together over files; asked by where a value comes in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias

from vedette.code.routing.collect import METHODS, FileRoutes, Handler, Span, collect
from vedette.code.routing.templates import joined
from vedette.lang.ir import Facts

_DEPTH: Final = 8
"""Groups within groups."""
_MOST: Final = 8
"""Routes of one function."""
Group = tuple[str, str]
"""File and name; the name is empty for what a module as a whole holds."""


@dataclass(frozen=True, slots=True)
class Way:
    """One route to a function."""

    path: str
    methods: tuple[str, ...]


class _Mounted(NamedTuple):
    parent: Group
    prefix: str | None
    replaces: bool


_Mounts: TypeAlias = dict[Group, list[_Mounted]]


@dataclass(slots=True)
class _Reached:
    """A stretch of a file that answers requests."""

    start: int
    end: int
    ways: list[tuple[list[str], Handler]] = field(default_factory=list)
    """What its paths may begin with, and how each goes on: put together when asked for."""

    def shown(self) -> tuple[Way, ...]:
        """Return the first of its routes."""
        made: dict[Way, None] = {}
        for prefixes, handler in self.ways:
            for prefix in prefixes:
                made[Way(joined(prefix, handler.path), handler.methods)] = None
                if len(made) == _MOST:
                    return tuple(made)
        return tuple(made)


class Routes:
    """All routes. Made when first asked, for most scans never need them."""

    def __init__(
        self,
        paths: Iterable[str],
        tying: Callable[[], Iterable[str]],
        facts: Callable[[str], Facts | None],
    ) -> None:
        """Remember where to look: all files, those that may have routes, and what reads one."""
        self._paths = paths
        self._tying = tying
        self._facts = facts
        self._ready = False
        self._files: dict[str, FileRoutes] = {}
        self._names: dict[str, str] = {}
        self._reached: dict[str, list[_Reached]] = {}
        self._known: dict[Group, list[str]] = {}

    def at(self, path: str, offset: int) -> tuple[Way, ...]:
        """Return the routes whose function a place is in: those of the innermost."""
        if not self._ready:
            self._ready = True
            self._read()
        around = [one for one in self._reached.get(path, ()) if one.start <= offset < one.end]
        inner = min(around, key=lambda one: one.end - one.start, default=None)
        return inner.shown() if inner is not None else ()

    def _read(self) -> None:
        for path in self._paths:
            for name in _module_names(path):
                self._names.setdefault(name, path)
        said = {path: self._file(path) for path in self._tying()}
        mounted = self._mounted(said)
        for path, found in said.items():
            for handler in found.handlers:
                self._add(path, handler, self._all_prefixes(self._group(path, handler.group), mounted))
            for tied in found.tied:
                prefixes = self._all_prefixes(self._group(path, tied.group), mounted)
                for where, span in self._definitions(path, tied.target):
                    for handler in _handlers(span, tied.path, tied.methods):
                        self._add(where, handler, prefixes)

    def _file(self, path: str) -> FileRoutes:
        """Return what a file says; of those without routes, only where a route leads is looked at."""
        found = self._files.get(path)
        if found is None:
            facts = self._facts(path)
            found = self._files[path] = collect(facts.body) if facts is not None else FileRoutes()
        return found

    def _add(self, path: str, handler: Handler, prefixes: list[str]) -> None:
        known = self._reached.setdefault(path, [])
        spot = next((one for one in known if (one.start, one.end) == (handler.start, handler.end)), None)
        if spot is None:
            spot = _Reached(handler.start, handler.end)
            known.append(spot)
        spot.ways.append((prefixes, handler))

    def _group(self, path: str, written: str) -> Group:
        """Find the group a name in a file stands for; what is no group counts as the module as a whole."""
        found = self._resolve(path, written) if written else None
        if found is not None and found[1] in self._file(found[0]).prefixes:
            return found
        return (path, "")

    def _mounted(self, said: Mapping[str, FileRoutes]) -> _Mounts:
        """Say where each group is mounted: in which group, and under which prefix."""
        made: _Mounts = {}
        for path, found in said.items():
            for mount in found.mounts:
                if mount.whole_module:
                    where = self._names.get(mount.child) or self._module(path, mount.child)
                    child = (where, "") if where is not None else None
                else:
                    child = self._resolve(path, mount.child)
                if child is not None:
                    parent = self._group(path, mount.parent)
                    made.setdefault(child, []).append(_Mounted(parent, mount.prefix, replaces=mount.replaces))
        return made

    def _all_prefixes(self, group: Group, mounted: _Mounts) -> list[str]:
        """Return everything a group's paths may begin with, found once for all that is in it."""
        known = self._known.get(group)
        if known is None:
            known = self._known[group] = self._prefixes(group, mounted, 0)
        return known

    def _prefixes(self, group: Group, mounted: _Mounts, depth: int) -> list[str]:
        """Return everything a group's paths may begin with."""
        own = self._file(group[0]).prefixes.get(group[1], "")
        if depth > _DEPTH or group not in mounted:
            return [own]
        made = []
        for one in mounted[group]:
            if one.prefix is None or one.replaces:
                here = own if one.prefix is None else one.prefix
            else:
                here = joined(one.prefix, own) if own else one.prefix
            above = self._prefixes(one.parent, mounted, depth + 1) if one.parent != group else [""]
            made += [joined(before, here) if before else here for before in above]
        return made

    def _definitions(self, path: str, written: str) -> Iterator[tuple[str, Span]]:
        found = self._resolve(path, written)
        if found is not None:
            span = self._file(found[0]).definitions.get(found[1])
            if span is not None:
                yield found[0], span

    def _resolve(self, path: str, written: str) -> tuple[str, str] | None:
        """Find the file and name something stands for: here, or in the file it is imported from."""
        here = self._file(path)
        if written in here.definitions or written in here.prefixes:
            return (path, written)
        first, _, rest = written.partition(".")
        if first not in here.imports:
            return None
        target = here.imports[first] + (f".{rest}" if rest else "")
        module, _, name = target.rpartition(".")
        where = self._module(path, module) if name else None
        return (where, name) if where is not None else None

    def _module(self, near: str, name: str) -> str | None:
        """Find a module's file by its dotted name, as seen from a file."""
        level = len(name) - len(name.lstrip("."))
        if not level:
            return self._names.get(name)
        folders = near.split("/")[:-level]
        whole = ".".join([*folders, name.lstrip(".")]).strip(".")
        return self._names.get(whole)


def _module_names(path: str) -> Iterator[str]:
    """Give the dotted names a file may be imported by, the longest first."""
    stem = path.removesuffix(".py").removesuffix("/__init__")
    parts = stem.split("/")
    for start in range(len(parts)):
        yield ".".join(parts[start:])


def _handlers(span: Span, path: str, methods: tuple[str, ...]) -> Iterator[Handler]:
    """Give what answers: the function itself, or a class's methods that are named for HTTP's."""
    yield Handler(span.start, span.end, "", path, methods)
    for name, start, end in span.methods:
        if name in METHODS and (not methods or name.upper() in methods):
            yield Handler(start, end, "", path, (name.upper(),))
