"""The one reader of targets: text naming a host, a range, a repository or a binary in, its one form out.

Whatever names a target is read here and nowhere else, and what is used afterwards is the canonical form.
"""

from __future__ import annotations

import re
from enum import StrEnum

from msgspec import Struct

from vedette.access.scope.addresses import Address, read_address, read_range
from vedette.access.scope.names import read_name
from vedette.access.scope.spelling import check_plain, unclear

_SCHEMES = {"http": 80, "https": 443}
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://(.*)", re.ASCII | re.DOTALL)
_PORT = re.compile(r"[1-9][0-9]{0,4}")
_LAST_PORT = 65535
_BRACKETS = re.compile(r"\[([^\[\]]*)\](?::(.*))?", re.DOTALL)
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_SEGMENT = re.compile(r"[A-Za-z0-9_~][A-Za-z0-9._~-]*")
_SEGMENTS = 20


class TargetKind(StrEnum):
    """What a target names."""

    DOMAIN = "domain"
    """A name and everything below it."""
    HOST = "host"
    """One name."""
    ADDRESS = "address"
    RANGE = "range"
    REPOSITORY = "repository"
    DIGEST = "digest"
    """A binary, by its content."""


class Target(Struct, frozen=True, kw_only=True):
    """What something is to be done to. Two spellings of one thing are equal targets."""

    kind: TargetKind
    value: str
    """Canonical: `*.example.org`, `repo:host/path`, … Read again, it gives this target."""

    @property
    def host(self) -> str:
        """The name in it: of a host, a domain's apex, or the host of a repository; else empty."""
        match self.kind:
            case TargetKind.HOST:
                return self.value
            case TargetKind.DOMAIN:
                return self.value.removeprefix("*.")
            case TargetKind.REPOSITORY:
                return self.value.removeprefix("repo:").partition("/")[0]
            case TargetKind.ADDRESS | TargetKind.RANGE | TargetKind.DIGEST:
                return ""


class Place(Struct, frozen=True, kw_only=True):
    """Where a request would go: a target, and how to speak to it."""

    target: Target
    scheme: str = ""
    port: int = 0
    """0 when none was named."""
    rest: str = ""
    """Path and query of an URL, from its first `/`."""

    @property
    def url(self) -> str:
        """The URL in canonical form; empty for what is none."""
        if not self.scheme:
            return ""
        host = f"[{self.target.value}]" if ":" in self.target.value else self.target.value
        port = "" if self.port == _SCHEMES[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.rest}"


def parse(text: str) -> Target:
    """Read what a text names.

    Known are `example.org`, `*.example.org`, addresses, ranges (`192.0.2.0/24`), URLs (`https://…`),
    `repo:host/path` and `sha256:…`; a host may carry a port.

    Raises:
        BadInput: it names nothing, or programs differ on what; the message says where.

    """
    return place(text).target


def place(text: str) -> Place:
    """Read where a request would go.

    Raises:
        BadInput: as `parse`.

    """
    check_plain(text)
    if (url := _SCHEME.fullmatch(text)) is not None:
        return _url(text, url[1].lower(), url[2])
    if (target := _marked(text)) is not None:
        return Place(target=target)
    target, port = _authority(text, bare=True)
    return Place(target=target, port=port)


def redirected(before: Place, location: str) -> Place:
    """Return where an answer's `Location` leads: it is read like any target, and has to be checked like one.

    Raises:
        BadInput: it is neither an absolute http(s) URL nor a path from `/`.

    """
    check_plain(location)
    if location.startswith("/") and not location.startswith("//") and before.scheme:
        return place(before.scheme + "://" + _authority_of(before) + location)
    if _SCHEME.fullmatch(location) is None:
        raise unclear(location, "programs differ on where it leads", "redirect to a full https:// address")
    return place(location)


def of_address(address: Address) -> Target:
    """Return the target that is one address."""
    return Target(kind=TargetKind.ADDRESS, value=str(address))


def _marked(text: str) -> Target | None:
    """Read what shows by a mark in it what it is; None for what may be a host."""
    if text[:7].lower() == "sha256:":
        return _digest(text)
    if text[:5].lower() == "repo:":
        return _repository(text)
    if text.startswith("*."):
        return Target(kind=TargetKind.DOMAIN, value="*." + _apex(text))
    if "/" in text:
        found = read_range(text)
        return of_address(found) if isinstance(found, Address) else _range(str(found))
    return None


def _authority_of(place_: Place) -> str:
    value = place_.target.value
    return f"[{value}]:{place_.port}" if ":" in value else f"{value}:{place_.port}"


def _range(value: str) -> Target:
    return Target(kind=TargetKind.RANGE, value=value)


def _digest(text: str) -> Target:
    lower = text.lower()
    if not (text.isascii() and _DIGEST.fullmatch(lower)):
        raise unclear(text, "it is no SHA-256 digest", "write sha256: and 64 hexadecimal digits")
    return Target(kind=TargetKind.DIGEST, value=lower)


def _apex(text: str) -> str:
    found = text[2:]
    if read_address(found) is not None:
        raise unclear(text, "an address has nothing below it", "write a range: 192.0.2.0/24")
    return read_name(found, top=True)


def _repository(text: str) -> Target:
    hint = "write repo:host/path, as in repo:git.example.org/team/app"
    where = text[5:]
    where = where[8:] if where[:8].lower() == "https://" else where
    authority, _, path = where.partition("/")
    path = path.removesuffix("/").removesuffix(".git")
    segments = path.split("/")
    if len(segments) > _SEGMENTS or not all(_SEGMENT.fullmatch(one) and ".." not in one for one in segments):
        raise unclear(text, "its path is no path of a repository", hint)
    target, port = _authority(authority, bare=False)
    if port or target.kind is not TargetKind.HOST:
        raise unclear(text, "a repository is on a named host, without a port", hint)
    return Target(kind=TargetKind.REPOSITORY, value=f"repo:{target.value}/{path}")


def _url(text: str, scheme: str, after: str) -> Place:
    if scheme not in _SCHEMES:
        raise unclear(text, "it begins with neither http:// nor https://", "name the host alone")
    authority = re.split(r"[/?#]", after, maxsplit=1)[0]
    rest = after[len(authority) :]
    if rest and not rest.startswith("/"):
        raise unclear(text, "old programs read on past the ? or # for the host", "write a / after the host")
    if not rest.isascii():
        raise unclear(text, "its path is not in ASCII", "percent-encode the path")
    target, port = _authority(authority, bare=False, whole=text)
    return Place(target=target, scheme=scheme, port=port or _SCHEMES[scheme], rest=rest.partition("#")[0])


def _authority(text: str, *, bare: bool, whole: str = "") -> tuple[Target, int]:
    """Read `host`, `host:port` or `[v6]:port`; without brackets an IPv6 address only when `bare`."""
    shown = whole or text
    if "@" in text:
        raise unclear(shown, "what stands before the @ may be taken for the host", "leave out user names")
    if "%" in text:
        raise unclear(shown, "programs differ on whether % is decoded in a host", "write the host without %")
    if text.startswith("["):
        return _bracketed(shown, text)
    if bare and text.count(":") > 1:
        return _host(shown, text), 0
    host, colon, port = text.partition(":")
    return _host(shown, host), _port(shown, port) if colon else 0


def _bracketed(shown: str, text: str) -> tuple[Target, int]:
    found = _BRACKETS.fullmatch(text)
    if found is None or ":" not in found[1]:
        raise unclear(shown, "brackets hold an IPv6 address and nothing else", "write [2001:db8::7]:443")
    return _host(shown, found[1]), 0 if found[2] is None else _port(shown, found[2])


def _host(shown: str, text: str) -> Target:
    address = None
    if text.isascii():
        address = read_address(text)
    if address is not None:
        return of_address(address)
    if not text:
        raise unclear(shown, "there is no host in it", "name the host")
    return Target(kind=TargetKind.HOST, value=read_name(text))


def _port(shown: str, text: str) -> int:
    if not _PORT.fullmatch(text) or int(text) > _LAST_PORT:
        raise unclear(
            shown, "its port is no number from 1 to 65535", "write the port in decimal, or leave it out"
        )
    return int(text)
