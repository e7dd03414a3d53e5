"""What somebody wants judged: paths, packages by name, what came on the standard input; plain files out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from vedette.app.acquire.opened import Selection
from vedette.app.plainfiles import Gathered, PlainFile, gather, quoted
from vedette.app.requests import Triage
from vedette.core.errors import BadInput
from vedette.core.limits import Limits

PYPI: Final = "pypi:"
NPM: Final = "npm:"
_STDIN: Final = "standard input"


@contextmanager
def handed(request: Triage, limits: Limits) -> Iterator[Gathered]:
    """Bring everything into reach; what was downloaded is gone when this is over.

    Raises:
        BadInput: there is no such thing.
        Unavailable: a package is wanted, and no registry answers.

    """
    selection = Selection(include=request.include, exclude=request.exclude, defaults=False, any_kind=True)
    with _place(request) as folder:
        paths = [one for one in request.targets if not one.startswith((PYPI, NPM))]
        made = gather(tuple(paths), selection, limits) if paths else Gathered(files=(), origin="", name="")
        files = list(made.files)
        for number, wanted in enumerate(one for one in request.targets if one.startswith((PYPI, NPM))):
            place = folder / str(number)
            place.mkdir()
            files.append(_fetched(wanted, place, limits))
        if request.given is not None:
            path = folder / "stdin"
            path.write_bytes(request.given)
            files.append(_plain(_STDIN, path))
        named = [*request.targets, *([_STDIN] if request.given is not None else [])]
        origin, name = (made.origin, made.name) if named == paths else (quoted(named), named[0])
        if len(named) > 1:
            name = f"{len(named)} things"
        yield replace(made, files=tuple(files), origin=origin, name=name)


@contextmanager
def _place(request: Triage) -> Iterator[Path]:
    """Make a folder for what does not lie here already."""
    if request.given is None and not any(one.startswith((PYPI, NPM)) for one in request.targets):
        yield Path(os.devnull)  # where nothing can be put
        return
    import tempfile  # noqa: PLC0415  most of what is handed in lies here already

    with tempfile.TemporaryDirectory(prefix="vedette-triage-") as folder:
        yield Path(folder)


def _fetched(wanted: str, folder: Path, limits: Limits) -> PlainFile:
    from vedette.app.acquire import package  # noqa: PLC0415  most of what is handed in lies here already
    from vedette.sandbox import npm, pip  # noqa: PLC0415

    if wanted.startswith(NPM):
        name, at, version = wanted.removeprefix(NPM).rpartition("@")
        if not at or not name:  # a scope's own @ is none
            name, version = wanted.removeprefix(NPM), ""
        path = npm.fetch(name, version or None, folder, limits)
    else:
        asked = package.wish(wanted.removeprefix(PYPI))
        if asked is None:
            raise BadInput(f"{wanted}: no such package", hint="like pypi:flask==3.0.0")
        path = pip.fetch(asked.name, asked.version, folder, limits).path
    return _plain(path.name, path)


def _plain(name: str, path: Path) -> PlainFile:
    info = path.stat()
    return PlainFile(name=name, path=path, size=info.st_size, modified=info.st_mtime_ns // 1000)
