"""What a reader must not see is taken out of the incident before anything is written, in every string of it.

So it is in no form of the report, no figure and no property of a file. What was left out is said, not shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Final

from msgspec import Struct, structs

from vedette.core.attacks import Entity, EntityKind, Part
from vedette.core.incidents import Incident, LineKind
from vedette.core.indicators import IndicatorKind
from vedette.export.incidents import dropping
from vedette.export.incidents.asked import Context, Reader, Role
from vedette.export.incidents.identifiers import (
    homes,
    is_internal,
    without_addresses,
    without_digests,
    without_mail,
)
from vedette.export.incidents.labels import Say, labels
from vedette.export.incidents.pseudonyms import Pseudonyms, composed
from vedette.export.incidents.sharing import check
from vedette.export.incidents.walking import changed, strings

_EVERYBODY: Final = frozenset(
    {
        "administrator",
        "admin",
        "root",
        "system",
        "guest",
        "nobody",
        "daemon",
        "www-data",
        "everyone",
        "local service",
        "network service",
        "anonymous logon",
        "anonymous",
        "nt authority",
        "sshd",
        "-",
    }
)
"""Accounts every machine has: they say nothing of anybody."""
_OFFICES: Final = frozenset(
    {
        "it", "security", "management", "developer", "legal", "communications", "operations", "finance",
        "people", "everyone", "it support", "security team or provider", "developers", "human resources",
        "legal counsel or data protection officer", "plant operations and safety", "everyone concerned",
    }
)  # fmt: skip
"""Who does something, where it is an office and nobody in particular."""
_LEAST_DOMAIN: Final = 3
_LEAST_WORD: Final = 3
_MOST_WORDS: Final = 4


class Redaction(Struct, frozen=True, kw_only=True):
    """What is left for a reader, and what was taken out."""

    incident: Incident
    context: Context
    left_out: tuple[str, ...] = ()


def redacted(incident: Incident, reader: Reader, language: str = "en") -> Incident:
    """Return what a reader may see of an incident.

    Raises:
        Refused: its marking does not let it travel that far.

    """
    return redaction(incident, Context(made_at="", language=language), reader).incident


def redaction(incident: Incident, context: Context, reader: Reader) -> Redaction:
    """Return what a reader may see of an incident and of what comes with it, and what that leaves out.

    Raises:
        Refused: its marking does not let it travel that far.

    """
    check(incident.tlp, reader.reach)
    say = labels(context.language)
    kept, marked = dropping.marked_narrower(incident, reader.reach)
    said = [say("redacted.marked", number=marked)] if marked else []
    if reader.role is Role.TEAM:
        return Redaction(incident=kept, context=context, left_out=tuple(said))
    names = Pseudonyms(say)
    outside = reader.role is Role.OUTSIDE
    _people(kept, names)
    _accounts(kept, context, names)
    keep: frozenset[str] = frozenset()
    if outside:
        keep = _attackers(kept)
        _ours(kept, names)
        kept, dropped = dropping.internal(kept, say)
        said += dropped
    change = _change(names, keep, say, outside=outside)
    before, kept = kept, changed(kept, change)
    if outside:
        kept, spoilt = dropping.spoilt(kept, before)
        said += [say("redacted.spoilt", number=spoilt)] if spoilt else []
    else:
        kept, dropped = dropping.digests(kept, say)
        said += dropped
    given = changed(structs.replace(context, reader=None), change)
    said += _counted(names, say)
    return Redaction(incident=kept, context=structs.replace(given, reader=reader), left_out=tuple(said))


def _change(names: Pseudonyms, keep: frozenset[str], say: Say, *, outside: bool) -> Callable[[str], str]:
    def address(found: str) -> str:
        if found in keep:
            return found
        if is_internal(found) or ("." not in found and found.count(":") == _HARDWARE):
            return names.instead("address", found)
        return names.instead("own", found) if outside else found

    def mail(found: str) -> str:
        return found if found in keep else names.instead("mail", found)

    def link(found: str) -> str:
        # As long as a digest, so that what is linked by it still is; but it is a number.
        return f"sha256:{names.number('link', found):08d}{'0' * 56}"

    def change(text: str) -> str:
        shown = without_addresses(names.text(without_mail(composed(text), mail)), address)
        return shown if outside else without_digests(shown, link, say("redacted.digest"))

    return cache(change)  # many places say the same


_HARDWARE: Final = 5
"""Colons in a hardware address."""


def _people(incident: Incident, names: Pseudonyms) -> None:
    people = [
        incident.lead,
        incident.opened_by,
        *(one.owner for one in incident.tasks),
        *(one.by for one in incident.notes),
        *(link.by for one in incident.locker for link in one.custody),
        *(who for one in incident.actions for who in (one.proposed_by, *one.approved_by)),
        *(one.source for one in incident.timeline if one.kind is LineKind.RESPONSE),
    ]
    for name in dict.fromkeys(one for one in people if one and one.lower() not in _OFFICES):
        names.add("person", name, *_parts(name))


def _parts(name: str) -> Iterable[str]:
    """Return first and last name, of what looks like them: `IT support` is nobody's."""
    words = [word.strip(".,()") for word in name.split()]
    looks = 1 < len(words) <= _MOST_WORDS and all(word[:1].isupper() and not word.isupper() for word in words)
    return [word for word in words if looks and len(word) >= _LEAST_WORD]


def _accounts(incident: Incident, context: Context, names: Pseudonyms) -> None:
    for one in _entities(incident):
        if one.kind in {EntityKind.USER, EntityKind.ACCOUNT}:
            _account(one.name, names)
    for text in strings((incident, context)):
        for name in sorted(homes(text)):
            _account(name, names)


def _account(name: str, names: Pseudonyms) -> None:
    short = name.rpartition("\\")[2].partition("@")[0].strip()
    if short and short.lower() not in _EVERYBODY:
        # The short form is the thing: logs name the same person with a domain and without.
        names.add("user", short, name)


def _attackers(incident: Incident) -> frozenset[str]:
    entities = [
        one.name
        for one, part in _parted(incident)
        if part is Part.ATTACKER and one.kind is EntityKind.ADDRESS
    ]
    watched = [
        one.indicator.value
        for one in incident.watched
        if one.indicator.kind in {IndicatorKind.ADDRESS, IndicatorKind.MAIL}
    ]
    return frozenset(one.lower() for one in (*entities, *watched) if not is_internal(one))


def _ours(incident: Incident, names: Pseudonyms) -> None:
    if incident.organisation:
        names.replace("organisation", incident.organisation)
    aliases = [(alias, one.entity.kind) for one in incident.entities for alias in one.aliases]
    aliases += [
        (alias, one.entity.kind)
        for attack in incident.attacks
        for one in attack.entities
        for alias in one.aliases
    ]
    hosts = [one.name for one in _entities(incident) if one.kind is EntityKind.HOST]
    hosts += [alias for alias, kind in aliases if kind is EntityKind.HOST and not _is_address(alias)]
    for name in dict.fromkeys(hosts):
        short, _, domain = name.partition(".")
        names.add("host", short, name)
        if len(domain) >= _LEAST_DOMAIN and not _is_address(name):
            names.add("domain", domain)
    for one, part in _parted(incident):
        if one.kind is EntityKind.DOMAIN and part is not Part.ATTACKER:
            names.add("domain", one.name)
        if one.kind is EntityKind.USER and len(realm := _realm(one.name)) >= _LEAST_DOMAIN:
            names.add("domain", realm)


def _realm(name: str) -> str:
    realm = name.partition("\\")[0] if "\\" in name else name.partition("@")[2]
    return "" if realm.lower() in _EVERYBODY else realm


def _is_address(name: str) -> bool:
    return without_addresses(name, lambda _: "") == ""


def _entities(incident: Incident) -> Iterable[Entity]:
    return (one for one, _ in _parted(incident))


def _parted(incident: Incident) -> Iterable[tuple[Entity, Part]]:
    for state in incident.entities:
        yield state.entity, state.part
    for attack in incident.attacks:
        yield from ((one.entity, one.part) for one in attack.entities)
    for action in incident.actions:
        yield action.plan.target, Part.INVOLVED
    for finding in incident.findings:
        ends = (*finding.seen.actors, *finding.seen.targets) if finding.seen is not None else ()
        yield from ((one, Part.INVOLVED) for one in ends)


def _counted(names: Pseudonyms, say: Say) -> Iterable[str]:
    for key, sorts in (
        ("names", ("person", "user", "mail")),
        ("hosts", ("host", "domain")),
        ("addresses", ("address", "own")),
    ):
        if number := names.count(*sorts):
            yield say(f"redacted.{key}", number=number)
