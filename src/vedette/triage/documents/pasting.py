"""Whether a page copies a command it does not show, for its reader to paste where it is run."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Final

import re2  # type: ignore[import-untyped]

from vedette.core.expressions import expression, late

COPIES: Final = late(
    lambda: re2.compile(
        r"clipboard\W{1,8}write(?:Text)?\b|execCommand\W{1,6}copy|clipboardData\W{1,6}setData"
    )
)
"""What puts something on the clipboard, by whatever spelling."""
PASTES: Final = late(
    lambda: re2.compile(
        r"(?i)(?:ctrl|control|strg|cmd|command|⌘)\W{0,8}v\b|\bpaste\b|\beinfügen\b|\bcoll(?:er|ez)\b|\bpegu?[ae]r?\b"
        r"|\bincoll[ai]\b|\bcol(?:ar|e)\b|\bwklej|\bplak\b|встав|粘贴|貼り付け|붙여"
    )
)
"""The keys that paste, or the word for it, in the languages such pages are written in."""
_COMMAND: Final = late(
    lambda: re2.compile(
        r"(?i)\b(?:powershell|pwsh|mshta|cmd(?:\.exe)?\s*/[ck]|msiexec|rundll32|regsvr32|certutil|bitsadmin"
        r"|wscript|cscript|finger|iex|irm|iwr|invoke-(?:expression|webrequest|restmethod)|curl|wget|osascript"
        r"|nslookup)\b|base64\s+-d|/dev/tcp/"
    )
)
"""What commands begin or fetch with that strangers have people paste."""
UNIX: Final = late(
    lambda: re2.compile(
        r"^\s*(?:curl|wget|bash|sh|zsh|osascript|echo|sudo|nohup|/bin/)|/dev/tcp/|base64\s+-d"
    )
)
"""Commands of other systems than Windows."""
_LITERAL: Final = late(
    lambda: re2.compile(r"\"((?:[^\"\\\n]|\\.)*)\"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`")
)
_ESCAPED: Final = expression(r"\\([\\\"'`])")
_LITERALS: Final = 500
_BEGINNING: Final = 30


def hidden(scripts: str, words: str) -> Iterator[str]:
    """Yield the commands in scripts that copy which their page does not show."""
    if COPIES.search(scripts) is None:
        return
    shown = "".join(words.split())
    for number, found in enumerate(_LITERAL.finditer(scripts)):
        text = _ESCAPED.sub(r"\1", next(one for one in found.groups() if one is not None))
        for one in (text, _unpacked(text)):
            if _COMMAND.search(one) is not None and "".join(one.split())[:_BEGINNING] not in shown:
                yield one
                break
        if number == _LITERALS:
            return


def _unpacked(text: str) -> str:
    """Return what a text of base64 holds; nothing where it is none."""
    try:
        return base64.b64decode(text, validate=True).decode("utf-8")
    except ValueError:
        return ""
