"""A finding of what only a run shows: the page's words, the quoted lines, and what ran."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from vedette.agents.hunter.grounding import Grounded
from vedette.agents.hunter.interest import Survey
from vedette.agents.hunter.properties import Marked
from vedette.code import Knowledge
from vedette.core.nouns import Confidence, Evidence, Finding, Lines, Role


def gap_finding(
    claim: Grounded, proof: Marked, survey: Survey, knowledge: Knowledge, digests: Mapping[str, str]
) -> Finding:
    """Write the finding; its evidence is the lines the claim quoted, as our parser read them."""
    page = next(one for one in knowledge.pages if claim.harm.value in one.kinds)
    places = (claim.source, claim.sink)
    evidence = tuple(
        _evidence(place, role, survey, digests)
        for place, role in zip(places, (Role.SOURCE, Role.SINK), strict=True)
    )
    source = f"Parameter {claim.parameter!r} of {claim.unit.name}"
    plain = "\0".join(
        (page.id, claim.sink[0], claim.unit.name, claim.parameter, *(one.quote for one in evidence))
    )
    return Finding(
        rule=page.id,
        title=page.title,
        message=page.message.replace("{source}", source).replace("{sink}", "what it leads to"),
        weaknesses=page.weaknesses,
        severity=page.severity,
        confidence=Confidence.LIKELY,
        reason=f"proposed by a language model; {proof.words}",
        evidence=evidence,
        fingerprint=hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()[:32],
        remedy=page.remedy,
    )


def _evidence(place: tuple[str, int], role: Role, survey: Survey, digests: Mapping[str, str]) -> Evidence:
    path, line = place
    text = survey.files[path].texts[line - 1]
    quote = text.strip()
    column = text.index(quote) + 1
    return Evidence(
        artefact=digests[path],
        name=path,
        locator=Lines(line=line, column=column, end_line=line, end_column=column + len(quote)),
        quote=quote,
        role=role,
        note="takes the value" if role is Role.SOURCE else "does harm with it",
    )
