"""An incident that names who was hit in every way and place, so that a test can look whether any is left."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec import structs

from tests.unit.export.incidents.samples import (
    ATTACK,
    FINDINGS,
    MADE_AT,
    RANSOMWARE,
    explanation,
    indicator,
    plan,
    said,
)
from vedette.core.actions import Action, ActionKind, Blast
from vedette.core.attacks import Entity, EntityKind, Involved, Part
from vedette.core.explanations import Audience, Explanation
from vedette.core.incidents import (
    Custody,
    EntityState,
    Hypothesis,
    Incident,
    Note,
    Task,
    TimelineLine,
    Watched,
)
from vedette.core.indicators import IndicatorKind
from vedette.core.nouns import Seen
from vedette.export.incidents import Context, Measure


@dataclass(frozen=True)
class Secrets:
    """What must not be read."""

    host: str
    domain: str
    user: str
    person: str
    organisation: str
    inside: str
    own: str
    digest: str

    def ways(self) -> list[str]:
        """Return how logs and people write it."""
        return [
            self.host,
            self.host.upper(),
            f"{self.host}.{self.domain}",
            f"{self.host}$",
            f"\\\\{self.host}\\c$",
            self.domain.replace(".", "[.]"),
            f"{self.domain.partition('.')[0]}\\{self.user}",
            f"{self.user}@{self.domain}",
            f"c:\\users\\{self.user}\\ntuser.dat",
            f"/home/{self.user}/.ssh",
            self.user.title(),
            self.person,
            self.person.split()[-1],
            f"({self.organisation})",
            f"from {self.inside}:443",
            self.inside.replace(".", "[.]"),
            f"{self.own}/24",
        ]


def incident(secrets: Secrets) -> Incident:
    """Return an incident with the secrets in each field that people or logs fill."""
    words = " | ".join(secrets.ways())
    host = Entity(EntityKind.HOST, f"{secrets.host}.{secrets.domain}")
    user = Entity(EntityKind.USER, f"{secrets.domain.partition('.')[0]}\\{secrets.user}")
    own = Entity(EntityKind.ADDRESS, secrets.own)
    finding = structs.replace(
        FINDINGS[0],
        title=words,
        message=words,
        reason=words,
        remedy=words,
        innocent=words,
        evidence=tuple(
            structs.replace(one, name=f"{secrets.host}.evtx", quote=words, note=words)
            for one in FINDINGS[0].evidence
        ),
        seen=Seen(first=MADE_AT, last=MADE_AT, actors=(host, user), targets=(own,), numbers={words: words}),
    )
    return structs.replace(
        RANSOMWARE,
        title=words,
        organisation=secrets.organisation,
        lead=secrets.person,
        opened_by=secrets.user,
        findings=(finding, *FINDINGS[1:]),
        attacks=(
            structs.replace(
                ATTACK,
                title=words,
                summary=words,
                entities=(Involved(entity=host, part=Part.VICTIM, aliases=(secrets.inside,)),),
            ),
        ),
        entities=(
            EntityState(entity=host, part=Part.VICTIM, aliases=(secrets.inside, secrets.host), why=words),
            EntityState(entity=user, part=Part.INVOLVED, why=words),
            EntityState(entity=own, part=Part.VICTIM),
        ),
        timeline=(
            TimelineLine(id="x", time=MADE_AT, text=words, source=words, doubt=words, techniques=("T1486",)),
            *RANSOMWARE.timeline,
        ),
        hypotheses=(Hypothesis(id="h", text=words, would_tell=words),),
        tasks=(Task(id="t", text=words, owner=secrets.person, due=MADE_AT, check=words),),
        notes=(Note(id="n", at=MADE_AT, by=secrets.person, text=words, told=True),),
        locker=tuple(
            structs.replace(
                one,
                name=words,
                origin=words,
                digest=secrets.digest,
                custody=(Custody(at=MADE_AT, by=secrets.person, what=words, digest=secrets.digest),),
            )
            for one in RANSOMWARE.locker
        ),
        watched=(
            Watched(indicator=indicator(IndicatorKind.PATH, f"c:\\users\\{secrets.user}\\bad.exe", words)),
            Watched(indicator=indicator(IndicatorKind.HASH, secrets.digest.removeprefix("sha256:"), words)),
            Watched(indicator=indicator(IndicatorKind.URL, f"http://evil.example/{secrets.host}", words)),
        ),
        actions=(
            Action(
                id="a",
                plan=plan(ActionKind.ISOLATE_HOST, host, words, Blast.WIDE),
                proposed_by=secrets.person,
                approved_by=(secrets.person,),
                why=words,
            ),
        ),
        duties=tuple(structs.replace(one, why=words, proof=words) for one in RANSOMWARE.duties),
    )


def context(secrets: Secrets) -> Context:
    """Return explanations and measures that name the secrets too."""
    words = " | ".join(secrets.ways())

    def named(one: Explanation) -> Explanation:
        sections = tuple(
            structs.replace(part, sentences=(*part.sentences, said(words))) for part in one.sections
        )
        return structs.replace(one, title=said(words), sections=sections)

    return Context(
        made_at=MADE_AT,
        explanations=tuple(named(explanation(one)) for one in Audience),
        measures=(Measure(name=words, value=words),),
    )
