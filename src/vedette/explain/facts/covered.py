"""The whole of a subject as one item: how much was read, what was not, and whether anything was found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from vedette.core.actions import Action, ActionKind, ActionState
from vedette.core.attacks import EntityKind
from vedette.core.incidents import Incident
from vedette.core.levels import Confidence, Severity
from vedette.core.nouns import ArtefactKind, Report
from vedette.explain.facts.item import Item, tame, tamed

REF: Final = "coverage"
_LOGS: Final = frozenset((ArtefactKind.LOG, ArtefactKind.CAPTURE))
_MOST: Final = 3
_STEPS: Final = {
    ActionKind.ISOLATE_HOST: "isolate_host",
    ActionKind.DISABLE_ACCOUNT: "lock_account",
    ActionKind.BLOCK_ADDRESS: "block_attacker",
    ActionKind.SNAPSHOT_EVIDENCE: "keep_evidence",
    ActionKind.ROTATE_SECRET: "rotate_secrets",
}


def report_item(report: Report, others: int) -> Item:
    """Make an item of all that was read; `others` counts findings beside the story told."""
    coverage = report.coverage
    partial, sort = bool(coverage.skipped), _sort(report)
    read = bool(coverage.files or coverage.records)
    nothing = f"nothing_{sort}{'_partial' if partial else ''}" if read else "nothing_read"
    names = {
        "target": (tame(report.target.name),),
        "thing": (tame(report.target.name),) if sort == "things" else (),
        "unread": tamed(one.what for one in coverage.skipped)[:_MOST],
    }
    return Item(
        kind="coverage",
        ref=REF,
        situation=nothing,
        severity=Severity.INFO if read else Severity.LOW,
        confidence=Confidence.POSSIBLE if partial or not read else Confidence.LIKELY,
        names={role: given for role, given in names.items() if given},
        counts={
            "files": coverage.files,
            "records": coverage.records,
            "lines": coverage.lines,
            "skipped": len(coverage.skipped),
            "excluded": coverage.excluded,
            "others": others,
        },
        marks=frozenset(
            (
                f"of_{sort}",
                *_reach(report),
                *(("others",) if others else ()),
                *(("records",) if coverage.records else ()),
                *(("lines",) if coverage.lines else ()),
                *(("files",) if sort == "things" else ()),
                "limits",
                *(("later",) if sort == "logs" else ()),
            )
        ),
        texts=tuple(f"{one.what}: {one.why}" for one in coverage.skipped),
    )


def _reach(report: Report) -> tuple[str, ...]:
    """Say how much of what was given was read: what was left out for its kind was not."""
    coverage = report.coverage
    if coverage.skipped or coverage.excluded:
        return (*(("skipped",) if coverage.skipped else ()), *(("excluded",) if coverage.excluded else ()))
    return ("all_read",) if coverage.files or coverage.records else ()


def _sort(report: Report) -> str:
    if report.judgements:
        return "things"
    if report.coverage.records or report.target.kind in _LOGS or report.attacks:
        return "logs"
    return "code" if report.coverage.lines else "things"


def _steps_done(actions: Iterable[Action]) -> Iterator[str]:
    """Name the steps that need not be said again: an action took them."""
    for one in actions:
        step = _STEPS.get(one.plan.kind)
        if step is not None and one.state in {ActionState.DONE, ActionState.VERIFIED}:
            yield f"did_{step}"


def incident_item(incident: Incident, others: int) -> Item:
    """Make an item of the incident itself."""
    hosts = tamed(one.entity.name for one in incident.entities if one.entity.kind is EntityKind.HOST)
    reached = incident.milestones
    done = (("contained", reached.contained), ("recovered", reached.recovered), ("closed", reached.closed))
    return Item(
        kind="coverage",
        ref=REF,
        situation="nothing_yet",
        severity=incident.severity,
        confidence=Confidence.POSSIBLE,
        names={"target": (tame(incident.title or incident.id),), **({"hosts": hosts} if hosts else {})},
        times={name: time for name, time in done if time},
        counts={
            "others": others,
            "findings": len(incident.findings),
            "pieces": len(incident.locker),
            "tasks": sum(one.state.value in {"open", "doing"} for one in incident.tasks),
        },
        marks=frozenset(
            (
                "incident",
                "limits",
                *(("others",) if others else ()),
                *_steps_done(incident.actions),
                *(name for name, time in done if time),
                *(("did_isolate_host",) if reached.contained else ()),
                *(("not_contained",) if not reached.contained else ()),
            )
        ),
        texts=(incident.title,),
    )
