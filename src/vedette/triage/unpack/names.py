"""Names of members made safe to show: nothing climbs, nothing hides, nothing reads as another level."""

from __future__ import annotations

import unicodedata
from collections import Counter
from typing import Final

from msgspec import Struct, field

from vedette.core.expressions import expression
from vedette.core.limits import DEFAULTS

_PART: Final = r"[A-Za-z0-9_+=@()\[\],-][A-Za-z0-9_+=@()\[\], .-]*"
_PLAIN: Final = expression(f"(?:{_PART}/)*{_PART}")
_DRIVE: Final = expression(r"^[A-Za-z]:")
_SHOWN: Final = 120
_HIDING: Final = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
"""Classes of characters that are not seen, or turn what is seen around."""


def safe(raw: str) -> tuple[str, str]:
    """Return a name that may be shown, and what is to be said of the one it had; nothing if it was fine."""
    if len(raw) <= DEFAULTS.name_chars and _PLAIN.fullmatch(raw) and "/.." not in raw:
        return raw, ""
    name = "".join(map(_shown, raw[: DEFAULTS.name_chars * 4]))
    wrongs = [word for found, word in _wrongs(raw) if found]
    parts = [
        part for part in _DRIVE.sub("", name.replace("\\", "/")).split("/") if part not in {"", ".", ".."}
    ]
    if len(parts) > DEFAULTS.depth:
        wrongs.append(f"{len(parts)} folders deep")
        parts = [*parts[: DEFAULTS.depth], "…", parts[-1]]
    made = "/".join(parts).replace("!/", "%21/") or "unnamed"
    if len(made) > DEFAULTS.name_chars:
        wrongs.append(f"{len(raw)} characters long")
        made = f"{made[: DEFAULTS.name_chars // 2]}…{made[-DEFAULTS.name_chars // 4 :]}"
    if not wrongs:
        return made, ""
    return made, f"its name in the archive is {_brief(raw)}: {', '.join(wrongs)}"


def _wrongs(raw: str) -> tuple[tuple[bool, str], ...]:
    parts = raw.replace("\\", "/").split("/")
    return (
        (not raw, "empty"),
        (raw.startswith(("/", "\\")) or bool(_DRIVE.match(raw)), "an absolute path"),
        (".." in parts, "a path that climbs out"),
        ("\0" in raw, "with NUL"),
        (any(_hides(char) for char in raw if char != "\0"), "with characters that hide"),
        ("!/" in raw, "with a mark that reads as another archive"),
    )


def _hides(char: str) -> bool:
    return unicodedata.category(char) in _HIDING and char != "\t"


def _shown(char: str) -> str:
    """Write a character that cannot be seen as its bytes."""
    if not _hides(char) and char != "\t":
        return char
    errors = "surrogateescape" if _FIRST_BYTE <= char <= _LAST_BYTE else "surrogatepass"
    return "".join(f"%{byte:02X}" for byte in char.encode("utf-8", errors))


_FIRST_BYTE, _LAST_BYTE = "\udc80", "\udcff"
"""What stands for a byte that is no UTF-8."""


def _brief(raw: str) -> str:
    plain = repr(raw.encode("utf-8", "backslashreplace").decode().encode("unicode_escape").decode())
    return plain if len(plain) <= _SHOWN else f"{plain[:_SHOWN]}…"


class Names(Struct):
    """The names given out for one container: no two are the same."""

    _seen: Counter[str] = field(default_factory=Counter)

    def give(self, raw: str) -> tuple[str, str]:
        """Return a safe name nobody has had, and what is to be said of it."""
        name, note = safe(raw)
        if not self._seen[name]:
            self._seen[name] = 1
            return name, note
        made = name
        while self._seen[made]:
            self._seen[name] += 1
            made = f"{name} ({self._seen[name]})"
        self._seen[made] = 1
        twin = "another member before it has the same name"
        return made, f"{note}; {twin}" if note else twin
