"""Hashes, mutexes, wallets, paths and registry keys in bytes."""

from __future__ import annotations

import re
from typing import Final

import re2  # type: ignore[import-untyped]

from vedette.core.expressions import expression, late
from vedette.core.indicators import IndicatorKind
from vedette.triage.indicators.candidates import OPTIONS, Candidate, before, text_of
from vedette.triage.indicators.fanging import View
from vedette.triage.indicators.noise import is_noise_hash
from vedette.triage.indicators.wallets import coin_of

_HASH: Final = late(lambda: re2.compile(rb"\b(?:[0-9a-fA-F]{64}|[0-9a-fA-F]{40}|[0-9a-fA-F]{32})\b", OPTIONS))
_NO_HASH: Final = expression(
    rb"commit|\brev\b|revision|@$|\btree\b|parent|integrity|checksum|etag|uuid|guid|salt|nonce|\bkey\b|token|secret|"
    rb"blob|#egg|merge|\bref\b|0x$|\biv\b|seed|signature"
)
_HASH_WORDS: Final = expression(
    rb"md5|sha-?1|sha-?256|hash|sample|payload|dropper|file|ioc|digest|malware|imphash"
)
_MUTEX: Final = late(
    lambda: re2.compile(
        rb"(?i)(?:(?:Create|Open)Mutex(?:Ex)?[AW]?\s*\([^\"'\n)]{0,80}|(?:Threading\.)?Mutex\s*\(\s*(?:\$?\w+\s*,\s*)?"
        rb"|\bmutex(?:_?name)?\b\s*[:=]{1,2}\s*)[LuUr]?[\"']([^\"'\n]{3,120})[\"']"
        rb"|\b((?:Global|Local)\\{1,2}[A-Za-z0-9_{][A-Za-z0-9_{}.!-]{2,100})",
        OPTIONS,
    )
)
_WALLET: Final = late(
    lambda: re2.compile(
        rb"\b(?:bc1[02-9ac-hj-np-z]{11,71}|BC1[02-9AC-HJ-NP-Z]{11,71}|0x[0-9a-fA-F]{40}|[13LMD][1-9A-HJ-NP-Za-km-z]{25,34}"
        rb"|[48][0-9AB][1-9A-HJ-NP-Za-km-z]{93})\b",
        OPTIONS,
    )
)
_PATH: Final = late(
    lambda: re2.compile(
        rb"(?i)(?:%(?:appdata|localappdata|temp|tmp|programdata|public|userprofile|allusersprofile|windir|systemroot)%"
        rb"|\$env:(?:appdata|localappdata|temp|tmp|programdata|public|userprofile)"
        rb"|\b[a-z]:\\{1,2}(?:users|windows\\{1,2}temp|programdata|temp|perflogs|\$recycle\.bin|windows\\{1,2}tasks"
        rb"|windows\\{1,2}system32\\{1,2}tasks|recycler|intel))\\{1,2}[^\s\"'<>|:*?,;)\x00-\x1f\x80-\xff]{2,240}"
        rb"|(?:/tmp/|/var/tmp/|/dev/shm/|/etc/cron\.d/|/etc/init\.d/|/etc/systemd/system/|/Library/LaunchAgents/"
        rb"|/Library/LaunchDaemons/|~/\.config/autostart/|\$HOME/\.config/autostart/)[^\s\"'<>|:*?,;()`\x00-\x1f\x80-\xff]{2,240}",
        OPTIONS,
    )
)
_SOURCE: Final = expression(r"(?i)\.(?:c|cc|cpp|cxx|h|hpp|go|rs|cs|java|o|obj|swift)$")
"""Endings of sources: where something was built, not what it drops."""
_REGISTRY: Final = late(
    lambda: re2.compile(
        rb"(?i)\b(?:HKEY_(?:LOCAL_MACHINE|CURRENT_USER|CLASSES_ROOT|USERS|CURRENT_CONFIG)|HK(?:LM|CU|CR|U|CC))"
        rb":?\\{1,2}[A-Za-z0-9_][^\"'<>|,;\r\n\t\x00-\x1f\x80-\xff]{3,240}",
        OPTIONS,
    )
)
_SOME: Final = late(
    lambda: re2.compile(
        rb"(?i)mutex|[\\]|/tmp/|/dev/shm/|/etc/|/Library/Launch|/\.config/autostart/", OPTIONS
    )
)
"""One of these stands in every text with a mutex, a path or a key of the registry."""
_HIVES: Final = {
    "HKEY_LOCAL_MACHINE": "HKLM",
    "HKEY_CURRENT_USER": "HKCU",
    "HKEY_CLASSES_ROOT": "HKCR",
    "HKEY_USERS": "HKU",
    "HKEY_CURRENT_CONFIG": "HKCC",
}
_PROSE: Final = expression(
    r" (?:was|were|is|are|and|or|to|for|in|on|with|at|as|which|that|by|under|from|key|value"
    r"|/[a-z]{1,2}\b|-[a-z]).*"
    r"|[.)] .*|\s{2,}.*|\s+$",
    re.IGNORECASE,
)


def _made(
    kind: IndicatorKind, value: str, span: tuple[int, int], *, sure: bool = True, says: str = ""
) -> Candidate:
    return Candidate(kind=kind, value=value, start=span[0], end=span[1], sure=sure, says=says)


def hashes(view: View, _: bool) -> list[Candidate]:  # noqa: FBT001  every finder is asked the same way
    """Find MD5, SHA-1 and SHA-256 in hex; not those of commits, keys and locked packages."""
    found = []
    for match in _HASH.finditer(view.data):
        digits = match.group().decode().lower()
        line = before(view.data, match.start(), 40)
        if (
            is_noise_hash(digits)
            or digits.isdigit()
            or _NO_HASH.search(line)
            or _goes_on(view.data, match.end())
        ):
            continue
        sure = _HASH_WORDS.search(before(view.data, match.start(), 80)) is not None
        found.append(_made(IndicatorKind.HASH, digits, match.span(), sure=sure))
    return found


def _goes_on(data: bytes, end: int) -> bool:
    """Whether it is a part of a longer identifier: of a trace, a key."""
    return data[end : end + 1] == b"-" and data[end + 1 : end + 2].isalnum()


def some(view: View) -> bool:
    """Whether there may be a mutex, a path or a key of the registry; a no is certain, and cheap."""
    return _SOME.search(view.data) is not None


def mutexes(view: View, _: bool) -> list[Candidate]:  # noqa: FBT001
    """Find names of mutexes: arguments of what makes one, and names in the two namespaces."""
    found = []
    for match in _MUTEX.finditer(view.data):
        group = 1 if match.group(1) else 2
        value = text_of(match.group(group)).replace("\\\\", "\\")
        says = "a name in a namespace of the kernel" if group == 2 else "an argument of what makes a mutex"  # noqa: PLR2004
        found.append(_made(IndicatorKind.MUTEX, value, match.span(group), says=says))
    return found


def wallets(view: View, _: bool) -> list[Candidate]:  # noqa: FBT001
    """Find addresses of coins whose checksum holds."""
    found = []
    for match in _WALLET.finditer(view.data):
        value = match.group().decode()
        if coin := coin_of(value):
            found.append(_made(IndicatorKind.WALLET, value, match.span(), says=f"{coin} address"))
    return found


def paths(view: View, _: bool) -> list[Candidate]:  # noqa: FBT001
    """Find files in folders where things are dropped."""
    found = []
    for match in _PATH.finditer(view.data):
        previous = view.data[match.start() - 1 : match.start()]
        value = text_of(match.group()).replace("\\\\", "\\").rstrip(".,;:!)]}$&")
        if (
            _SOURCE.search(value)
            or (value[0] == "/" and (previous.isalnum() or previous in (b"/", b".")))
            or value[-1] in "\\/"
        ):
            continue
        found.append(_made(IndicatorKind.PATH, value, match.span(), sure=False))
    return found


def registry_keys(view: View, _: bool) -> list[Candidate]:  # noqa: FBT001
    """Find keys of the registry, the hive in its short form."""
    found = []
    for match in _REGISTRY.finditer(view.data):
        text = text_of(match.group()).replace("\\\\", "\\").replace(":\\", "\\", 1)
        value = _PROSE.sub("", text).rstrip(" .,;:)]")
        hive = value.partition("\\")[0]
        value = _HIVES.get(hive.upper(), hive.upper()) + value[len(hive) :]
        found.append(_made(IndicatorKind.REGISTRY, value, match.span(), sure=False))
    return found
