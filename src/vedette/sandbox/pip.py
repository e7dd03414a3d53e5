"""A package's name in, a downloaded file out: as the user's pip is set up; nothing of it is ever run."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from vedette.core.errors import BadInput, LimitHit, Unavailable, VedetteError
from vedette.core.limits import MIB, Limits
from vedette.sandbox.process import Bounds, run

_NOT_OURS = ("PYTHON", "VEDETTE_")


@dataclass(frozen=True, slots=True)
class Fetched:
    """One downloaded file, and where it came from."""

    path: Path
    version: str
    where: str


def fetch(name: str, version: str | None, folder: Path, limits: Limits) -> Fetched:
    """Download the best file of a release: a wheel of any platform, else the source archive.

    Raises:
        BadInput: no registry has it.
        LimitHit: it is too large.
        Unavailable: no registry answered, or what it sent is not what it stated.

    """
    asked = {
        "name": name,
        "version": version,
        "folder": str(folder),
        "seconds": limits.network_seconds,
        "bytes": limits.archive_bytes,
    }
    command = [sys.executable, "-I", "-m", "vedette.sandbox.pip_child"]
    bounds = Bounds(seconds=limits.process_seconds, file_bytes=limits.archive_bytes + MIB)
    environ = {key: value for key, value in os.environ.items() if not key.startswith(_NOT_OURS)}
    ran = run(command, bounds, environ, stdin=json.dumps(asked).encode())
    answer = _answer(ran.out, ran.words)
    if "error" in answer:
        raise _error(answer["error"], answer["words"], name + (f"=={version}" if version else ""))
    return Fetched(Path(answer["path"]), answer["version"], answer["where"])


def _answer(out: bytes, words: str) -> dict[str, str]:
    try:
        return dict(json.loads(out.splitlines()[-1]))
    except (IndexError, ValueError):
        return {
            "error": "unreachable",
            "words": "pip stopped without an answer" if words else "the download stopped early",
        }


def _error(kind: str, words: str, wanted: str) -> VedetteError:
    match kind:
        case "missing":
            return BadInput(
                words, hint="check the name and version; to scan a folder, give a path that exists"
            )
        case "limit":
            return LimitHit(words, hint="set VEDETTE_LIMIT_ARCHIVE_BYTES if you mean it")
        case _:
            return Unavailable(
                f"{wanted} could not be downloaded: {words}",
                hint="check the network and `pip config list`; or scan a file of it that you have",
            )
