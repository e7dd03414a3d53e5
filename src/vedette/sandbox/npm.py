"""An npm package's name in, a downloaded file out: as the user's npm is set up; nothing of it is ever run."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

from vedette.core.errors import BadInput, LimitHit, Unavailable
from vedette.core.limits import MIB, Limits
from vedette.sandbox.process import Bounds, Ran, run

_NAME: Final = re.compile(r"(?:@[a-z0-9~][a-z0-9._~-]{0,99}/)?[a-z0-9~][a-z0-9._~-]{0,199}", re.ASCII)
_VERSION: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+-]{0,99}", re.ASCII)
_ERROR: Final = re.compile(r"npm (?:ERR!|error) code (\w+)")


def fetch(name: str, version: str | None, folder: Path, limits: Limits) -> Path:
    """Download the archive of a release.

    Raises:
        BadInput: no registry has it, or that is no name of a package.
        LimitHit: it is too large.
        Unavailable: npm is not installed, or no registry answered.

    """
    if not _NAME.fullmatch(name) or (version is not None and not _VERSION.fullmatch(version)):
        raise BadInput(f"{name!r}: no package of npm is called so", hint="like npm:left-pad@1.3.0")
    spec = f"{name}@{version}" if version is not None else name
    command = ["npm", "pack", "--ignore-scripts", "--loglevel=error", f"--pack-destination={folder}", spec]
    environ = {key: value for key, value in os.environ.items() if not key.startswith("VEDETTE_")}
    bounds = Bounds(seconds=limits.process_seconds, file_bytes=limits.archive_bytes + MIB)
    ran = run(command, bounds, environ | {"npm_config_update_notifier": "false"})
    found = sorted(folder.glob("*.tgz"))
    if ran.code != 0 or not found:
        raise _error(spec, ran)
    if found[0].stat().st_size > limits.archive_bytes:
        raise LimitHit(f"{spec}: larger than {limits.archive_bytes:,} bytes", hint="hand over the file")
    return found[0]


def _error(spec: str, ran: Ran) -> BadInput | Unavailable:
    code = _ERROR.search(ran.words)
    if code is not None and code[1] in {"E404", "ETARGET", "ENOVERSIONS"}:
        return BadInput(f"{spec}: no registry has it", hint="check the name and version")
    said = code[1] if code is not None else f"exit code {ran.code}"
    return Unavailable(
        f"{spec}: npm could not download it ({said})",
        hint="check the network and `npm config list`, or hand over a file you downloaded",
    )
