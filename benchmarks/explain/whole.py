"""Explanations of the gallery: plain, whole, grounded, and whether the check sees what was made untrue.

CASES=name,name for some of them; EACH=n mutations of each kind an explanation (6).
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from benchmarks.explain.gallery import cases
from benchmarks.explain.mutations import ADDRESS, CLOCK, FILE, Case, mutations, raw_items
from benchmarks.options import Options
from benchmarks.outcome import Outcome
from vedette.core import codec
from vedette.core.attacks import EntityKind
from vedette.core.explanations import Audience, Explanation, Sentence, Slot
from vedette.core.incidents import Incident
from vedette.core.nouns import Report
from vedette.explain.checking.whole import checked
from vedette.explain.explaining import explain
from vedette.explain.facts.subject import Facts, facts_of
from vedette.explain.readability import Reading, read, words_in
from vedette.explain.terms import texts_of

LITERALS: Final = (ADDRESS, CLOCK, FILE)
PLAIN: Final = (Audience.EXECUTIVE, Audience.GENERALIST)
Subject = Report | Incident


def run(options: Options) -> Outcome:
    """Explain every case to every audience, measure, then make each untrue and look whether that is seen."""
    wanted = options.get("CASES")
    known = {name: one for name, one in cases() if not wanted or name in wanted.split(",")}
    made = {(name, who): explain(one, who) for name, one in known.items() for who in Audience}
    facts = {name: facts_of(one) for name, one in known.items()}
    grades = {key: read(list(texts_of(one))) for key, one in made.items() if key[1] in PLAIN}
    stands, sentences = grounded(made, facts)
    tried, seen = attacked(known, made, facts, int(options.get("EACH", "6")))
    complete = sum(is_complete(one) for one in made.values())
    executive = [
        sum(map(words_in, texts_of(one))) for (_, who), one in made.items() if who is Audience.EXECUTIVE
    ]
    rows = [
        (who.value, _worst(grades, who), _middle(made, who), complete and _complete(made, who))
        for who in Audience
    ]
    kept = kept_without_key(made, facts)
    kinds = [(kind, seen[kind], count) for kind, count in sorted(tried.items())]
    return Outcome(
        title=f"Explanations of {len(known)} reports for four audiences",
        header=("audience or mutation", "worst grade, seen", "words, tried", "whole"),
        rows=[*rows, *((kind, caught, count, None) for kind, caught, count in kinds)],
        figures={
            "grade_max": round(max(one.grade for one in grades.values()), 2),
            "grounded_share": round(stands / sentences, 4),
            "mutations_rejected_share": round(sum(seen.values()) / max(sum(tried.values()), 1), 4),
            "words_max": max(executive),
            "complete_share": round(complete / len(made), 4),
            "chopped": sum(one.chopped for one in grades.values()),
            "mutations": sum(tried.values()),
            "literals_in_cited_json_share": round(literal_share(made, known), 4),
            "cases": len(known),
            "dropped": sum(one.dropped for one in made.values()),
            "true_kept_without_row_share": round(kept, 4),
        },
    )


def grounded(made: Mapping[tuple[str, Audience], Explanation], facts: Mapping[str, Facts]) -> tuple[int, int]:
    """Count sentences that stand, and all."""
    total = sum(1 for one in made.values() for _ in sentences_of(one))
    faults = sum(1 for (name, _), one in made.items() for _ in checked(one, facts[name]))
    return total - faults, total


def literal_share(made: Mapping[tuple[str, Audience], Explanation], known: Mapping[str, Subject]) -> float:
    """Return the share of addresses, clocks and files that stand in the JSON of what is cited."""
    found = total = 0
    for (name, _), one in made.items():
        raw = raw_items(known[name])
        whole = codec.dump(known[name]).decode()
        ids = {each.id: raw.get((each.kind, each.ref), whole) for each in one.cited}
        for sentence in (each for part in one.sections[:3] for each in part.sentences):
            text = " ".join(ids[each] for each in sentence.rests_on)
            literals = [
                match[0].partition(":")[0] if pattern is FILE else match[0]
                for pattern in LITERALS
                for match in pattern.finditer(sentence.text)
            ]
            total += len(literals)
            found += sum(each in text for each in literals)
    return found / max(total, 1)


def sentences_of(explanation: Explanation) -> Iterator[Sentence]:
    """Return every sentence, those of steps as well."""
    yield explanation.title
    for section in explanation.sections:
        yield from section.sentences
        for step in section.steps:
            yield from (step.do, step.check)


def is_complete(explanation: Explanation) -> bool:
    """Whether all is there: six parts, and of each step who, by when and how to know."""
    parts = [one.slot for one in explanation.sections if one.sentences or one.steps]
    doing = next((one for one in explanation.sections if one.slot is Slot.DO), None)
    steps = doing.steps if doing is not None else ()
    told = [one for part in explanation.sections if part.slot is Slot.SURE for one in part.sentences]
    return (
        parts == list(Slot)
        and bool(steps)
        and all(step.who and step.within and step.check.text for step in steps)
        and any(one.key.startswith("sure.") for one in told)
        and any(one.key.startswith("why.") for one in told)
        and any(one.key.startswith("change.") for one in told)
    )


def attacked(
    known: Mapping[str, Subject],
    made: Mapping[tuple[str, Audience], Explanation],
    facts: Mapping[str, Facts],
    each: int,
) -> tuple[Counter[str], Counter[str]]:
    """Make every explanation untrue in many ways; count tries and what was seen, by kind."""
    tried: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for (name, who), one in made.items():
        if who is Audience.DEVELOPER:
            continue
        case = Case(
            name=name,
            explanation=one,
            raw=raw_items(known[name]),
            pool=pool(known, name),
            foreign=foreign(made, name, who),
        )
        chance = random.Random(f"{name} {who}")  # noqa: S311  the same mutations each time
        for kind, keyed, changed in mutations(case, chance, each):
            label = kind if keyed else f"{kind}, no row"
            tried[label] += 1
            seen[label] += any(True for _ in checked(changed, facts[name]))
    return tried, seen


def pool(known: Mapping[str, Subject], name: str) -> dict[str, list[str]]:
    """Gather names: of this report, and of the others."""
    own, others = names_of([known[name]]), names_of(one for key, one in known.items() if key != name)
    return {**{f"own_{role}": found for role, found in own.items()}, **others}


def names_of(subjects: Iterable[Subject]) -> dict[str, list[str]]:
    """Return hosts, users, addresses and files, read from the nouns and not by the engine."""
    roles = {EntityKind.HOST: "hosts", EntityKind.USER: "users", EntityKind.ADDRESS: "addresses"}
    found: dict[str, set[str]] = {role: set() for role in (*roles.values(), "files")}
    for subject in subjects:
        for finding in subject.findings:
            parties = (*finding.seen.actors, *finding.seen.targets) if finding.seen is not None else ()
            for one in parties:
                if one.kind in roles:
                    found[roles[one.kind]].add(one.name)
            found["files"] |= {place.name for place in finding.evidence}
        found["files"] |= {one.name for one in subject.judgements}
    return {role: sorted(names) for role, names in found.items()}


def foreign(made: Mapping[tuple[str, Audience], Explanation], name: str, who: Audience) -> Sequence[Sentence]:
    """Return what explanations of other reports say happened."""
    return [
        one
        for (other, audience), explanation in made.items()
        if other != name and audience is who
        for one in explanation.sections[0].sentences
    ]


def kept_without_key(made: Mapping[tuple[str, Audience], Explanation], facts: Mapping[str, Facts]) -> float:
    """Return the share of our own sentences the strict check keeps where it is not told their row."""
    kept = total = 0
    for (name, _), one in made.items():
        sections = tuple(
            replace(section, sentences=tuple(replace(each, key="") for each in section.sentences))
            for section in one.sections[:3]
        )
        bare = replace(one, sections=(*sections, *one.sections[3:]))
        total += sum(len(section.sentences) for section in sections)
        kept += sum(len(section.sentences) for section in sections)
        kept -= sum(
            fault.where.split()[0] in {"happened", "matters", "sure"} for fault in checked(bare, facts[name])
        )
    return kept / max(total, 1)


def _worst(grades: Mapping[tuple[str, Audience], Reading], who: Audience) -> float | None:
    found = [one.grade for (_, audience), one in grades.items() if audience is who]
    return round(max(found), 2) if found else None


def _middle(made: Mapping[tuple[str, Audience], Explanation], who: Audience) -> int:
    found = sorted(
        sum(map(words_in, texts_of(one))) for (_, audience), one in made.items() if audience is who
    )
    return found[len(found) // 2]


def _complete(made: Mapping[tuple[str, Audience], Explanation], who: Audience) -> int:
    return sum(is_complete(one) for (_, audience), one in made.items() if audience is who)
