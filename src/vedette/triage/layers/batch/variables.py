"""What batch variables stand for: %x%, %x:~1,2%, %x:a=b%, and !x! likewise."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from vedette.core.expressions import expression
from vedette.triage.layers.codecs import Step

if TYPE_CHECKING:
    from vedette.triage.allowance import Allowance

KNOWN: Final = {
    "comspec": r"C:\WINDOWS\system32\cmd.exe",
    "systemroot": r"C:\WINDOWS",
    "windir": r"C:\WINDOWS",
    "systemdrive": "C:",
    "programfiles": r"C:\Program Files",
    "programdata": r"C:\ProgramData",
    "allusersprofile": r"C:\ProgramData",
    "commonprogramfiles": r"C:\Program Files\Common Files",
    "public": r"C:\Users\Public",
    "pathext": ".COM;.EXE;.BAT;.CMD;.VBS;.VBE;.JS;.JSE;.WSF;.WSH;.MSC",
    "os": "Windows_NT",
    "psmodulepath": r"C:\Program Files\WindowsPowerShell\Modules;"
    r"C:\WINDOWS\system32\WindowsPowerShell\v1.0\Modules",
    "path": r"C:\WINDOWS\system32;C:\WINDOWS;C:\WINDOWS\System32\Wbem;"
    r"C:\WINDOWS\System32\WindowsPowerShell\v1.0" + "\\",
    "processor_architecture": "AMD64",
}
"""What is the same on every Windows."""
OWN_OF_MACHINE: Final = frozenset(
    {
        "temp", "tmp", "appdata", "localappdata", "username", "userprofile", "userdomain", "computername",
        "homepath", "homedrive", "random", "cd", "date", "time", "errorlevel", "path", "logonserver",
        "number_of_processors", "sessionname", "programfiles(x86)", "processor_identifier", "processor_level",
        "processor_revision", "cmdcmdline", "cmdextversion", "userdnsdomain",
    }
)  # fmt: skip
"""What every Windows has, each its own: left as it stands."""
TEXT_MOST: Final = 1 << 15
"""Characters a variable holds: Windows takes no more."""
_NAME: Final = r"[A-Za-z_#$'()+,.?@\[\]{}~\-0-9 \u0080-\uffff]{1,128}?"
_PERCENT: Final = expression(rf"%%|%({_NAME})(?::([^%\r\n]{{1,400}}))?%")
_DELAYED: Final = expression(rf"!({_NAME})(?::([^!\r\n]{{1,400}}))?!")
_SLICE: Final = expression(r"~\s*(-?\d{1,6})(?:\s*,\s*(-?\d{1,6}))?\s*")


class Variables:
    """Variables of one script."""

    def __init__(self, allowance: Allowance) -> None:
        self.allowance = allowance
        self.held: dict[str, str] = dict(KNOWN)
        self.own: set[str] = set()
        """Those the script set itself."""
        self.steps: dict[str, None] = {}
        """What was undone so far, in order."""

    def set(self, name: str, value: str) -> None:
        """Set a variable; nothing deletes it."""
        name = name.strip().lower()
        self.own.add(name)
        self.held[name] = value[:TEXT_MOST]

    def percent(self, text: str) -> str:
        """Expand %x%. What is not known stays for a later look."""
        if "%" not in text:
            return text
        return self._expanded(_PERCENT, text)

    def delayed(self, text: str) -> str:
        """Expand !x!."""
        return self._expanded(_DELAYED, text) if "!" in text else text

    def bare(self, text: str) -> str:
        """Take out what no variable is: the script never set it, and Windows has none so called."""
        if "%" not in text:
            return text
        self.allowance.burn(len(text) // 8 + 1)
        low = text.lower()
        return _PERCENT.sub(lambda found: self._none(found, low), text)

    def _none(self, found: re.Match[str], line: str) -> str:
        if found[1] is None:
            return found[0]
        name = found[1].lower()
        if name in OWN_OF_MACHINE or name[0] in "~0123456789*" or name in self.held or f"{name}=" in line:
            return found[0]
        self.steps[Step.VARIABLES] = None
        return ""

    def _expanded(self, pattern: re.Pattern[str], text: str) -> str:
        self.allowance.burn(len(text) + 20)
        grown = 0

        def put(found: re.Match[str]) -> str:
            nonlocal grown
            if found[1] is None:
                return "%"
            name = found[1].lower()
            value = self.held.get(name)
            if value is None or not (found[2] or name in self.own or name not in OWN_OF_MACHINE):
                return found[0]
            made = self._part(value, found[2]) if found[2] else value
            if name in self.own or found[2]:
                self.steps[Step.PICKED if found[2] else Step.VARIABLES] = None
            grown += len(made)
            if grown > TEXT_MOST:
                return ""
            return made

        return pattern.sub(put, text)

    def _part(self, value: str, how: str) -> str:
        """Return a slice of a value, or a value with something replaced."""
        found = _SLICE.fullmatch(how)
        if found is not None:
            return _slice(value, int(found[1]), int(found[2]) if found[2] else None)
        old, equals, new = how.partition("=")
        if not equals or not old:
            return value
        self.steps[Step.REPLACED] = None
        if old.startswith("*"):
            at = value.lower().find(old[1:].lower())
            self.allowance.burn(len(value))
            return new + value[at + len(old) - 1 :] if at >= 0 else value
        self.allowance.burn(len(value) * (len(new) // 16 + 1))
        return re.sub(re.escape(old), lambda _: new, value, flags=re.IGNORECASE)[:TEXT_MOST]


def _slice(value: str, start: int, count: int | None) -> str:
    at = max(len(value) + start, 0) if start < 0 else min(start, len(value))
    if count is None:
        return value[at:]
    return value[at : max(len(value) + count, at)] if count < 0 else value[at : at + count]
