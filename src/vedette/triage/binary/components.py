"""Libraries and programs built into an executable, by what it says, and what is known against them."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import msgspec
import re2  # type: ignore[import-untyped]
from msgspec import Struct

from vedette.core.executables import Component
from vedette.core.tables import table
from vedette.triage.binary.image import Image
from vedette.triage.binary.masks import Masks

_MEMORY: Final = 32 << 20
_COMPONENTS_MAX: Final = 2000
_TEXT_MAX: Final = 120
_AUDIT_MAX: Final = 8 << 20
_MODULES_MAX: Final = 4 << 20
_GO: Final = b"\xff Go buildinf:"
_GO_HEADER: Final = 32
_GUARD: Final = 16
_PATCHED: Final = (
    "Debian",
    "Ubuntu",
    "Alpine",
    "Red Hat",
    "SUSE",
    "openSUSE",
    "Rocky",
    "AlmaLinux",
    "Mageia",
    "Wolfi",
)
"""Distributions mend old versions, so their advisories say nothing of a version as its authors count."""
_TOKEN: Final = re.compile(r"[0-9]+|[a-z]+")
_EARLY: Final = re.compile(r"(?<=[0-9])-(?=[0-9a-z])")
_PARTS: Final = 16


class _Row(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: str
    patterns: tuple[str, ...]
    cases: dict[str, str]
    beside: str = ""


class _Rows(Struct, frozen=True, forbid_unknown_fields=True):
    component: tuple[_Row, ...]


@lru_cache(maxsize=1)
def rows() -> tuple[_Row, ...]:
    """Return the table of components."""
    return msgspec.convert(table("vedette.triage.binary", "components.toml"), _Rows).component


@lru_cache(maxsize=1)
def _patterns() -> tuple[Any, tuple[_Row, ...]]:
    pairs = [(pattern, row) for row in rows() for pattern in row.patterns]
    options = re2.Options()
    options.max_mem = _MEMORY
    whole = re2.compile(f"(?m:{'|'.join(pattern for pattern, _ in pairs)})".encode(), options)
    return whole, tuple(row for _, row in pairs)


def components(image: Image, masks: Masks) -> tuple[Component, ...]:
    """Return what an executable was built from, as far as it says."""
    found = [*_go(image), *_rust(image), *_by_strings(masks)]
    return tuple({(one.name, one.version): one for one in reversed(found)}.values())[::-1][:_COMPONENTS_MAX]


def _by_strings(masks: Masks) -> Iterator[Component]:
    whole, owners = _patterns()
    for mask in masks.narrow:
        for match in whole.finditer(mask.text):
            row = owners[match.lastindex - 1]
            if not row.beside or any(row.beside.encode() in one.text for one in masks.narrow):
                version = match[match.lastindex].decode("ascii")
                says = match[0].decode("ascii").strip()[:_TEXT_MAX]
                yield Component(name=row.name, version=version, says=says)


def _go(image: Image) -> Iterator[Component]:
    """Read what Go writes down of a build: its own version, and every module."""
    at = image.data.find(_GO)
    if at < 0 or not image.data[at + 15 : at + 16] or not image.data[at + 15] & 2:
        return
    version, place = _counted(image.data, at + _GO_HEADER, _TEXT_MAX)
    modules, _ = _counted(image.data, place, _MODULES_MAX)
    if version.startswith(b"go"):
        number = version.split()[0].decode("ascii", "replace")[2:]
        yield Component(
            name="stdlib", version=number, says=version.decode("ascii", "replace"), ecosystem="Go"
        )
    for line in modules[_GUARD:-_GUARD].decode("utf-8", "replace").splitlines()[:_COMPONENTS_MAX]:
        kind, _, rest = line.partition("\t")
        parts = rest.split("\t")
        if kind in ("dep", "=>") and len(parts) > 1:
            told = parts[1].removeprefix("v")
            yield Component(name=parts[0], version=told, says=line[:_TEXT_MAX], ecosystem="Go")


def _counted(data: bytes, at: int, most: int) -> tuple[bytes, int]:
    """Read a length of seven bits a byte, and as many bytes."""
    size, shift = 0, 0
    while at < len(data) and shift < 35:  # noqa: PLR2004
        byte = data[at]
        size, shift, at = size | (byte & 0x7F) << shift, shift + 7, at + 1
        if byte < 0x80:  # noqa: PLR2004
            break
    return data[at : at + min(size, most)], at + size


def _rust(image: Image) -> Iterator[Component]:
    """Read the list of packages that an audited build of Rust carries."""
    section = next((one for one in image.sections if one.name in (".dep-v0", "__DATA,.dep-v0")), None)
    if section is None:
        return
    raw = image.data[section.offset : section.offset + section.stored]
    try:
        listed = json.loads(zlib.decompressobj().decompress(raw, _AUDIT_MAX))
    except (zlib.error, ValueError, RecursionError):
        return
    packages = listed.get("packages") if isinstance(listed, dict) else None
    for one in packages[:_COMPONENTS_MAX] if isinstance(packages, list) else []:
        if isinstance(one, dict) and isinstance(one.get("name"), str) and isinstance(one.get("version"), str):
            says = f"{one['name']} {one['version']}, in the list of packages"
            yield Component(
                name=one["name"], version=one["version"], says=says[:_TEXT_MAX], ecosystem="crates.io"
            )


def vulnerable(component: Component, records: Iterable[Mapping[str, Any]]) -> Component:
    """Return a component with the ids of records (OSV) that concern its version."""
    found = [str(one.get("id", "")) for one in records if concerns(one, component)]
    return msgspec.structs.replace(
        component, vulnerabilities=tuple(sorted({*component.vulnerabilities, *found} - {""}))
    )


def concerns(record: Mapping[str, Any], component: Component) -> bool:
    """Tell whether a record is about a component in its version."""
    if record.get("withdrawn"):
        return False
    return any(_affected(one, component) for one in _list(record.get("affected")))


def _affected(one: Mapping[str, Any], component: Component) -> bool:
    package = one.get("package")
    package = package if isinstance(package, dict) else {}
    ecosystem = str(package.get("ecosystem", "")).partition(":")[0]
    if str(package.get("name", "")).lower() != component.name.lower():
        return False
    if (component.ecosystem and ecosystem != component.ecosystem) or ecosystem in _PATCHED:
        return False
    named = one.get("versions")
    version = order(component.version)
    if isinstance(named, list) and any(order(str(each)) == version for each in named[:5000]):
        return True
    ranges = [each for each in _list(one.get("ranges")) if each.get("type") in ("SEMVER", "ECOSYSTEM")]
    return any(_within(_list(each.get("events")), version) for each in ranges)


def _within(events: Sequence[Mapping[str, Any]], version: tuple[tuple[int, str], ...]) -> bool:
    """Tell whether a version lies between an introduction and what ends it."""
    inside = False
    for event in sorted(events, key=_when):
        if "introduced" in event:
            inside = inside or order(str(event["introduced"])) <= version or event["introduced"] == "0"
        if "fixed" in event and order(str(event["fixed"])) <= version:
            inside = False
        if "last_affected" in event and order(str(event["last_affected"])) < version:
            inside = False
    return inside


def _when(event: Mapping[str, Any]) -> tuple[tuple[int, str], ...]:
    return order(str(next(iter(event.values()), "0")))


def _list(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def order(version: str) -> tuple[tuple[int, str], ...]:
    """Return what orders versions: 1.1.1 before 1.1.1a before 1.1.2, and 2.0.0-rc1 before 2.0.0."""
    text = _EARLY.sub("-pre", version.lower().lstrip("v").partition("+")[0], count=1)
    numbers = [_rank(token) for token in _TOKEN.findall(text)[:_PARTS]]
    return tuple(numbers + [(0, "")] * (_PARTS - len(numbers)))


def _rank(token: str) -> tuple[int, str]:
    if token.isdigit():
        return int(token[:18]), ""
    return (-1, token) if token.startswith("pre") else (0, token)
