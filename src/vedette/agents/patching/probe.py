"""Calls one function of a target with chosen values, and says what came of it. Runs in the sandbox.

Stands alone: it is copied there, and knows nothing of Vedette. It reads one JSON object from its standard
input (`module`, `function`, `cases`) and prints one line that begins with the mark it was given, then JSON.
Each case is a process of its own, so that none finds what another left behind.

A value is one of: {"text"}, {"data"} (Latin-1), {"number"}, {"list"}, {"file"} (its content; the path is
given), {"tar"} and {"zip"} (a name in it; the path is given), {"folder"}, {"request"} (text in every place of
a web request), {"database"}, {"anything"}, {"nothing"}, {"yes"}.
"""

# ruff: noqa: ANN401  whatever a stranger's code takes and gives

from __future__ import annotations

import builtins
import importlib
import inspect
import io
import json
import logging
import os
import re
import signal
import sys
import tarfile
import types
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .standins import HEARD, Anything, Database, Listener, Request, Stubs

PLACE = "vedette-probe"
_LONGEST = 4000
_MOST_EVENTS = 200
_SECONDS = 10
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{6,}")


def value_of(spec: dict[str, Any]) -> Any:
    """Make a value of its description."""
    ((kind, given),) = spec.items()
    if isinstance(given, str):
        given = given.replace("{work}", str(Path.cwd()))
    place = Path.cwd() / PLACE
    if kind in {"tar", "zip"}:
        return _archive(kind, given, place / "inside" / f"given.{kind}")
    if kind == "file":
        path = place / "inside" / "given"
        path.write_bytes(given.encode("latin-1"))
        return str(path)
    made: dict[str, Callable[[], Any]] = {
        "text": lambda: given,
        "number": lambda: given,
        "list": lambda: list(given),
        "data": lambda: given.encode("latin-1"),
        "folder": lambda: str(place / "inside"),
        "request": lambda: Request(given),
        "database": Database,
        "anything": lambda: Anything("anything"),
        "nothing": lambda: None,
        "yes": lambda: bool(given),
    }
    return made[kind]()


def _archive(kind: str, name: str, path: Path) -> str:
    """Write an archive that holds one small file under a name of the caller's, and give its path."""
    content = b"hello\n"
    if kind == "zip":
        with zipfile.ZipFile(path, "w") as made:
            made.writestr(name, content)
    else:
        with tarfile.open(path, "w:gz") as packed:
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            packed.addfile(entry, io.BytesIO(content))
    return str(path)


def load(path: str) -> types.ModuleType:
    """Import a file of the target as the module it is."""
    parts = path.removesuffix(".py").split("/")
    root = Path.cwd()
    at = len(parts) - 1
    while at > 0 and root.joinpath(*parts[:at], "__init__.py").exists():
        at -= 1
    if parts[-1] == "__init__" and len(parts) > 1:
        parts.pop()
    sys.path.insert(0, str(root))
    sys.path.insert(0, str(root.joinpath(*parts[:at])))
    module = importlib.import_module(".".join(parts[at:]))
    if b"async def" in root.joinpath(path).read_bytes():
        # Before any call: it takes long, and what it opens is nothing the function does.
        importlib.import_module("asyncio")
    return module


def function_of(module: types.ModuleType, name: str, fill: dict[str, dict[str, Any]]) -> Any:
    """Return a function or a method of a module, bound to an object that is made as it can be."""
    found: Any = module
    owner: Any = None
    for part in name.split("."):
        owner, found = found, inspect.getattr_static(found, part)
    if isinstance(found, staticmethod | classmethod) or not inspect.isclass(owner):
        return getattr(owner, name.rpartition(".")[2]) if inspect.isclass(owner) else found
    try:
        made = owner(**filled(owner, fill))
    except Exception:  # noqa: BLE001  whatever it wants, we do not have it
        made = object.__new__(owner)
    return getattr(made, name.rpartition(".")[2])


def filled(function: Any, fill: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return values for the parameters that are described; others keep their defaults."""
    known = inspect.signature(function).parameters
    return {name: value_of(spec) for name, spec in fill.items() if name in known}


def prepare(text: str, module: types.ModuleType, names: list[str]) -> None:
    """Put a text where programs take input that is no parameter: request, arguments, keyboard."""
    for name in names:
        if hasattr(module, name):
            setattr(module, name, Request(text))
    sys.argv = ["program", *[text] * 3]
    builtins.input = lambda *_: text


def run(module: types.ModuleType, told: dict[str, Any], case: dict[str, Any]) -> dict[str, Any]:
    """Run one case, here and now."""
    if "outer" in case:
        prepare(case["outer"].replace("{work}", str(Path.cwd())), module, told["requests"])
    named = {"connect": Database().cursor}
    for name in ("sqlite3", "psycopg2", "pymysql", "MySQLdb", "psycopg"):
        if name in sys.modules:
            sys.modules[name].__dict__.update(named)
    logging.getLogger().handlers = [Listener()]
    logging.getLogger().setLevel(logging.DEBUG)
    said: dict[str, Any] = {"id": case["id"]}
    try:
        function = function_of(module, told["function"], case["fill"])
        given = filled(function, case["fill"])
        HEARD.on = True
        result = function(**given)
        result = _whole(result)
        said |= {"ended": "returned", "type": type(result).__name__, "shown": _shown(result)}
    except BaseException as error:  # noqa: BLE001  also what means to end the program
        said |= {"ended": "raised", "type": type(error).__name__, "shown": str(error)[:200]}
    HEARD.on = False
    return said | {name: _cut(getattr(HEARD, name)) for name in _TOLD}


def _cut(heard: list[Any]) -> list[Any]:
    """Keep the first of what was heard, and the beginning of each."""
    kept = heard[:_MOST_EVENTS]
    return [
        one[:_LONGEST] if isinstance(one, str) else [word[:_LONGEST] for word in one[:99]] for one in kept
    ]


_TOLD = ("files", "hosts", "sql", "logged", "stubbed", "redirects", "commands")


def _whole(result: Any) -> Any:
    """Run what only begins when somebody waits or asks for it."""
    if inspect.iscoroutine(result):
        return importlib.import_module("asyncio").run(result)
    if inspect.isgenerator(result):
        return [one for one, _ in zip(result, range(100), strict=False)]
    return result


def _shown(result: Any) -> str:
    text = result if isinstance(result, str) else repr(result)
    for name in ("itertext", "get_data", "getvalue"):
        if name != "itertext" and hasattr(result, name):
            text += repr(getattr(result, name)())
        elif hasattr(result, name):
            text += "".join(result.itertext())
    for name in ("location", "headers", "text"):
        text += (
            f" {name}={getattr(result, name)}"
            if type(result).__module__ != "builtins" and hasattr(result, name)
            else ""
        )
    return _ADDRESS.sub("0x", text.replace(str(Path.cwd()), "."))[:_LONGEST]


def apart(module: types.ModuleType, told: dict[str, Any], case: dict[str, Any]) -> dict[str, Any]:
    """Run one case in a process of its own."""
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(_SECONDS)
        os.close(reads)
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        _make_place()
        said = json.dumps(run(module, told, case)).encode()
        with os.fdopen(writes, "wb") as out:
            out.write(said)
        os._exit(0)
    os.close(writes)
    with os.fdopen(reads, "rb") as heard:
        data = heard.read()
    os.waitpid(child, 0)
    fired = Path.cwd() / PLACE / "fired"
    made = fired.exists()
    _clear(fired)
    left = {"id": case["id"], "ended": "stopped", "type": "", "shown": "", **{name: [] for name in _TOLD}}
    return (json.loads(data) if data else left) | {"fired": made}


def _make_place() -> None:
    place = Path.cwd() / PLACE
    (place / "inside").mkdir(parents=True, exist_ok=True)
    (place / "inside" / "hello.txt").write_text("hello\n")
    (place / "outside.txt").write_text("what-nobody-may-read\n")


def _clear(path: Path) -> None:
    if path.is_dir():
        path.rmdir()
    elif path.exists():
        path.unlink()


def main() -> None:
    """Do what the standard input says."""
    told = json.load(sys.stdin)
    own = frozenset(told["own"])
    stubs = Stubs(own)
    sys.meta_path.append(stubs)
    _make_place()
    answer: dict[str, Any] = {"cases": [], "why": "", "stubs": []}
    try:
        module = load(told["module"])
    except BaseException as error:  # noqa: BLE001  a module may do anything when it is imported
        answer["why"] = f"{type(error).__name__}: {error}"[:300]
    else:
        sys.addaudithook(HEARD.event)
        answer["cases"] = [apart(module, told, one) for one in told["cases"]]
    answer["stubs"] = sorted(stubs.made)
    sys.__stdout__.flush() if sys.__stdout__ else None
    os.write(1, f"\n{told['mark']}{json.dumps(answer)}\n".encode())


if __name__ == "__main__":
    main()
