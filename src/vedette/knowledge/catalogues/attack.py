"""MITRE ATT&CK as a STIX bundle of any matrix and version in; one `AttackEntry` a technique out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec
from msgspec import Struct

from vedette.core.errors import BadInput, LimitHit
from vedette.knowledge.catalogues.nouns import AttackEntry, Parsed
from vedette.knowledge.catalogues.reading import day, json, sentence, unpacked

_WHAT: Final = "ATT&CK bundle"
_HINT: Final = "give a STIX bundle of ATT&CK, such as enterprise-attack.json"
_MOST: Final = 500_000
_SOURCES: Final = ("mitre-attack", "mitre-mobile-attack", "mitre-ics-attack")
_LONGEST_LIST: Final = 60
_KEPT: Final = frozenset(
    {
        "attack-pattern",
        "course-of-action",
        "relationship",
        "x-mitre-analytic",
        "x-mitre-collection",
        "x-mitre-data-component",
        "x-mitre-detection-strategy",
    }
)


class _Reference(Struct):
    source_name: str = ""
    external_id: str = ""


class _Phase(Struct):
    phase_name: str = ""


class _LogSource(Struct):
    component: str = msgspec.field(default="", name="x_mitre_data_component_ref")


class _Object(Struct):
    """What we need of any object; the rest is not even looked at."""

    type: str
    id: str = ""
    name: str = ""
    description: str = ""
    modified: str = ""
    revoked: bool = False
    deprecated: bool = msgspec.field(default=False, name="x_mitre_deprecated")
    references: list[_Reference] = msgspec.field(default_factory=list, name="external_references")
    phases: list[_Phase] = msgspec.field(default_factory=list, name="kill_chain_phases")
    domains: list[str] = msgspec.field(default_factory=list, name="x_mitre_domains")
    version: str = msgspec.field(default="", name="x_mitre_version")
    kind: str = msgspec.field(default="", name="relationship_type")
    source: str = msgspec.field(default="", name="source_ref")
    target: str = msgspec.field(default="", name="target_ref")
    analytics: list[str] = msgspec.field(default_factory=list, name="x_mitre_analytic_refs")
    logs: list[_LogSource] = msgspec.field(default_factory=list, name="x_mitre_log_source_references")

    @property
    def ident(self) -> str:
        """Return the id people know."""
        found = (one.external_id[:20] for one in self.references if one.source_name in _SOURCES)
        return next(found, "").upper()

    @property
    def gone(self) -> bool:
        """Whether it counts no more."""
        return self.revoked or self.deprecated


class _Kind(Struct):
    type: str = ""


class _Bundle(Struct):
    objects: list[msgspec.Raw]


@dataclass(slots=True)
class _Links:
    """What relationships say, by the STIX id of a technique."""

    mitigations: dict[str, list[str]] = field(default_factory=dict)
    shown_by: dict[str, list[str]] = field(default_factory=dict)
    replaced: dict[str, str] = field(default_factory=dict)


def read(data: bytes) -> Parsed[AttackEntry]:
    """Read a bundle.

    Raises:
        BadInput: it is none, or has no technique in it.

    """
    objects = _objects(unpacked(data, ".json"))
    techniques = [one for one in objects.values() if one.type == "attack-pattern" and one.ident]
    if not techniques:
        raise BadInput(f"no {_WHAT}: there is no technique in it", hint=_HINT)
    matrices = {_matrix(one) for one in techniques} - {""}
    version = next((one.version for one in objects.values() if one.type == "x-mitre-collection"), "")
    return Parsed(
        version=sentence(version, 40),
        date=max((day(one.modified) for one in objects.values()), default=""),
        entries=_entries(techniques, objects),
        part=matrices.pop() if len(matrices) == 1 else "",
    )


def _objects(data: bytes) -> dict[str, _Object]:
    raw = json(data, _Bundle, _WHAT).objects
    if len(raw) > _MOST:
        raise LimitHit(f"more than {_MOST:,} objects", hint=_HINT)
    kinds: msgspec.json.Decoder[Any] = msgspec.json.Decoder(_Kind)
    whole: msgspec.json.Decoder[Any] = msgspec.json.Decoder(_Object)
    try:
        kept = [whole.decode(one) for one in raw if kinds.decode(one).type in _KEPT]
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise BadInput(f"no {_WHAT}: {str(error)[:200]}", hint=_HINT) from error
    return {one.id: one for one in kept}


def _matrix(one: _Object) -> str:
    names = [name.removesuffix("-attack") for name in one.domains]
    return next((name for name in names if name in {"enterprise", "ics", "mobile"}), "")


def _entries(techniques: list[_Object], objects: Mapping[str, _Object]) -> Iterator[tuple[str, AttackEntry]]:
    links = _links(objects)
    for one in sorted(techniques, key=lambda each: (not each.gone, each.ident)):
        later = objects.get(links.replaced.get(one.id, ""))
        if one.gone and later is None:
            continue
        yield (
            one.ident,
            AttackEntry(
                id=one.ident,
                name=sentence(one.name, 200),
                tactics=tuple(sentence(phase.phase_name, 60) for phase in one.phases[:20]),
                matrix=_matrix(one),
                mitigations=_names(links.mitigations.get(one.id, ()), objects),
                log_data=_names(links.shown_by.get(one.id, ()), objects),
                says=sentence(one.description),
                replaced_by=later.ident if later is not None else "",
            ),
        )


def _links(objects: Mapping[str, _Object]) -> _Links:
    links = _Links()
    for one in objects.values():
        if one.type != "relationship" or one.gone:
            continue
        source = objects.get(one.source)
        if one.kind == "revoked-by":
            links.replaced[one.source] = one.target
        elif source is None or source.gone:
            continue
        elif one.kind == "mitigates":
            links.mitigations.setdefault(one.target, []).append(source.id)
        elif one.kind == "detects":
            links.shown_by.setdefault(one.target, []).extend(_components(source, objects))
    return links


def _components(source: _Object, objects: Mapping[str, _Object]) -> Iterable[str]:
    """Return the kinds of log data that detect: since v18 they stand behind a strategy and its analytics."""
    if source.type == "x-mitre-data-component":
        return [source.id]
    analytics = (objects.get(one) for one in source.analytics[:_LONGEST_LIST])
    return [log.component for one in analytics if one is not None for log in one.logs[:_LONGEST_LIST]]


def _names(idents: Iterable[str], objects: Mapping[str, _Object]) -> tuple[str, ...]:
    found = {f"{one.ident} {sentence(one.name, 100)}" for each in idents if (one := objects.get(each))}
    return tuple(sorted(found))[:_LONGEST_LIST]
