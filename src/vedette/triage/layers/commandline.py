"""Code that a Windows command line carries: powershell -enc ..., cmd /c ..., mshta vbscript:..."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from vedette.core.expressions import expression
from vedette.triage.kinds import Kind
from vedette.triage.layers import codecs
from vedette.triage.layers.codecs import Step

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vedette.triage.allowance import Allowance

_SHELLS: Final = frozenset({"powershell", "pwsh", "powershell_ise"})
_WITH_VALUE: Final = (
    "executionpolicy", "ep", "windowstyle", "version", "psconsolefile", "inputformat", "outputformat",
    "configurationname", "workingdirectory", "wd", "settingsfile", "custompipename", "configurationfile",
    "if", "of",
)  # fmt: skip
_SWITCHES: Final = frozenset(
    [
        "nop",
        "noprofile",
        "nol",
        "nologo",
        "noni",
        "noninteractive",
        "noe",
        "noexit",
        "sta",
        "mta",
        "login",
        "l",
        "i",
        "interactive",
        "nopr",
        "noprof",
    ]
)
_DASHES: Final = "-/–—―"  # noqa: RUF001  dashes it takes
_NESTING: Final = frozenset(
    [
        "schtasks",
        "reg",
        "wmic",
        "forfiles",
        "conhost",
        "start",
        "at",
        "sc",
        "pcalua",
        "runas",
        "psexec",
        "bitsadmin",
        "winrs",
    ]
)
_DEEPEST: Final = 4
_WORD: Final = expression(r'(?:"(?:[^"\\]|\\.|"")*"?|[^\s"])+')
_SLASH_C: Final = expression(r"/(?:[ckr])(.*)", re.IGNORECASE | re.DOTALL)


_REDIRECTS: Final = expression(r"\d?>{1,2}\s*(?:&\d|nul\b)", re.IGNORECASE)
_WORTH: Final = expression(r"[\^!&|]|%\w+:|\b(?:powershell|pwsh|mshta|cmd|start)\b", re.IGNORECASE)
"""What makes the line handed to cmd a layer of its own: it hides or chains something."""


class Carried(Struct, frozen=True, kw_only=True):
    """Code in a command line."""

    text: str
    kind: Kind | None
    steps: tuple[str, ...]


def split(line: str) -> list[str]:
    """Return the words of a command line as Windows programs see them."""
    return [_unquoted(found[0]) for found in _WORD.finditer(line)]


def _unquoted(word: str) -> str:
    if '"' not in word:
        return word
    return word.replace('\\"', "\0").replace('"', "").replace("\0", '"')


def program(word: str) -> str:
    """Return the name of a program in small letters, without folder or ending."""
    name = word.strip("\"' @").lower().replace("/", "\\").rpartition("\\")[2]
    for suffix in (".exe", ".com", ".cmd", ".bat"):
        name = name.removesuffix(suffix)
    return name


def carried(words: Sequence[str], allowance: Allowance, depth: int = 0) -> Iterator[Carried]:
    """Yield the code a command line hands to an interpreter."""
    allowance.burn(len(words) + 1)
    if not words or depth > _DEEPEST:
        return
    name = program(words[0])
    if name in _SHELLS:
        yield from _powershell(words[1:], allowance)
    elif name == "cmd":
        yield from _cmd(words[1:])
    elif name in ("mshta", "rundll32"):
        yield from _script_address(words[1:])
    elif name in _NESTING:
        yield from _nested(words[1:], allowance, depth)


def _nested(words: Sequence[str], allowance: Allowance, depth: int) -> Iterator[Carried]:
    """Look for a command line among arguments: in one of them, or beginning with one."""
    for number, word in enumerate(words):
        if program(word) in (*_SHELLS, "cmd", "mshta"):
            yield from carried(words[number:], allowance, depth + 1)
            return
        inner = split(word) if " " in word else []
        if inner and inner[0] != word:
            yield from carried(inner, allowance, depth + 1)


def _powershell(words: Sequence[str], allowance: Allowance) -> Iterator[Carried]:
    at = 0
    while at < len(words):
        word = words[at]
        at += 1
        if not word or word[0] not in _DASHES:
            yield _command(words[at - 1 :])
            return
        option, _, joined = word[1:].lower().partition(":")
        if option and ("encodedcommand".startswith(option) or option == "ec"):
            value = word.partition(":")[2] if joined else words[at] if at < len(words) else ""
            yield from _encoded(value, allowance)
            at += not joined
        elif option and ("command".startswith(option) or option == "commandwithargs"):
            if at < len(words):
                yield _command(words[at:])
            return
        elif option and "file".startswith(option):
            return
        elif _takes_value(option) and not joined:
            at += 1


def _takes_value(option: str) -> bool:
    return option not in _SWITCHES and any(name.startswith(option) for name in _WITH_VALUE)


def _command(words: Sequence[str]) -> Carried:
    text = " ".join(words).strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        text = text[1:-1]
    return Carried(text=text, kind=Kind.POWERSHELL, steps=(Step.COMMAND,))


def _encoded(word: str, allowance: Allowance) -> Iterator[Carried]:
    data = codecs.base64(word.strip("\"'"), allowance)
    if data is None or len(data) < 2:  # noqa: PLR2004  a character
        return
    text = codecs.utf16(data, allowance)
    yield Carried(text=text, kind=Kind.POWERSHELL, steps=(Step.COMMAND, Step.BASE64, Step.UTF16))


def _cmd(words: Sequence[str]) -> Iterator[Carried]:
    for number, word in enumerate(words):
        found = _SLASH_C.fullmatch(word)
        if found is not None:
            text = " ".join((found[1], *words[number + 1 :])).strip()
            if _WORTH.search(_REDIRECTS.sub("", text)) is not None:
                yield Carried(text=text, kind=Kind.BATCH, steps=(Step.COMMAND,))
            return


def _script_address(words: Sequence[str]) -> Iterator[Carried]:
    text = " ".join(words)
    scheme, _, code = text.partition(":")
    kind = {"vbscript": Kind.VBSCRIPT, "javascript": Kind.JAVASCRIPT}.get(scheme.strip("\"' ").lower())
    if kind is not None and code.strip():
        yield Carried(text=code.strip(), kind=kind, steps=(Step.COMMAND,))
