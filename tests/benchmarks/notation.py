"""Findings in a few words, for tests of what counts them."""

from vedette.core.nouns import Confidence, Evidence, Finding, Lines, Role, Severity

DIGEST = "sha256:" + "0" * 64


def step(place: str) -> Evidence:
    """Write a step as `file:line`."""
    name, _, line = place.rpartition(":")
    where = Lines(line=int(line), column=1, end_line=int(line), end_column=2)
    return Evidence(artefact=DIGEST, name=name, locator=where, quote="x", role=Role.STEP)


def finding(weakness: str, *places: str, confidence: str = "likely") -> Finding:
    """Write a finding as its weakness and its steps, the harm last."""
    return Finding(
        rule="r",
        title="t",
        message="m",
        weaknesses=(weakness,),
        severity=Severity.HIGH,
        confidence=Confidence(confidence),
        reason="why",
        evidence=tuple(step(place) for place in places),
        fingerprint="f" + "".join(places),
    )
