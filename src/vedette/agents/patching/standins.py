"""Stands in for what a target needs and the sandbox has not: modules, web requests, databases. Copied there.

Knows nothing of Vedette, as the probe it belongs to.
"""

# ruff: noqa: ANN401  whatever a stranger's code takes and gives

from __future__ import annotations

import importlib.abc
import importlib.machinery
import logging
import os
import sys
import types
from pathlib import Path
from typing import Any, Self

_MOST_EVENTS = 200
_FILE_EVENTS = """
open os.remove os.rename os.listdir os.scandir os.mkdir os.rmdir os.chmod os.link os.symlink os.truncate
shutil.rmtree shutil.copyfile shutil.copytree shutil.move
"""
_FILES = frozenset(_FILE_EVENTS.split())
_HOSTS = frozenset(("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "urllib.Request"))
_HELD_IN = """
args form values cookies headers json files view_args GET POST COOKIES META query_params path_params
match_info query params forms FILES data session environ
"""
_CONTAINERS = frozenset(_HELD_IN.split())


class Heard:
    """What was noticed during a case."""

    def __init__(self) -> None:
        self.files: list[str] = []
        self.hosts: list[str] = []
        self.sql: list[str] = []
        self.logged: list[str] = []
        self.stubbed: list[str] = []
        self.redirects: list[str] = []
        self.commands: list[list[str]] = []
        self.on = False

    def event(self, name: str, given: tuple[Any, ...]) -> None:
        """Hear an audit event."""
        if not self.on or len(self.files) > _MOST_EVENTS:
            return
        if name in _FILES:
            paths = [os.fsdecode(one) for one in given[:2] if isinstance(one, str | bytes | os.PathLike)]
            self.files += [os.path.relpath(Path.cwd() / one) for one in paths]
        elif name == "subprocess.Popen" and isinstance(given[1], list | tuple):
            self.commands.append([os.fsdecode(one) for one in given[1]])
        elif name in _HOSTS:
            self.hosts.append(repr(given[:2]))


HEARD = Heard()


class Anything:
    """Stands for whatever a module that is not installed would have given."""

    def __init__(self, name: str) -> None:
        self.__dict__["_name"] = name

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Anything(f"{self._name}.{name}")

    def __call__(self, *given: Any, **named: Any) -> Any:  # noqa: D102
        if len(given) == 1 and not named and isinstance(given[0], types.FunctionType | type):
            return given[0]
        words = [one for one in (*given, *named.values()) if isinstance(one, str | bytes)]
        if (
            self._name.rpartition(".")[2] in {"redirect", "HttpResponseRedirect", "RedirectResponse"}
            and words
        ):
            HEARD.redirects.append(str(words[0]))
        elif words:
            HEARD.stubbed += [f"{self._name}: {one!r}" for one in words]
        return Anything(f"{self._name}()")

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[type, ...]:
        return (object,)

    def __getitem__(self, key: Any) -> Any:
        return Anything(f"{self._name}[]")

    def __setattr__(self, name: str, value: Any) -> None:
        del name, value

    def __iter__(self) -> Any:
        return iter(())

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        return f"<{self._name}>"


class Stubs(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds modules nobody installed; what belongs to the target is never made up."""

    def __init__(self, own: frozenset[str]) -> None:
        self.own = own
        self.made: set[str] = set()

    def find_spec(
        self, name: str, path: Any = None, target: Any = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Say that there is one."""
        del path, target
        head = name.partition(".")[0]
        if head in self.own or head in sys.stdlib_module_names:
            return None
        self.made.add(head)
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        """Make it."""
        module = _Made(spec.name)
        module.__path__ = []
        return module

    def exec_module(self, module: types.ModuleType) -> None:
        """Leave it empty: it has everything."""


class _Made(types.ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Anything(f"{self.__name__}.{name}")


class Request:
    """A web request that holds one text in every place."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.method = "GET"
        self.data = self.body = text.encode("utf-8", "surrogateescape")
        self.text = self.content = text

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if name in _CONTAINERS:
            return Everywhere(self._text)
        if name in {"url", "path", "full_path", "remote_addr", "referrer", "query_string"}:
            return self._text
        return lambda *_, **__: Everywhere(self._text)


class Everywhere(dict[Any, Any]):
    """A mapping that gives one text for every key."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def __missing__(self, key: Any) -> Any:
        return self._text

    def __contains__(self, key: object) -> bool:
        return True

    def get(self, key: Any, default: Any = None, *_: Any, **__: Any) -> Any:
        """Give the text."""
        del key, default
        return self._text

    def getlist(self, key: Any) -> list[str]:
        """Give the text, once."""
        del key
        return [self._text]

    getall = get_all = getlist
    pop = setdefault = get


class Database:
    """A connection and a cursor at once: writes down what it is to do, and finds nothing."""

    description = None
    rowcount = 0
    lastrowid = 0

    def _said(self, sql: Any, *_: Any, **__: Any) -> Database:
        HEARD.sql.append(str(sql))
        return self

    execute = executemany = executescript = raw = query = exec_driver_sql = _said

    def cursor(self, *_: Any, **__: Any) -> Database:
        """Give a cursor."""
        return self

    connect = begin = session = connection = cursor

    def fetchall(self, *_: Any) -> list[Any]:
        """Find nothing."""
        return []

    fetchmany = all = fetchall

    def fetchone(self, *_: Any) -> None:
        """Find nothing."""

    first = scalar = commit = rollback = close = fetchone

    def __iter__(self) -> Any:
        return iter(())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass


class Listener(logging.Handler):
    """Hears what is logged."""

    def emit(self, record: logging.LogRecord) -> None:
        """Hear one message."""
        HEARD.logged.append(record.getMessage())
