"""IP addresses in bytes: not versions, not object identifiers, not times."""

from __future__ import annotations

import ipaddress
from typing import Final

import re2  # type: ignore[import-untyped]

from vedette.core.expressions import expression, late
from vedette.core.indicators import IndicatorKind
from vedette.triage.indicators.candidates import OPTIONS, Candidate, before
from vedette.triage.indicators.fanging import View

_FOUR: Final = late(lambda: re2.compile(rb"\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}", OPTIONS))
_SIX: Final = late(
    lambda: re2.compile(rb"(?:[0-9a-fA-F]{1,4}:|:):?(?:[0-9a-fA-F]{1,4}:{1,2}){1,7}[0-9a-fA-F]{0,4}", OPTIONS)
)
_VERSION: Final = expression(
    rb"(?:version|(?<![a-z])(?:ver|vers|release|released|build|rev|"
    rb"revision|firmware|updated?|upgraded?|patch|sdk|"
    rb"driver|kernel|agent|"
    rb"runtime|framework|chrome|firefox|safari|edge|edg|opera|"
    rb"since|until|oid|section|chapter|clause|schema|v)|"
    rb"[=<>~!]=)[\s\"':=(,/.]{0,4}(?:is|to|of|number|from|no)?[\s\"':=(]{0,3}$"
)
_PRODUCT: Final = expression(rb"[a-z][a-z0-9_+-]*/$|[a-z]\w*==$|[a-z]\w*[_-]$")
_ABOUT_ADDRESSES: Final = expression(
    rb"\bip\b|ipv4|host|server|addr|connect|c2\b|c&c|dns|ping|(?:\bfrom|\bto|\bat)\s*$|ssh|curl|wget|"
    rb"socket|remote|"
    rb"gateway|proxy|bind|listen|inet|nameserver|://|@|\bvia\b|dst|src|target|peer|ioc|nc |"
    rb"/dev/tcp|ncat|telnet|traffic"
)
_GLOBAL: Final = expression(r"^(?:[23][0-9a-f]{3}|fe80|f[cd][0-9a-f]{2}):")
_SMALL, _FIRST, _SECOND = 24, 16, 30
"""Numbers versions are made of: one address in a hundred looks like one."""
_KNOWN: Final = frozenset({"1.1.1.1", "8.8.8.8", "8.8.4.4", "9.9.9.9", "1.0.0.1"})


def fours(view: View, _: bool) -> list[Candidate]:  # noqa: FBT001  every finder is asked the same way
    """Find IPv4 addresses."""
    found = []
    for match in _FOUR.finditer(view.data):
        start, end = match.span()
        text = view.data[start:end].decode()
        octets = text.split(".")
        if not _edges(view.data, start, end) or any(int(one) > 255 or one != str(int(one)) for one in octets):  # noqa: PLR2004
            continue
        fanged = view.was_defanged(start, end)
        if fanged or not _is_version(view.data, start, end, text):
            found.append(Candidate(kind=IndicatorKind.ADDRESS, value=text, start=start, end=end, sure=fanged))
    return found


def _edges(data: bytes, start: int, end: int) -> bool:
    previous, following = data[start - 1 : start], data[end : end + 2]
    if previous and (previous.isalnum() or previous in b"._%+" or previous[0] >= 0x80):  # noqa: PLR2004  no ASCII
        return False
    if following[:1].isalnum() or following[:1] == b"_":
        return False
    if following[:1] == b"." and following[1:].isdigit():
        return False
    return not (following[:1] in (b"-", b"+") and following[1:].isalpha())


def _is_version(data: bytes, start: int, end: int, text: str) -> bool:
    line = before(data, start)
    if _VERSION.search(line):
        return True
    if _PRODUCT.search(line) and not line.endswith((b"tcp/", b"udp/", b"//")) and b"://" not in line[-20:]:
        return True
    octets = [int(one) for one in text.split(".")]
    if octets[0] == 0 or octets[1:] == [0, 0, 0]:
        return True
    port = data[end : end + 1] == b":" and data[end + 1 : end + 2].isdigit()
    like = max(octets) <= _SMALL or (octets[0] <= _FIRST and octets[1] <= _SECOND)
    return like and text not in _KNOWN and not port and _ABOUT_ADDRESSES.search(line) is None


def sixes(view: View, _: bool) -> list[Candidate]:  # noqa: FBT001
    """Find IPv6 addresses that can be routed or are of a link; `a::b` of a programming language is none."""
    found = []
    for match in _SIX.finditer(view.data):
        start, end = match.span()
        text = view.data[start:end].decode().lower()
        previous, following = view.data[start - 1 : start], view.data[end : end + 1]
        if previous.isalnum() or previous in (b":", b"_") or following.isalnum() or following == b"_":
            continue
        if (value := _six(text)) is not None:
            found.append(Candidate(kind=IndicatorKind.ADDRESS, value=value, start=start, end=end))
    return found


def _six(text: str) -> str | None:
    text = text.removesuffix(":") if text.endswith(":") and not text.endswith("::") else text
    if not _GLOBAL.match(text) or text.count(":") < 3:  # noqa: PLR2004  fewer is a time or a scope
        return None
    try:
        return str(ipaddress.IPv6Address(text))
    except ValueError:
        return None
