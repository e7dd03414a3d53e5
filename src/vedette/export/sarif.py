"""A report as SARIF 2.1.0, for code scanning services and editors.

Takes a report and its rules, gives one log with one run. Stays within what GitHub accepts: relative
addresses, at most 20 tags, a message and a place for every result; what is over its bounds is counted in a
notification.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from vedette.core.nouns import Finding, Report, Role
from vedette.export.assisted import opinions
from vedette.export.facts import RANKS, rule_of
from vedette.export.sarif_places import Places, artefacts, clean
from vedette.export.sarif_rules import LEVELS, described
from vedette.export.show import Revision, Rules
from vedette.export.tally import tally
from vedette.export.visible import one_line, visible

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MOST_RESULTS = 25_000
"""GitHub refuses a run with more."""
MOST_STEPS = 1_000
_IMPORTANCE = {Role.SOURCE: "essential", Role.SINK: "essential"}

Json = dict[str, Any]


def _ai(report: Report) -> Json:
    """Return what a language model had to do with a run, for its properties."""
    if report.assistance is None:
        return {}
    told = msgspec.to_builtins(report.assistance)
    del told["opinions"]
    return {"properties": {"vedette/ai": _cleaned(told)}}


def _cleaned(value: Any) -> Any:  # noqa: ANN401 - JSON
    match value:
        case dict():
            return {key: _cleaned(one) for key, one in value.items()}
        case list() | tuple():
            return [_cleaned(one) for one in value]
        case str():
            return clean(value)
        case _:
            return value


def render(report: Report, rules: Rules, *, revision: Revision | None = None) -> bytes:
    """Return the log as indented JSON."""
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(report, rules, revision)]}
    return msgspec.json.format(msgspec.json.encode(log), indent=2) + b"\n"


def _run(report: Report, rules: Rules, revision: Revision | None) -> Json:
    counts = tally(report)
    findings = (*counts.active, *counts.suppressed)
    used = {one.rule: rule_of(one, rules) for one in findings}
    known = sorted({**rules, **used}.items())
    index = {rule_id: number for number, (rule_id, _) in enumerate(known)}
    places = Places(report)
    run: Json = {
        "tool": {"driver": _driver(report) | {"rules": [described(rule, findings) for _, rule in known]}},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The root of what was scanned."}}},
        "invocations": [_invocation(report, places, max(len(findings) - MOST_RESULTS, 0))],
        "artifacts": artefacts(places),
        "results": list(_results(findings[:MOST_RESULTS], index, places, report)),
    }
    run |= _ai(report)
    return run | ({"versionControlProvenance": [_provenance(revision)]} if revision else {})


def _driver(report: Report) -> Json:
    return {
        "name": clean(report.engine.name),
        "version": clean(report.engine.version),
        "properties": {"rulesDigest": clean(report.engine.rules)},
    }


def _provenance(revision: Revision) -> Json:
    known = {
        "repositoryUri": revision.repository,
        "revisionId": revision.commit,
        "branch": revision.branch,
        "mappedTo": {"uriBaseId": "%SRCROOT%"},
    }
    return {key: value for key, value in known.items() if value}


def _results(
    findings: Sequence[Finding], index: Mapping[str, int], places: Places, report: Report
) -> Iterator[Json]:
    thought = opinions(report)
    proposed = frozenset(report.assistance.proposed) if report.assistance is not None else frozenset()
    seen: Counter[str] = Counter()
    for finding in findings:
        seen[finding.fingerprint] += 1
        result = _result(finding, places, seen[finding.fingerprint]) | {"ruleIndex": index[finding.rule]}
        if (opinion := thought.get(finding.fingerprint)) is not None:  # beside the result, which stays whole
            result["properties"] |= {"vedette/ai.triage": _cleaned(msgspec.to_builtins(opinion))}
        if finding.fingerprint in proposed:
            result["properties"] |= {"vedette/ai.proposed": True}
        yield result


def _result(finding: Finding, places: Places, occurrence: int) -> Json:
    mark = clean(finding.fingerprint)
    result: Json = {
        "ruleId": clean(finding.rule),
        "level": LEVELS[finding.severity],
        "rank": RANKS[finding.confidence],
        "message": {"text": _plain(finding.message) or _plain(finding.title) or "See the rule."},
        "locations": [places.location(finding.primary)],
        "partialFingerprints": {
            "vedette/v1": mark,
            "primaryLocationLineHash": f"{mark}:{occurrence}",
        },
        "properties": {
            "severity": finding.severity,
            "confidence": finding.confidence,
            "reason": clean(finding.reason),
            "remedy": clean(finding.remedy),
        },
        "suppressions": [_suppression(finding, places)] if finding.suppressed else [],
    }
    around = [step for step in finding.evidence if step.role is Role.CONTEXT]
    if around:
        result["relatedLocations"] = [
            places.location(step, _plain(step.note) or step.role) for step in around
        ]
    return result | (
        {"codeFlows": [_flow(finding, places)]} if len(finding.evidence) > len(around) + 1 else {}
    )


def _flow(finding: Finding, places: Places) -> Json:
    steps = [
        {
            "location": places.location(step, _plain(step.note) or step.role),
            "kinds": [step.role],
            "importance": _IMPORTANCE.get(step.role, "important"),
            "executionOrder": number,
        }
        for number, step in enumerate((s for s in finding.evidence if s.role is not Role.CONTEXT), 1)
    ]
    left_out = len(steps) - MOST_STEPS
    if left_out <= 0:
        return {"threadFlows": [{"locations": steps}]}
    steps = [*steps[: MOST_STEPS // 2], *steps[-MOST_STEPS // 2 :]]
    words = f"{left_out} more steps in the middle are not in this file; see the report"
    return {"message": {"text": words}, "threadFlows": [{"locations": steps}]}


def _suppression(finding: Finding, places: Places) -> Json:
    assert finding.suppressed is not None  # noqa: S101  the caller looked
    name, line = places.parted(finding.suppressed.where)
    in_source = any(name == step.name for step in finding.evidence)
    region: Json = {"region": {"startLine": line}} if line else {}
    return {
        "kind": "inSource" if in_source else "external",
        "status": "accepted",
        "justification": clean(finding.suppressed.reason),
        "location": {"physicalLocation": {"artifactLocation": places.artefact(name), **region}},
    }


def _invocation(report: Report, places: Places, left_out: int) -> Json:
    notices = [
        {
            "level": "warning",
            "descriptor": {"id": "read-in-part" if item.partial else "not-read"},
            "message": {"text": f"{visible(item.what)}: {_plain(item.why) or 'not read'}"},
            "locations": [{"physicalLocation": {"artifactLocation": places.artefact(item.what)}}],
        }
        for item in report.coverage.skipped
    ]
    notices += [_notice("note", "bound", _plain(note)) for note in report.coverage.notes]
    if report.coverage.excluded:
        words = (
            f"{report.coverage.excluded} files were left out by patterns or because nothing here reads them"
        )
        notices.append(_notice("note", "excluded", words))
    if left_out:
        words = (
            f"{left_out} more findings are not in this file, which may hold {MOST_RESULTS}; see the report"
        )
        notices.append(_notice("warning", "too-many", words))
    return {"executionSuccessful": True, "toolExecutionNotifications": notices}


def _notice(level: str, kind: str, words: str) -> Json:
    return {"level": level, "descriptor": {"id": kind}, "message": {"text": words or kind}}


def _plain(text: str) -> str:
    """Return a message that reads as it is written: in SARIF `[a](b)` is a link and `{0}` a blank."""
    plain = one_line(text)
    plain = re.sub(r"[\[\]]", r"\\\g<0>", plain) if "](" in plain else plain
    return re.sub(r"[{}]", r"\g<0>\g<0>", plain) if re.search(r"\{\d", plain) else plain
