"""What a registry file sets, as commands that would set it; and the commands among its values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from vedette.triage.allowance import Allowance
from vedette.triage.documents.orders.order import BOOT, CALLED, LOGIN, OPENED, Order
from vedette.triage.sample import Sample

_KEY: Final = re.compile(r"\[(-?)([^\]\n]{4,1000})\][ \t]*")
_VALUE: Final = re.compile(r'(?:@|"((?:[^"\\]|\\.){0,300})")[ \t]*=[ \t]*(\S.*)')
_WORD: Final = re.compile(r'"((?:[^"\\]|\\.){0,8000})"')
_BYTES: Final = re.compile(r"hex\((2|7|1)\):([0-9a-fA-F, \t]{2,60000})")
_RUN: Final = (
    (re.compile(r"(?i)\\currentversion\\(?:policies\\explorer\\)?run(?:once(?:ex)?)?$"), None, LOGIN),
    (re.compile(r"(?i)\\currentversion\\winlogon$"), re.compile(r"(?i)shell|userinit|taskman"), LOGIN),
    (re.compile(r"(?i)\\image file execution options\\"), re.compile(r"(?i)debugger"), CALLED),
    (re.compile(r"(?i)\\silentprocessexit\\"), re.compile(r"(?i)monitorprocess"), CALLED),
    (re.compile(r"(?i)\\services\\[^\\]+$"), re.compile(r"(?i)imagepath"), BOOT),
    (re.compile(r"(?i)\\active setup\\installed components\\"), re.compile(r"(?i)stubpath"), LOGIN),
    (re.compile(r"(?i)\\environment$"), re.compile(r"(?i)userinitmprlogonscript"), LOGIN),
    (re.compile(r"(?i)\\command processor$"), re.compile(r"(?i)autorun"), CALLED),
    (re.compile(r"(?i)\\shell\\[^\\]+\\command$"), re.compile(r"(?:)|(?i:delegateexecute)"), OPENED),
)  # fmt: skip
"""Keys and values whose words are commands, and when those run; the value without a name is the empty one."""
_WORTH: Final = re.compile(
    r"(?i)\\(?:policies|windows defender|lsa|services|safeboot|environment|winlogon|run(?:once)?|appcertdlls"
    r"|image file execution options|internet settings|system|terminal server|fDenyTSConnections|windows)\b"
)
"""Keys whose values are looked at as settings."""
_A_VALUE: Final = 40
"""Steps one value costs."""
_SETTINGS: Final = 1_000
"""Values that are written as commands."""


def orders(sample: Sample, allowance: Allowance) -> Iterator[Order]:
    """Yield all that is set as one script of `reg add`, then each value that is a command.

    In this order, as many commands are a way to hide what else is set.
    """
    settings: list[str] = []
    run: list[Order] = []
    first = ""
    for key, name, raw in _values(sample.text):
        allowance.burn(_A_VALUE)
        rows, is_worth = _about(key)
        when = next((when for names, when in rows if names is None or names.fullmatch(name)), "")
        if when and (value := _plain(raw)):
            shown = raw[1:81] if raw.startswith('"') else raw[:80]
            run.append(Order(command=value, shown=shown.rstrip(), when=when, ending="cmd"))
        if is_worth and len(settings) < _SETTINGS:
            first = first or key
            settings.append(_added(key, name, raw))
    if settings:
        script = "\r\n".join(settings)
        yield Order(command=script, shown=first[:80], when="is set", ending="cmd", name="settings")
    yield from run


def _values(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield key, name and value as it is written; what is deleted is not."""
    key = ""
    for line in text.replace("\r\n", "\n").replace("\\\n", "").split("\n"):
        bare = line.strip()
        if (head := _KEY.fullmatch(bare)) is not None:
            key = "" if head[1] else head[2]
        elif key and (found := _VALUE.fullmatch(bare)) is not None and found[2] != "-":
            yield key, _unescaped(found[1] or ""), found[2]


def _plain(raw: str) -> str:
    """Return a value as text; empty where it is a number or bytes."""
    if (word := _WORD.match(raw)) is not None:
        return _unescaped(word[1])
    if (found := _BYTES.match(raw)) is None:
        return ""
    data = bytes(int(one, 16) for one in re.findall(r"[0-9a-fA-F]{1,2}", found[2]))
    return data.decode("utf-16-le" if b"\0" in data else "utf-8", "replace").rstrip("\0")


def _unescaped(words: str) -> str:
    return re.sub(r"\\(.)", r"\1", words)


@lru_cache(maxsize=64)
def _about(key: str) -> tuple[tuple[tuple[re.Pattern[str] | None, str], ...], bool]:
    """Return which values of a key are run, and when; and whether what else it holds is looked at."""
    rows = tuple((names, when) for keys, names, when in _RUN if keys.search(key))
    return rows, _WORTH.search(key) is not None


def _added(key: str, name: str, raw: str) -> str:
    """Return the command that sets one value."""
    kind, words = ("REG_SZ", _plain(raw).replace('"', '\\"'))
    if raw.lower().startswith("dword:"):
        kind, words = (
            "REG_DWORD",
            str(int(raw[6:14], 16)) if re.fullmatch(r"[0-9a-fA-F]{1,8}", raw[6:14]) else "0",
        )
    return f'reg add "{key}" /v "{name}" /t {kind} /d "{words}" /f'.replace("\n", " ")
