"""What is known about one thing, from what ships and from what the user mounted; and what fits some words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from vedette.app.jobs import Job
from vedette.app.knowledge import Mounted, as_of
from vedette.app.knowledge_answers import Hit, Known, Part, Sought
from vedette.app.knowledge_requests import SearchKnowledge, ShowKnowledge
from vedette.app.mounting import mounted
from vedette.app.shipped import ATTACK, D3FEND
from vedette.app.tools import Tools
from vedette.core.errors import BadInput
from vedette.knowledge import mitigations as attack
from vedette.knowledge.catalogues.nouns import Advisory
from vedette.knowledge.consequences import consequence
from vedette.knowledge.countermeasures import Countermeasure, countermeasure, countermeasures
from vedette.knowledge.glossary import LANGUAGES, Glossary, Term
from vedette.knowledge.mitigations import log_data, mitigated_by, named, tactic
from vedette.knowledge.search import search
from vedette.knowledge.searchentries import said
from vedette.knowledge.techniques import Technique, later, settled, technique, techniques
from vedette.knowledge.weaknesses import nearest

MOST: Final = 100
LONGEST: Final = 1000
_SHOWN: Final = 12
"""Lines of a list; more are counted."""
_WHO: Final = {"it": "IT"}
_DURATION: Final = re.compile(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?")
_PACKAGE: Final = re.compile(r"([A-Za-z][A-Za-z.]{1,30}):(\S{1,200}?)(?:(?:==|(?<=[^:])@)([^@=\s]{1,100}))?")
_ECOSYSTEMS: Final = {
    "pypi": "PyPI", "npm": "npm", "go": "Go", "maven": "Maven", "nuget": "NuGet", "packagist": "Packagist",
    "rubygems": "RubyGems", "crates": "crates.io", "crates.io": "crates.io", "hex": "Hex", "pub": "Pub",
}  # fmt: skip
_WEAKNESS: Final = re.compile(r"CWE-[0-9]{1,5}")
_TECHNIQUE: Final = re.compile(r"T[0-9]{4}(\.[0-9]{3})?")
_ADVISORY: Final = re.compile(r"[A-Z][A-Z0-9]{1,15}-[A-Z0-9:.-]{3,60}")
_MAY_HAVE: Final = (
    (_WEAKNESS, "cwe"),
    (_TECHNIQUE, "attack"),
    (_PACKAGE, "osv"),
    (_ADVISORY, "kev|epss|osv"),
)


def sought(tools: Tools, request: SearchKnowledge, job: Job) -> Sought:
    """Find entries that fit some words.

    Raises:
        BadInput: there are none, or too many.

    """
    job.check()
    if not request.words.strip() or not 0 < request.most <= MOST:
        raise BadInput("nothing to search for", hint=f"give some words, and ask for 1 to {MOST} entries")
    if len(request.words) > LONGEST:
        raise BadInput(f"more than {LONGEST:,} characters", hint="say it in one sentence")
    found = search(request.words, request.most, described=mounted(tools).described())
    return Sought(hits=tuple(Hit(id=one.id, kind=one.kind, name=one.name, says=one.says) for one in found))


def shown(tools: Tools, request: ShowKnowledge, job: Job) -> Known:
    """Say everything about one thing.

    Raises:
        BadInput: nobody knows it.

    """
    job.check()
    ident = request.ident.strip()
    held = mounted(tools)
    for does in _KINDS:
        if (known := does(ident, held)) is not None:
            return known
    raise BadInput(f"nothing is known about {ident[:60]!r}", hint=_hint(ident))


def _hint(ident: str) -> str:
    wanted = ident.upper()
    for form, kinds in _MAY_HAVE:
        if form.fullmatch(wanted):
            return f"mount a catalogue that may have it: vedette knowledge add {kinds} PATH"
    close = [one.id for one in search(ident[:LONGEST], 3)] if ident else []
    return f"did you mean: {', '.join(close)}?" if close else 'try vedette knowledge search "some words"'


def _known(ident: str, kind: str, name: str, parts: Iterable[Part], held: Mounted) -> Known:
    kept = tuple(one for one in parts if any(one.lines))
    sources = {source for one in kept for source in one.source.split("; ")}
    return Known(id=ident, kind=kind, name=name, parts=kept, notes=held.warned(sources))


def _weakness(ident: str, held: Mounted) -> Known | None:
    wanted = ident.upper()
    if not _WEAKNESS.fullmatch(wanted):
        return None
    published = held.weakness(wanted)
    ours = nearest(wanted, held.parents()) if published is not None else nearest(wanted)
    if ours is None and published is None:
        return None
    parts = []
    if ours is not None:
        about = "" if ours.id == wanted else f"what holds for {ours.id}, {ours.name}, of which this is a kind"
        parts = [
            Part(heading="What somebody can do with it", lines=(ours.consequence,), source=about),
            Part(heading="Why it matters", lines=(ours.matters,)),
            Part(heading="How to mend it", lines=(ours.fix,)),
            Part(heading="Meanwhile", lines=(ours.meanwhile,)),
            Part(heading="How to know it is mended", lines=(ours.check,)),
        ]
    if published is not None:
        parents = f"a kind of {', '.join(published.parents)}" if published.parents else ""
        parts.append(
            Part(heading="In the catalogue", lines=(published.says, parents), source=published.as_of)
        )
    name = published.name if published is not None else (ours.name if ours is not None else "")
    if ours is not None and ours.id == wanted:
        name = ours.name
    return _known(wanted, "weakness", name, parts, held)


def _technique(ident: str, held: Mounted) -> Known | None:
    wanted = ident.upper()
    if not _TECHNIQUE.fullmatch(wanted):
        return None
    published = held.technique(wanted)
    ships = technique(settled(wanted))
    exact = ships is not None and ships.id == settled(wanted)
    if published is None and not exact:
        return None
    name = published.name if published is not None else (ships.name if ships is not None else "")
    tactics = ships.tactics if ships is not None else (published.tactics if published is not None else ())
    parts = [_standing(wanted, ships)] if ships is not None and exact else []
    parts += _consequence(wanted, tactics)
    if exact:
        parts += _around(wanted)
    if published is not None:
        replaced = f"replaced by {published.replaced_by}" if published.replaced_by else ""
        said = (replaced, published.says, *_folded("hindered by", published.mitigations))
        parts.append(Part(heading="In the catalogue", lines=said, source=published.as_of))
    return _known(wanted, "technique", name, parts, held)


def _standing(wanted: str, ships: Technique) -> Part:
    found = (tactic(short, ships.matrix) for short in ships.tactics)
    lines = [f"{one.id} {one.name}" for one in found if one is not None]
    other = {ships.id, later(ships.id)} - {wanted}
    lines += [f"the same as {one} of another version of ATT&CK" for one in sorted(other)]
    return Part(heading=f"Tactics ({ships.matrix})", lines=tuple(lines), source=ATTACK)


def _consequence(wanted: str, tactics: tuple[str, ...]) -> list[Part]:
    told = consequence(wanted, tactics)
    about = "" if told.level == "exact" else f"what holds for {told.about}"
    steps = tuple(
        f"{number}. {step.do} ({_WHO.get(step.who, step.who)}, {_soon(step.within)}) Done when: {step.check}"
        for number, step in enumerate(told.then, 1)
    )
    return [
        Part(heading="What it means", lines=(told.means,), source=about),
        Part(heading="Why it matters", lines=(told.matters,)),
        Part(heading="What to do first", lines=(told.first,)),
        Part(heading="Then", lines=steps),
        Part(heading="If you wait", lines=(told.wait,)),
        Part(heading="How to prevent it", lines=(told.prevent,)),
    ]


def _soon(duration: str) -> str:
    """Return a duration of ISO 8601 as people say it, as far as steps use them."""
    found = _DURATION.fullmatch(duration)
    if found is None:
        return f"within {duration}"
    said = [
        f"{number} {unit}" if number != "1" else f"1 {unit[:-1]}"
        for number, unit in zip(found.groups(), ("weeks", "days", "hours", "minutes"), strict=True)
        if number is not None
    ]
    return (
        f"within {' '.join(said)}"
        if any(char != "0" for char in "".join(said) if char.isdigit())
        else "at once"
    )


def _around(wanted: str) -> list[Part]:
    hinder = [f"{one.id} {one.name}" for one in attack.mitigations(wanted)]
    found = countermeasures(wanted)
    counter = [f"{one.id} {one.name} ({one.tactic})" for one in found]
    kin = "" if not found or settled(wanted) in found[0].counters else " against its kin"
    shows = [f"{one.id} {one.name}" for one in log_data(wanted)]
    return [
        Part(heading="Mitigations", lines=_cut(hinder), source=ATTACK),
        Part(heading=f"Countermeasures{kin}", lines=_cut(counter), source=D3FEND),
        Part(heading="Log data that shows it", lines=_cut(shows), source=ATTACK),
    ]


def _named(ident: str, held: Mounted) -> Known | None:
    one = named(ident)
    if one is None:
        return None
    match one.id[:2]:
        case "TA":
            kind = "tactic"
            found = [
                each for each in techniques() if one.short in each.tactics and each.matrix in one.matrices
            ]
            lines = [f"{each.id} {each.name}" for each in found if "." not in each.id]
            parts = [Part(heading="Techniques", lines=_cut(lines, MOST), source=ATTACK)]
        case "DC":
            kind = "log data"
            lines = [each.id for each in techniques() if one in log_data(each.id)]
            parts = [Part(heading="Shows", lines=_with_names(lines), source=ATTACK)]
        case _:
            kind = "mitigation"
            parts = [
                Part(heading="In everyday words", lines=(said(one.id),)),
                Part(heading="Hinders", lines=_with_names(mitigated_by(one.id)), source=ATTACK),
            ]
    return _known(one.id, kind, one.name, parts, held)


def _countermeasure(ident: str, held: Mounted) -> Known | None:
    one: Countermeasure | None = countermeasure(ident)
    if one is None:
        return None
    parts = [
        Part(heading="In everyday words", lines=(said(one.id),)),
        Part(heading="What it is for", lines=(one.tactic,), source=D3FEND),
        Part(heading="Counters", lines=_with_names(one.counters), source=D3FEND),
    ]
    return _known(one.id, "countermeasure", one.name, parts, held)


def _advisory(ident: str, held: Mounted) -> Known | None:
    wanted = ident.upper()
    if not _ADVISORY.fullmatch(wanted):
        return None
    parts = []
    name = wanted
    if (used := held.exploited(wanted)) is not None:
        name = used.name or name
        lines = (
            f"on the list since {used.added}; {used.vendor} {used.product}",
            "ransomware crews use it" if used.ransomware else "",
            used.action,
            f"agencies of the United States had to be done by {used.due}" if used.due else "",
        )
        parts.append(Part(heading="Known to be exploited", lines=lines, source=used.as_of))
    if (likely := held.probability(wanted)) is not None:
        line = (
            f"{likely.probability:.1%} to be exploited within 30 days; "
            f"{likely.percentile:.1%} of all vulnerabilities are no more likely"
        )
        parts.append(Part(heading="How likely it is to be exploited", lines=(line,), source=likely.as_of))
    advisories = held.advisory(wanted)
    if advisories:
        name = advisories[0].summary or name
        packages = _cut([_told(one) for one in advisories])
        parts.append(Part(heading="Packages", lines=packages, source=advisories[0].as_of))
    return _known(wanted, "vulnerability", name, parts, held) if parts else None


def _package(ident: str, held: Mounted) -> Known | None:
    """Say what is known against a package, as in `pypi:NAME==VERSION` or `npm:NAME@VERSION`."""
    found = _PACKAGE.fullmatch(ident)
    system = _ECOSYSTEMS.get(found[1].lower()) if found is not None else None
    sources = [as_of(one.catalogue) for one in held.mounts if one.catalogue.kind == "osv"]
    if found is None or system is None or not sources:
        return None
    advisories = held.advisories(found[2], found[3] or "", system)
    lines = [f"{_told(one)}: {one.summary}" for one in advisories] or [
        "nothing that these catalogues know of"
    ]
    parts = [Part(heading="Known against it", lines=_cut(lines, MOST), source="; ".join(sources))]
    return _known(ident, "package", f"{system} {found[2]} {found[3] or ''}".strip(), parts, held)


def _told(one: Advisory) -> str:
    mended = f"mended in {', '.join(one.fixed)}" if one.fixed else "no version mends it"
    harm = "made to do harm" if one.malicious else mended
    return f"{one.ecosystem} {one.package}: {one.id}, {harm}"


def _term(ident: str, held: Mounted) -> Known | None:
    """Say what a term means, in the language it is asked for in."""
    wanted = " ".join(ident.casefold().split())
    for language in LANGUAGES:
        glossary = Glossary.load(language)
        found = glossary.get(wanted) or next((one for one in glossary.terms if wanted in _forms(one)), None)
        if found is not None:
            return _meaning(found, glossary, held)
    return None


def _meaning(found: Term, glossary: Glossary, held: Mounted) -> Known:
    related = [one.name for each in found.related if (one := glossary.get(each)) is not None]
    parts = [
        Part(heading="What it is", lines=(found.meaning,)),
        Part(heading="In everyday words", lines=(found.plain,)),
        Part(heading="Also written", lines=(", ".join(found.also),)),
        Part(heading="See also", lines=(", ".join(related),)),
    ]
    return _known(found.term, "term", found.name, parts, held)


def _forms(term: Term) -> set[str]:
    return {one.casefold() for one in term.forms}


def _with_names(idents: Iterable[str]) -> tuple[str, ...]:
    return _cut([f"{one.id} {one.name}" for ident in idents if (one := technique(ident)) is not None], MOST)


def _cut(lines: Iterable[str], most: int = _SHOWN) -> tuple[str, ...]:
    held = list(lines)
    more = (f"and {len(held) - most:,} more",) if len(held) > most else ()
    return (*held[:most], *more)


def _folded(before: str, names: Iterable[str]) -> Iterator[str]:
    if listed := ", ".join(names):
        yield f"{before}: {listed}"


_KINDS: Final[tuple[Callable[[str, Mounted], Known | None], ...]] = (
    _weakness,
    _technique,
    _named,
    _countermeasure,
    _package,
    _advisory,
    _term,
)
