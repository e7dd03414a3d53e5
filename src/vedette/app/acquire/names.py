"""Which names an archive may use: all a path can do besides naming a file below it is refused."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import PurePosixPath

from vedette.core.limits import Limits

_DRIVE = re.compile(r"^[A-Za-z]:")
_SHOWN = 120


def refusal(name: str, limits: Limits) -> str | None:
    """Say why an entry's name is refused, or None when it is an honest relative path."""
    parts = name.replace("\\", "/").split("/")
    tests = (
        (not name or "\0" in name, "an empty name, or one that holds NUL"),
        (len(name) > limits.name_chars, f"a name of {len(name)} characters"),
        (name.startswith(("/", "\\")) or _DRIVE.match(name), "an absolute path"),
        (".." in parts, "a path that climbs out of the archive"),
        ("\\" in name, "a backslash, which is a folder on some machines and not on others"),
        (len(parts) > limits.depth, f"more than {limits.depth} folders deep"),
    )
    return next((why for bad, why in tests if bad), None)


def tidy(name: str) -> str:
    """Write an honest path one way: no empty parts, no dots."""
    return str(PurePosixPath(*(part for part in name.split("/") if part not in {"", "."})))


def spelt(name: str) -> str:
    """Spell a name for a report: a byte that is no UTF-8 as %XX, for a backslash would read as a folder."""
    return "".join(f"%{ord(char) & 0xFF:02X}" if "\ud800" <= char <= "\udfff" else char for char in name)


def brief(name: str) -> str:
    """Shorten a name for a message, and escape what cannot be written down."""
    plain = name.encode("utf-8", "backslashreplace").decode()
    return plain if len(plain) <= _SHOWN else f"{plain[:_SHOWN]}…"


def folded(name: str) -> str:
    """Fold a path as machines do that ignore case and the ways to write an accent."""
    return unicodedata.normalize("NFC", name).casefold()


def wrapper(names: Sequence[str], archive: str) -> str:
    """Return the one folder all entries lie in, if it is called like the archive, with its slash; else ''."""
    tops = {name.partition("/")[0] for name in names}
    if len(tops) != 1 or not all("/" in name for name in names):
        return ""
    top = tops.pop()
    same = _plain(archive).startswith(_plain(top)) and f"{top}/__init__.py" not in names
    return f"{top}/" if same else ""


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
