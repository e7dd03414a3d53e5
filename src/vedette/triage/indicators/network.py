"""URLs, domains and mail addresses in bytes."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import re2  # type: ignore[import-untyped]

from vedette.core.expressions import expression, late
from vedette.core.indicators import IndicatorKind
from vedette.triage.indicators.candidates import OPTIONS, Candidate, before, text_of
from vedette.triage.indicators.fanging import View
from vedette.triage.indicators.hosts import words
from vedette.triage.indicators.suffixes import (
    RESERVED,
    is_ending,
    is_ending_of_files,
    is_host,
    is_word_too,
    needs_context,
)

_SCHEMES: Final = words("schemes")
_SCHEME: Final = expression(rb"[A-Za-z][A-Za-z0-9+]{1,11}$")
_REST: Final = expression(rb"[^\s\"'<>{}|\\^`\x00-\x20\x7f]{4,2048}")
_HOST: Final = expression(
    rb"(?:[^/@?#\s]{1,128}@)?(\[[0-9a-fA-F:.]{2,45}\]|[0-9A-Za-z\x80-\xff._-]{1,253})(?::(\d{1,5}))?(?=[/?#]|$)"
)
_BEGINS: Final = expression(
    rb"(?:[^/@?#\s]{1,128}@)?(?:\[[0-9a-fA-F:.]{2,45}\]|[0-9A-Za-z\x80-\xff_-]{1,63}\.[0-9A-Za-z\x80-\xff])"
)
"""How what comes after a scheme begins where it is a host: looked at before the rest is read."""
_USER: Final = expression(rb"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}$")
_AFTER_AT: Final = expression(rb"(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9_-])")
_ABOUT_HOSTS: Final = expression(
    rb"domain|host\b|c2\b|c&c|server|dns|resolv|connect|\bsites?\b|\burls?\b|beacon|ping\b|callback|contact"
    rb"|curl|wget|visit|http|mail|ioc|address|sinkhole|fqdn|www|phish|port"
)
_RECEIVERS: Final = words("receivers")
_COMMANDS: Final = expression(
    rb"\b(?:nslookup|resolve-dnsname|ping|test-connection|test-netconnection|curl|wget|ssh|iwr|dig|host)\b(?:\s+-\S{1,20}){0,4}\s+$"
)
_NUMBERED: Final = expression(rb"(?:message-id|in-reply-to|references|content-id)\s*:?\s*<?$")
_TRAILING: Final = b".,;:!?*_~'\"\xbb\xe2"


def urls(view: View, _: bool) -> list[Candidate]:  # noqa: FBT001  every finder is asked the same way
    """Find URLs whose host can be one, and the hosts themselves."""
    found: list[Candidate] = []
    data, at = view.data, view.data.find(b"://")
    while at >= 0:
        found.extend(_url(data, at))
        at = data.find(b"://", at + 3)
    return found


def _url(data: bytes, at: int) -> Iterator[Candidate]:
    scheme = _SCHEME.search(data[max(0, at - 12) : at])
    if scheme is None or _BEGINS.match(data, at + 3) is None:
        return
    rest, name = _REST.match(data, at + 3), _known(scheme[0].lower())
    if rest is None or name is None:
        return
    start = at - len(name)
    whole = _trimmed(rest[0])
    host = _HOST.match(whole)
    if host is None:
        return
    kind, value = _host(text_of(host[1]))
    if kind is None:
        return
    shown = text_of(whole)
    yield Candidate(
        kind=IndicatorKind.URL,
        value=f"{name}://{_lowered(shown, host)}",
        start=start,
        end=at + 3 + len(whole),
    )
    host_at = at + 3 + host.start(1)
    yield Candidate(kind=kind, value=value, start=host_at, end=host_at + len(host[1]), says="host of a URL")


def _known(scheme: bytes) -> str | None:
    """Return the scheme at the end of some letters: what stands before it may be glued to it."""
    text = scheme.decode()
    return next((text[at:] for at in range(len(text)) if text[at:] in _SCHEMES), None)


def _lowered(shown: str, host: re.Match[bytes]) -> str:
    """Write the host in small letters: it is the same host, and one spelling finds it elsewhere."""
    start = len(text_of(host.string[: host.start(1)]))
    end = start + len(text_of(host[1]))
    return shown[:start] + shown[start:end].lower() + shown[end:]


def _trimmed(rest: bytes) -> bytes:
    """Cut off what ends the sentence, and brackets that were opened before it."""
    while rest:
        if (
            rest[-1:] in (b")", b"]")
            and rest.count(rest[-1:]) > rest.count({b")": b"(", b"]": b"["}[rest[-1:]])
        ) or rest[-1] in _TRAILING:
            rest = rest[:-1]
        else:
            return rest
    return rest


@lru_cache(maxsize=1024)
def _host(text: str) -> tuple[IndicatorKind | None, str]:
    lowered = text.lower().rstrip(".")
    try:
        return IndicatorKind.ADDRESS, str(ipaddress.ip_address(lowered.strip("[]")))
    except ValueError:
        pass
    return (IndicatorKind.DOMAIN, lowered) if is_host(lowered) and "_" not in lowered else (None, "")


def mails(view: View, _: bool) -> list[Candidate]:  # noqa: FBT001
    """Find mail addresses. Their domains are not told apart: those of mail hosts say little."""
    found, data, at = [], view.data, view.data.find(b"@")
    while at >= 0:
        user = _USER.search(data[max(0, at - 64) : at])
        domain = _AFTER_AT.match(data, at + 1) if user is not None else None
        if user is not None and domain is not None:
            name = text_of(domain[0]).lower()
            start = at - len(user[0])
            if is_host(name) and not is_ending_of_files(name) and not _is_other(data, start, domain.end()):
                value = f"{text_of(user[0]).rstrip('.')}@{name}"
                found.append(Candidate(kind=IndicatorKind.MAIL, value=value, start=start, end=domain.end()))
        at = data.find(b"@", at + 1)
    return found


def _is_other(data: bytes, start: int, end: int) -> bool:
    """Whether it is user and host of a URL, a remote of git, or the number of a mail."""
    if _NUMBERED.search(before(data, start)):
        return True
    return (
        data[max(0, start - 3) : start].endswith((b"/", b":"))
        and b"mailto:" not in data[max(0, start - 8) : start].lower()
    ) or (data[end : end + 1] in (b":", b"/") and data[start:end].startswith(b"git@"))


_DOMAIN: Final = late(
    lambda: re2.compile(
        rb"(?i)[a-z0-9][a-z0-9_-]*(?:\.[a-z0-9_-]+)*\.(?:[a-z]{2,24}|xn--[a-z0-9-]{1,59})\b", OPTIONS
    )
)


def domains(view: View, code: bool) -> list[Candidate]:  # noqa: FBT001
    """Find names of hosts that stand by themselves: no file names, no members of objects, no versions."""
    found, data = [], view.data
    for match in _DOMAIN.finditer(data):
        start, end = match.span()
        if not _stands_alone(data, start, end):
            continue
        name = data[start:end].decode("latin-1")
        if is_ending(name.rpartition(".")[2].lower()) and is_host(name.lower()) and "_" not in name:
            fanged = view.was_defanged(start, end)
            if fanged or _believed(data, start, name, code=code):
                found.append(
                    Candidate(
                        kind=IndicatorKind.DOMAIN, value=name.lower(), start=start, end=end, sure=fanged
                    )
                )
    return found


def _stands_alone(data: bytes, start: int, end: int) -> bool:
    """Whether it is not a part of something else: of a path, a call, a longer name, a mail or a URL."""
    previous, following = data[start - 1 : start], data[end : end + 2]
    if previous and (previous in b"@\\$.%&-_#~" or previous[0] >= 0x80):  # noqa: PLR2004  no ASCII
        return False
    if previous == b"/" and data[start - 3 : start] != b"://":
        return False
    if following[:1] and following[:1] in b"([_-\\@=":
        return False
    if following[:1] == b"." and following[1:].isalnum():
        return False
    return data[start - 3 : start] != b"://"


def _believed(data: bytes, start: int, name: str, *, code: bool) -> bool:
    """Whether what stands around it speaks for a host."""
    first, _, rest = name.partition(".")
    if rest.rpartition(".")[2] in RESERVED:
        return True
    if _mixed(name) or first.lower() in _RECEIVERS:
        return False
    quoted = data[start - 1 : start] in (b'"', b"'", b"`") and data[
        start + len(name) : start + len(name) + 1
    ] in (
        b'"',
        b"'",
        b"`",
        b"/",
        b":",
    )
    context = _ABOUT_HOSTS.search(before(data, start)) is not None
    return _by_ending(data, start, name.lower(), (context, quoted, code))


def _by_ending(data: bytes, start: int, name: str, around: tuple[bool, bool, bool]) -> bool:
    """Whether enough speaks for a host, for how much its ending looks like something else."""
    context, quoted, code = around
    odd = any(letter in name for letter in "-0123456789")
    if is_ending_of_files(name):
        return context and quoted and name.count(".") > 1
    if is_word_too(name):
        return (context or odd) and (quoted or not code)
    if needs_context(name):
        return context and (quoted or (not code and (odd or name.count(".") > 1)))
    return quoted or not code or _in_words(data, start)


def _mixed(name: str) -> bool:
    """Whether it is written as names of types are: `System.Net`."""
    labels = name.split(".")
    return (
        any(one != one.lower() and one != one.upper() for one in labels) and not labels[-1].islower()
    ) or any(one[:1].isupper() and one[1:].islower() for one in labels[1:])


def _in_words(data: bytes, start: int) -> bool:
    """Whether it stands in a string or a comment of code, or is an argument of a command."""
    line = before(data, start, 160)
    return (
        any(line.count(quote) % 2 for quote in (b'"', b"'", b"`"))
        or b"#" in line
        or b"//" in line
        or _COMMANDS.search(line) is not None
    )
