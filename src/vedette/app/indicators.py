"""Indicators somebody brings: reports of ours, STIX bundles, MISP events, CSV, plain lists; nouns out."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final

import msgspec

from vedette.core.digest import sha256
from vedette.core.errors import BadInput
from vedette.core.indicators import Indicator, IndicatorKind
from vedette.core.limits import MIB
from vedette.core.nouns import Confidence, Report

MOST_BYTES: Final = 128 * MIB
_HINT: Final = "give a report of vedette triage, a STIX bundle, a MISP event, or a list with one on each line"
_STIX: Final = re.compile(
    r"\[\s*(?P<path>[a-z0-9-]+:[A-Za-z_.'0-9-]+)\s*=\s*'(?P<value>(?:[^'\\]|\\.)*)'\s*\]"
)
_STIX_KINDS: Final = {
    "domain-name:value": IndicatorKind.DOMAIN,
    "ipv4-addr:value": IndicatorKind.ADDRESS,
    "ipv6-addr:value": IndicatorKind.ADDRESS,
    "url:value": IndicatorKind.URL,
    "email-addr:value": IndicatorKind.MAIL,
    "mutex:name": IndicatorKind.MUTEX,
    "windows-registry-key:key": IndicatorKind.REGISTRY,
    "file:name": IndicatorKind.PATH,
}
_MISP_KINDS: Final = {
    "domain": IndicatorKind.DOMAIN,
    "hostname": IndicatorKind.DOMAIN,
    "ip-dst": IndicatorKind.ADDRESS,
    "ip-src": IndicatorKind.ADDRESS,
    "url": IndicatorKind.URL,
    "email": IndicatorKind.MAIL,
    "email-src": IndicatorKind.MAIL,
    "md5": IndicatorKind.HASH,
    "sha1": IndicatorKind.HASH,
    "sha256": IndicatorKind.HASH,
    "mutex": IndicatorKind.MUTEX,
    "filename": IndicatorKind.PATH,
    "regkey": IndicatorKind.REGISTRY,
}
_HEX: Final = re.compile(r"(?:[0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{64})", re.ASCII)
_NAME: Final = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z][a-z0-9-]{1,62}", re.ASCII)
_ESCAPED: Final = re.compile(r"\\(.)")
_PATTERN: Final = 10_000
"""Characters of a STIX pattern looked at."""


def indicators(paths: Iterable[Path]) -> Iterator[Indicator]:
    """Read indicators.

    Raises:
        BadInput: a file cannot be read, or holds none.

    """
    for path in paths:
        found = list(_read(path))
        if not found:
            raise BadInput(f"{path}: no indicator in it", hint=_HINT)
        yield from found


def _read(path: Path) -> Iterator[Indicator]:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}", hint="check the path and its permissions") from error
    if len(data) > MOST_BYTES:
        raise BadInput(f"{path}: more than {MOST_BYTES:,} bytes", hint="give it in parts")
    about = (path.name, sha256(data))
    if data.lstrip()[:1] not in (b"{", b"["):
        yield from _list(data.decode("utf-8", "replace"), about)
        return
    try:
        yield from msgspec.json.decode(data, type=Report).indicators
    except msgspec.MsgspecError:
        yield from _json(data, about)


def _json(data: bytes, about: tuple[str, str]) -> Iterator[Indicator]:
    try:
        held: Any = msgspec.json.decode(data)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise BadInput(f"{about[0]}: no JSON: {error}", hint=_HINT) from error
    if isinstance(held, dict):
        yield from _stix(held, about)
        yield from _misp(held.get("Event"), about)


def _stix(bundle: dict[str, Any], about: tuple[str, str]) -> Iterator[Indicator]:
    for one in _dicts(bundle.get("objects")):
        if one.get("type") != "indicator":
            continue
        for found in _STIX.finditer(str(one.get("pattern") or "")[:_PATTERN]):
            path = found["path"]
            kind = IndicatorKind.HASH if path.startswith("file:hashes") else _STIX_KINDS.get(path)
            if kind is not None:
                value = _ESCAPED.sub(r"\1", found["value"])
                yield _made(kind, value, about, str(one.get("name") or ""))


def _misp(event: object, about: tuple[str, str]) -> Iterator[Indicator]:
    if not isinstance(event, dict):
        return
    objects = (each.get("Attribute") for each in _dicts(event.get("Object")))
    for one in (*_dicts(event.get("Attribute")), *(one for each in objects for one in _dicts(each))):
        kind = _MISP_KINDS.get(str(one.get("type")))
        if kind is not None and one.get("to_ids", True):
            yield _made(kind, str(one.get("value")), about, str(one.get("comment") or ""))


def _dicts(held: object) -> Iterator[dict[str, Any]]:
    return (one for one in held if isinstance(one, dict)) if isinstance(held, list) else iter(())


def _list(text: str, about: tuple[str, str]) -> Iterator[Indicator]:
    """Read a value from each line, or from the column of a table that is called value."""
    rows = csv.reader(io.StringIO(text))
    column = 0
    try:
        for number, row in enumerate(rows):
            if number == 0 and "value" in row:
                column = row.index("value")
                continue
            value = _refanged(row[column].strip().lstrip("'")) if len(row) > column else ""
            if value and not value.startswith("#") and (kind := _kind(value)) is not None:
                yield _made(kind, value, about, "")
    except csv.Error as error:
        raise BadInput(f"{about[0]}: {error}", hint=_HINT) from error


def _kind(value: str) -> IndicatorKind | None:
    if "://" in value:
        return IndicatorKind.URL
    if _HEX.fullmatch(value):
        return IndicatorKind.HASH
    try:
        ip_address(value)
    except ValueError:
        pass
    else:
        return IndicatorKind.ADDRESS
    if "@" in value:
        return IndicatorKind.MAIL
    return IndicatorKind.DOMAIN if _NAME.fullmatch(value.lower()) else None


def _made(kind: IndicatorKind, value: str, about: tuple[str, str], context: str) -> Indicator:
    name, digest = about
    return Indicator(
        kind=kind,
        value=_refanged(value),
        artefact=digest,
        name=name,
        offset=0,
        context=context[:200],
        confidence=Confidence.LIKELY,
    )


def _refanged(value: str) -> str:
    """Undo what lists do to addresses so that nobody clicks on them."""
    value = value.replace("[.]", ".").replace("[@]", "@").replace("[:]", ":")
    return re.sub(r"^hxxp", "http", value, flags=re.IGNORECASE)
