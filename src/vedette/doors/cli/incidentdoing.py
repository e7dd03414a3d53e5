"""Asks the gate what was typed after `vedette incident`, and says what came of it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any, Final

import msgspec

from vedette.app import incident_answers as answers
from vedette.app import incident_requests as ask
from vedette.core.incidents import Piece, TaskState, Tlp
from vedette.core.levels import Severity
from vedette.doors.cli import incidentpage as pages
from vedette.doors.cli.console import Console, printable
from vedette.doors.cli.whens import moment, skew, span
from vedette.export.visible import one_line

_Make = Callable[[argparse.Namespace], list[ask.Wish]]
_HANDLINGS: Final[dict[str, ask.Handling]] = {
    "check": "checked",
    "copy": "copied",
    "hand-over": "handed_over",
    "seal": "sealed",
}


def opened(given: argparse.Namespace, console: Console) -> int:
    """Open one."""
    request = ask.OpenIncident(
        title=given.title,
        severity=Severity(given.severity) if given.severity else None,
        tlp=Tlp(given.tlp) if given.tlp else Tlp.AMBER,
        organisation=given.organisation,
        note=given.note,
        report=given.report,
        clocks=_clocks(given),
    )
    return _told(console.app().run("incident.open", request).value, console)


def taken(given: argparse.Namespace, console: Console) -> int:
    """Take a report in."""
    request = ask.TakeReport(incident=given.incident, report=given.report, clocks=_clocks(given))
    return _told(console.app().run("incident.take", request).value, console)


def changing(make: _Make) -> Callable[[argparse.Namespace, Console], int]:
    """Return what makes changes of what was typed, and has them written down."""

    def run(given: argparse.Namespace, console: Console) -> int:
        request = ask.ChangeIncident(incident=given.incident, changes=tuple(make(given)))
        return _told(console.app().run("incident.change", request).value, console)

    return run


def listed(given: argparse.Namespace, console: Console) -> int:
    """List incidents."""
    found = console.app().run("incident.list", ask.ListIncidents(closed=not given.only_open)).value.incidents
    if given.format == "json":
        return _json(found, console)
    rows = [
        (
            one.id,
            one.severity.upper(),
            one.status.value,
            pages.short(one.opened),
            f"{one.tasks} to do" if one.tasks else "",
            one_line(one.lead),
            one_line(one.title),
        )
        for one in found
    ]
    console.write(pages.table(rows).encode() if rows else b"no incidents\n")
    return 0


def shown(given: argparse.Namespace, console: Console) -> int:
    """Show one."""
    found = console.app().run("incident.show", ask.ShowIncident(incident=given.incident)).value
    if given.format == "json":
        return _json(found.incident, console)
    if given.ids:
        rows = [(one.id, pages.short(one.time, 19), one_line(one.text)) for one in found.incident.timeline]
        console.write(pages.table(rows).encode())
        return 0
    console.write(pages.page(found, console.width(), everything=given.all).encode())
    return 0


def evidence(given: argparse.Namespace, console: Console) -> int:
    """Keep evidence, list it, or write down that it was handled."""
    app = console.app()
    if given.how == "list":
        found = app.run("incident.show", ask.ShowIncident(incident=given.incident)).value.incident
        for piece in found.locker:
            console.write(_piece(piece).encode())
        return 0
    if given.how == "add":
        for path in given.files:
            kept = ask.KeepEvidence(
                incident=given.incident,
                path=path,
                name=given.name,
                origin=given.origin,
                acquired=moment(given.acquired) if given.acquired else "",
                keep=not given.digest_only,
            )
            done = app.run("incident.keep", kept)
            console.write(_piece(done.value.piece, done.receipt.ended.index).encode())
        return 0
    handled = ask.HandleEvidence(
        incident=given.incident,
        piece=given.piece,
        what=_HANDLINGS[given.how],
        to=getattr(given, "to", ""),
        why=given.why or "",
        output=getattr(given, "output", None),
    )
    done = app.run("incident.handle", handled)
    piece = done.value.piece
    console.write(_piece(piece, done.receipt.ended.index).encode())
    if piece.custody[-1].digest == piece.digest:
        return 0
    console.say(f"CHANGED: its bytes are {piece.custody[-1].digest} now, not what was taken")
    return 1


def custody(given: argparse.Namespace, console: Console) -> int:
    """Hold all of one against the ledger."""
    found = console.app().run("incident.custody", ask.CheckCustody(incident=given.incident)).value.checked
    if given.format == "json":
        _json(found, console)
        return 0 if found.holds else 1
    lines = [f"BROKEN  {one_line(one)}" for one in found.problems]
    for piece in found.pieces:
        wrong = f"BROKEN  {one_line(piece.problem)}" if piece.problem else "its bytes are what was taken"
        lines.append(f"{piece.id}  {one_line(piece.name)}  {piece.digest}: {wrong}")
        for link in piece.links:
            entry = (
                f"entry {link.custody.entry.partition(':')[0]}" if link.custody.entry else "by a later entry"
            )
            said = f"BROKEN  {one_line(link.problem)}" if link.problem else f"sealed, {entry}"
            by = one_line(link.custody.by)
            lines.append(
                f"    {pages.short(link.custody.at, 19)}  {by}  {one_line(link.custody.what)}: {said}"
            )
    lines.append(f"{found.sealed} of {found.events} events are sealed in the ledger")
    lines.append("holds" if found.holds else "does not hold")
    console.write(("\n".join(lines) + "\n").encode())
    return 0 if found.holds else 1


def measures(given: argparse.Namespace, console: Console) -> int:
    """Say how long things took."""
    found = console.app().run("incident.measures", ask.MeasureIncidents()).value.measures
    if given.format == "json":
        return _json(found, console)
    names = list(found.all.spans)
    rows = [("", "incidents", *(f"{name} (median, 90%)" for name in names))]
    for row in (found.all, *found.severities, *found.months):
        cells = [_spread(row.spans[name]) for name in names]
        rows.append((row.what, str(row.incidents), *cells))
    console.write(pages.table(rows).encode())
    console.write(f"false alarms and duplicates: {found.all.false_alarms}\n".encode())
    console.write(f"duties told in time: {found.duties_met} of {found.duties}\n".encode())
    return 0


def exported(given: argparse.Namespace, console: Console) -> int:
    """Write one down."""
    request = ask.ExportIncident(incident=given.incident, path=given.file)
    return _written(console.app().run("incident.export", request).value, console)


def backed_up(given: argparse.Namespace, console: Console) -> int:
    """Write all down."""
    return _written(console.app().run("incident.backup", ask.BackUpIncidents(path=given.file)).value, console)


def restored(given: argparse.Namespace, console: Console) -> int:
    """Put back what is missing."""
    request = ask.RestoreIncidents(path=given.file, digest=given.digest)
    done = console.app().run("incident.restore", request).value
    known = "made here, as the ledger says" if done.known else "not one this ledger knows of"
    console.write(
        f"put back: {done.events} events of {done.incidents} incidents, {done.pieces} pieces of evidence\n"
        f"the backup was {done.digest}: {known}\n".encode()
    )
    return 0


def _told(done: answers.IncidentTold, console: Console) -> int:
    one = done.incident
    waiting = sum(task.state in {TaskState.OPEN, TaskState.DOING} for task in one.tasks)
    console.write(
        f"{one.id}  {one.severity.upper()}  {one.status}  version {one.version}  "
        f"{len(one.timeline)} lines, {waiting} tasks to do  {one_line(one.title)}\n".encode()
    )
    for note in done.notes:
        console.say(one_line(note))
    for other in done.similar:
        console.say(f"like {other.id} ({one_line(other.title)}): {one_line('; '.join(other.reasons))}")
    return 0


def _written(done: answers.IncidentsWritten, console: Console) -> int:
    console.write(f"{printable(f'{done.digest}  {done.path}')}\n".encode())
    console.say(f"{done.incidents} incidents, {done.events} events, {done.pieces} pieces of evidence")
    for one in done.missing:
        console.say(f"LEFT OUT, for it is not what was kept: {one_line(one)}")
    return 1 if done.missing else 0


def _piece(piece: Piece, entry: int | None = None) -> str:
    kept = "" if piece.kept else "  (only its digest)"
    lines = [f"{piece.id}  {one_line(piece.name)}  {piece.size:,} bytes  {piece.digest}{kept}"]
    if piece.origin or piece.acquired:
        lines.append(
            f"    from {one_line(piece.origin) or 'nobody said where'}, {pages.short(piece.acquired)}"
        )
    if entry is not None:
        lines.append(f"    {one_line(piece.custody[-1].what)}: sealed in the ledger, entry {entry}")
        return "\n".join(lines) + "\n"
    lines += [
        f"    {pages.short(one.at, 19)}  {one_line(one.by)}  {one_line(one.what)}" for one in piece.custody
    ]
    return "\n".join(lines) + "\n"


def _spread(found: Any) -> str:  # noqa: ANN401
    if found.median is None or found.p90 is None:
        return "-"
    return f"{span(found.median)}, {span(found.p90)} (of {found.of})"


def _clocks(given: argparse.Namespace) -> ask.Clocks:
    return ask.Clocks(skews=dict(skew(one) for one in given.skew), local=tuple(given.local))


def _json(what: object, console: Console) -> int:
    console.write(msgspec.json.format(msgspec.json.encode(what), indent=2) + b"\n")
    return 0
