"""Explanations made untrue on purpose, in every way we could think of: a good check sees each.

Every mutation says something the report does not. Those that happen to stay true are left out by rules of
their own, which know nothing of the engine: a text that did not change; a value that stands in the cited item
after all; a cited item of the same rule or kind that holds every name and number of the sentence.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from msgspec.structs import replace

from vedette.core import codec
from vedette.core.explanations import Cited, Explanation, Section, Sentence, Slot, Step
from vedette.core.incidents import Incident
from vedette.core.levels import Confidence, Severity
from vedette.core.nouns import Report

Change = Callable[["Case", Sentence, random.Random], Sentence | None]
_FIRST: Final = (Slot.HAPPENED, Slot.MATTERS, Slot.SURE)
CLOCK: Final = re.compile(r"\b([01]\d|2[0-3]):([0-5]\d)\b")
_NUMBER: Final = re.compile(r"(?<![\w.:])\d{1,6}(?![\w.:])")
_DIGIT: Final = re.compile(r"\d")
ADDRESS: Final = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b")
FILE: Final = re.compile(r"\b[\w-]+\.(?:py|js|sh|ps1|tgz|html|zip|log)(?::\d+)?\b")
_ACCOUNT: Final = re.compile(r"(?<=account )\w+")
_MONTHS: Final = ("January", "March", "April", "June", "October")
_SURE: Final = ("not sure", "fairly sure", "very sure", "certain")
_NOT: Final = (
    (" somebody ", " nobody "),
    (" is ", " is not "),
    (" are ", " are not "),
    (" can ", " cannot "),
    (" could ", " could never "),
    (" was ", " was not "),
    (" may ", " may not "),
    (" do not ", " do "),
    (" does ", " does not do "),
    (" got in", " never got in"),
    (" sent ", " never sent "),
    ("We found no ", "We found a "),
    ("We found nothing ", "We found something "),
    (" has ", " has not "),
    (" would ", " would not "),
    (" runs ", " never runs "),
    (" reads ", " never reads "),
    ("Nothing happens", "Much happens"),
    (" see ", " not see "),
    (" followed ", " never followed "),
)
_CLAIMS: Final = (
    ", and took the data of all patients",
    ", and the machine was cleaned afterwards",
    ", as a group from abroad does it",
    ", which is why the backups are lost too",
    " and 14 other machines",
    ", but it was blocked at once",
    ", using a stolen certificate",
    " for three weeks",
    ", and a ransom note was left",
    ", so no further steps are needed",
)
_MODEL: Final = (
    "The attacker stole the full patient database from {host}.",
    "The attack was blocked by the firewall before any harm was done.",
    "{host} has been cleaned and is safe to use again.",
    "The account {user} belongs to a former employee.",
    "This activity is consistent with a well-known criminal group.",
    "A total of 3,204 records were exposed.",
    "The attacker logged in to {host} at 03:17 UTC.",
    "No personal data was affected.",
    "The malware spread to 12 further hosts on the network.",
    "All indicators show that this was a false alarm.",
    "The weakness has been fixed in the current version.",
    "The intruder used the password Winter2026 to get in.",
    "Data was sent to 192.0.2.200 over an encrypted channel.",
    "There is no evidence of lateral movement.",
    "We are certain that the attacker is still active.",
    "The package was installed on every developer's machine.",
    "The file was downloaded from a trusted site and is harmless.",
    "An administrator approved this change in advance.",
    "Backups were encrypted as well and cannot be restored.",
    "The problem began on 2 January 2026.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One explanation of one subject, and what is needed to make it untrue."""

    name: str
    explanation: Explanation
    raw: Mapping[tuple[str, str], str]
    """Every finding, attack, judgement and exposure as JSON text, by kind and ref."""
    pool: Mapping[str, Sequence[str]]
    """Names of other reports: hosts, users, addresses, files."""
    foreign: Sequence[Sentence]
    """Sentences of explanations of other reports."""

    def cited(self, sentence: Sentence) -> str:
        """Return all the cited items say, as text."""
        ids = {one.id: (one.kind, one.ref) for one in self.explanation.cited}
        return " ".join(self.raw.get(ids.get(one, ("", "")), "") for one in sentence.rests_on)


def raw_items(subject: Report | Incident) -> dict[tuple[str, str], str]:
    """Return what can be cited as plain text, read from the JSON and not by the engine."""
    data: dict[str, Any] = json.loads(codec.dump(subject))
    keys = {"findings": ("finding", "fingerprint"), "attacks": ("attack", "id")}
    keys |= {"judgements": ("judgement", "artefact"), "exposures": ("exposure", "weakness")}
    whole = {("coverage", "coverage"): json.dumps(data, ensure_ascii=False)}
    return whole | {
        (kind, one[ref]): json.dumps(one, ensure_ascii=False)
        for field, (kind, ref) in keys.items()
        for one in data.get(field, ())
    }


def _swapped(pattern: re.Pattern[str], new: Callable[[re.Match[str], random.Random], str]) -> Change:
    def change(case: Case, sentence: Sentence, chance: random.Random) -> Sentence | None:
        found = list(pattern.finditer(sentence.text))
        if not found:
            return None
        match = chance.choice(found)
        value = new(match, chance)
        if value == match[0] or value in case.cited(sentence):
            return None
        return replace(
            sentence, text=f"{sentence.text[: match.start()]}{value}{sentence.text[match.end() :]}"
        )

    return change


def _other_digit(match: re.Match[str], chance: random.Random) -> str:
    return chance.choice([one for one in "0123456789" if one != match[0]])


def _other_clock(match: re.Match[str], chance: random.Random) -> str:
    hour = (int(match[1]) + chance.randint(1, 20)) % 24
    return f"{hour:02}:{match[2]}"


def _other_count(match: re.Match[str], chance: random.Random) -> str:
    return str(int(match[0]) + chance.choice((1, 2, 7, 10, 100)))


def _digit(_case: Case, sentence: Sentence, chance: random.Random) -> Sentence | None:
    """Change one digit, without a look at the cited item: a digit occurs anywhere."""
    found = list(_DIGIT.finditer(sentence.text))
    if not found:
        return None
    match = chance.choice(found)
    value = _other_digit(match, chance)
    return replace(sentence, text=f"{sentence.text[: match.start()]}{value}{sentence.text[match.end() :]}")


def _named(role: str, pattern: re.Pattern[str] | None = None) -> Change:
    """Put a name of another report in the place of one of this one's."""

    def change(case: Case, sentence: Sentence, chance: random.Random) -> Sentence | None:
        said = case.cited(sentence)
        ours = [
            one
            for one in case.pool[f"own_{role}"]
            if re.search(rf"(?<!\w){re.escape(one)}(?!\w)", sentence.text)
        ]
        ours += [match[0] for match in (pattern.finditer(sentence.text) if pattern else ())]
        names = (*case.pool[role], *case.pool[f"own_{role}"])
        new = [one for one in names if one not in said and one not in sentence.text]
        if not ours or not new:
            return None
        return replace(sentence, text=sentence.text.replace(chance.choice(ours), chance.choice(new), 1))

    return change


def _month(_case: Case, sentence: Sentence, chance: random.Random) -> Sentence | None:
    found = [one for one in _MONTHS if f" {one} " in sentence.text]
    if not found:
        return None
    return replace(
        sentence,
        text=sentence.text.replace(found[0], chance.choice([one for one in _MONTHS if one != found[0]]), 1),
    )


def _negated(_case: Case, sentence: Sentence, chance: random.Random) -> Sentence | None:
    found = [(old, new) for old, new in _NOT if old in sentence.text]
    if not found:
        return None
    old, new = chance.choice(found)
    return replace(sentence, text=sentence.text.replace(old, new, 1))


def _surer(_case: Case, sentence: Sentence, chance: random.Random) -> Sentence | None:
    found = [one for one in _SURE if one in sentence.text]
    if not found or "mind" in sentence.text:
        return None
    return replace(
        sentence,
        text=sentence.text.replace(found[0], chance.choice([one for one in _SURE if one != found[0]]), 1),
    )


def _turned(case: Case, sentence: Sentence, _chance: random.Random) -> Sentence | None:
    """Make the attacker the victim: swap an address outside with one of our hosts."""
    theirs = next(iter(ADDRESS.findall(sentence.text)), "")
    ours = next(
        (
            one
            for one in case.pool["own_hosts"]
            if re.search(rf"(?<!\w){re.escape(one)}(?!\w)", sentence.text)
        ),
        "",
    )
    if not theirs or not ours or ours == theirs:
        return None
    text = sentence.text.replace(theirs, "\0").replace(ours, theirs).replace("\0", ours)
    return replace(sentence, text=text)


def _claimed(_case: Case, sentence: Sentence, chance: random.Random) -> Sentence | None:
    return replace(sentence, text=f"{sentence.text.rstrip('.')}{chance.choice(_CLAIMS)}.")


def _recited(case: Case, sentence: Sentence, chance: random.Random) -> Sentence | None:
    """Cite another item, unless that one is of the same rule and holds every name and number as well."""
    others = [one for one in case.explanation.cited if one.id not in sentence.rests_on]
    others = [one for one in others if not _says_it_too(case, sentence, one)]
    if not others:
        return None
    return replace(sentence, rests_on=(chance.choice(others).id,))


def _says_it_too(case: Case, sentence: Sentence, other: Cited) -> bool:
    said = case.raw.get((other.kind, other.ref), "")
    kept = {one.id: (one.kind, one.ref) for one in case.explanation.cited}
    before = case.raw.get(kept.get(sentence.rests_on[0], ("", "")), "") if sentence.rests_on else ""
    if not said or not before:
        return False
    literals = re.findall(r"\S*\d\S*", sentence.text)
    return _kind(said) == _kind(before) or all(
        one.strip(".,:;") in said for one in literals if ":" not in one
    )


def _kind(text: str) -> tuple[object, ...]:
    data = json.loads(text)
    return (data.get("rule"), data.get("state"), data.get("verdict"))


def _uncited(_case: Case, sentence: Sentence, _chance: random.Random) -> Sentence | None:
    return replace(sentence, rests_on=())


def _nowhere(_case: Case, sentence: Sentence, chance: random.Random) -> Sentence | None:
    return replace(sentence, rests_on=(f"E{chance.randint(500, 900)}",))


def _foreign(case: Case, sentence: Sentence, chance: random.Random) -> Sentence | None:
    """Put a sentence of another report in its place, one with a name or number that does not occur here."""
    said = case.cited(sentence)
    strange = [
        one
        for one in case.foreign
        if (found := re.findall(r"\S*\d\S*", one.text)) and not all(x.strip(".,:;") in said for x in found)
    ]
    if not strange:
        return None
    chosen = chance.choice(strange)
    return replace(chosen, rests_on=sentence.rests_on)


def _modelled(case: Case, sentence: Sentence, chance: random.Random) -> Sentence | None:
    """Say what a language model might have said, about a host and an account of this very report."""
    host = next(iter(case.pool["own_hosts"]), "srv1")
    user = next(iter(case.pool["own_users"]), "backup")
    return Sentence(text=chance.choice(_MODEL).format(host=host, user=user), rests_on=sentence.rests_on)


CHANGES: Final[Mapping[str, Change]] = {
    "digit": _digit,
    "time": _swapped(CLOCK, _other_clock),
    "month": _month,
    "count": _swapped(_NUMBER, _other_count),
    "host": _named("hosts"),
    "user": _named("users", _ACCOUNT),
    "address": _named("addresses", ADDRESS),
    "path": _named("files", FILE),
    "negation": _negated,
    "sureness": _surer,
    "attacker and victim": _turned,
    "added claim": _claimed,
    "cited id": _recited,
    "no citation": _uncited,
    "cites nothing": _nowhere,
    "other report": _foreign,
    "model": _modelled,
}


def mutations(case: Case, chance: random.Random, each: int) -> Iterator[tuple[str, bool, Explanation]]:
    """Yield mutated explanations: of what kind, whether its row is still named, and the whole."""
    places = [
        (number, at)
        for number, section in enumerate(case.explanation.sections)
        if section.slot in _FIRST
        for at in range(len(section.sentences))
    ]
    for kind, change in CHANGES.items():
        for number, at in chance.sample(places, min(each, len(places))) if kind != "sureness" else places:
            sentence = case.explanation.sections[number].sentences[at]
            changed = change(case, sentence, chance)
            if changed is None or (changed.text, changed.rests_on) == (sentence.text, sentence.rests_on):
                continue
            yield kind, bool(changed.key), _with(case.explanation, number, at, changed)
            if changed.key and kind not in {"no citation", "cites nothing", "cited id"}:
                yield kind, False, _with(case.explanation, number, at, replace(changed, key=""))
    yield from _whole(case.explanation, chance)


def _with(explanation: Explanation, number: int, at: int, sentence: Sentence) -> Explanation:
    section = explanation.sections[number]
    changed = replace(section, sentences=(*section.sentences[:at], sentence, *section.sentences[at + 1 :]))
    return _section(explanation, number, changed)


def _section(explanation: Explanation, number: int, section: Section) -> Explanation:
    sections = explanation.sections
    return replace(explanation, sections=(*sections[:number], section, *sections[number + 1 :]))


def _whole(explanation: Explanation, chance: random.Random) -> Iterator[tuple[str, bool, Explanation]]:
    """Yield changes of what is no sentence: levels, steps, parts."""
    levels = [one for one in Severity if one is not explanation.severity]
    yield "severity", True, replace(explanation, severity=chance.choice(levels))
    sure = [one for one in Confidence if one is not explanation.confidence]
    yield "confidence", True, replace(explanation, confidence=chance.choice(sure))
    yield "subject", True, replace(explanation, subject=f"sha256:{'0' * 64}")
    number = next(at for at, one in enumerate(explanation.sections) if one.slot is Slot.DO)
    doing = explanation.sections[number]
    if doing.steps:
        for kind, step in _steps(doing.steps[0]):
            yield kind, True, _section(explanation, number, replace(doing, steps=(step, *doing.steps[1:])))
    gone = chance.randrange(len(explanation.sections))
    yield (
        "part gone",
        True,
        replace(explanation, sections=(*explanation.sections[:gone], *explanation.sections[gone + 1 :])),
    )


def _steps(step: Step) -> Iterator[tuple[str, Step]]:
    yield "step: what", replace(step, do=replace(step.do, text="Delete all logs of the server."))
    yield "step: by when", replace(step, within="within 3 months")
    yield "step: who", replace(step, who="the attacker")
    yield "step: undo", replace(step, undo="Format the disk.")
    yield "step: command", replace(step, command=("rm", "-rf", "/"))
