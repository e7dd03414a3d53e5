"""`vedette ledger`: verify an export or a receipt offline, write the ledger down, have witnesses sign it."""

from __future__ import annotations

import argparse
from pathlib import Path

from vedette.app.ledger_answers import Witnessed
from vedette.app.ledger_requests import AskWitnesses, ExportLedger, VerifyLedger
from vedette.app.reports import write_whole
from vedette.app.transparency_requests import RebuildMonth
from vedette.core.errors import BadInput
from vedette.doors.cli.console import Console, printable


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow."""
    asked = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    one = asked.add_parser("verify", help="check an export or a receipt, with no access to any server")
    one.add_argument("path", metavar="PATH", type=Path)
    one.add_argument(
        "--trust", action="append", default=[], metavar="KEY", help="the ledger's public key, as known to you"
    )
    one.add_argument("--witness", action="append", default=[], metavar="KEY", help="a witness's public key")
    one.add_argument("--quorum", type=int, default=0, help="how many of the witnesses must have signed")
    one.add_argument(
        "--earlier", type=Path, metavar="FILE", help="a checkpoint seen before, which this must continue"
    )
    one = asked.add_parser("export", help="write a ledger down for others to verify")
    one.add_argument("folder", metavar="FOLDER", type=Path, help="a new one, or a file that ends in .zip")
    one.add_argument(
        "--service", action="store_true", help="that of the service, not of this machine: a .zip"
    )
    one = asked.add_parser("recount", help="count a transparency report again from an export, and compare")
    one.add_argument("export", metavar="EXPORT", type=Path)
    one.add_argument("--like", type=Path, required=True, metavar="REPORT", help="as it was published")
    one.add_argument("--note", type=Path, metavar="FILE", help="its signature, as published")
    one.add_argument("--trust", default="", metavar="KEY", help="the ledger's public key, as known to you")
    one = asked.add_parser("witness", help="have the configured witnesses sign the ledger as it is")
    one.add_argument("--service", action="store_true", help="that of the service, not of this machine")
    one = asked.add_parser("receipt", help="fetch the proof of one entry from the service")
    one.add_argument("index", metavar="INDEX", type=int)
    one.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")


def run(given: argparse.Namespace, console: Console) -> int:
    """Do it on this machine, through the gate, or ask the service this user is signed in to."""
    match given.what:
        case "verify":
            return _verify(given, console)
        case "export" if given.service:
            _fetch(given.folder, console)
        case "export":
            written = console.app().run("ledger.export", ExportLedger(folder=given.folder)).value
            console.say(f"written: {written.path} ({written.entries} entries)")
        case "recount":
            return _recount(given, console)
        case "witness":
            return _witness(console, service=given.service)
        case _:
            _receipt(given, console)
    return 0


def _witness(console: Console, *, service: bool) -> int:
    if service:
        from vedette.doors.cli.remote import Remote, result_of, understood  # noqa: PLC0415 - it takes a while

        remote = Remote.known(console.settings().data_dir)
        answer = understood(result_of(remote.ask("POST", "/v1/ledger/witness")), Witnessed)
    else:
        answer = console.app().run("ledger.witness", AskWitnesses()).value
    words = f"{answer.size} entries, signed by {', '.join(answer.signed) or 'nobody'}\n"
    console.write(printable(words).encode())
    for refused in answer.refused:
        console.say(refused)
    return 1 if answer.refused else 0


def _fetch(path: Path, console: Console) -> None:
    from vedette.doors.cli.remote import Remote  # noqa: PLC0415 - cryptography takes a while

    if path.suffix != ".zip" or path.exists():
        raise BadInput(f"{path} is no new .zip file", hint="the service hands its ledger over as one archive")
    data = Remote.known(console.settings().data_dir).fetch("/v1/ledger/export")
    write_whole(path, data)
    console.say(f"written: {path}; check it with: vedette ledger verify {path}")


def _verify(given: argparse.Namespace, console: Console) -> int:
    if given.quorum > len(given.witness):
        raise BadInput(
            f"a quorum of {given.quorum} needs as many --witness keys", hint="give each witness you count on"
        )
    request = VerifyLedger(
        path=given.path,
        trust=tuple(given.trust) or _known(given.path, console),
        witnesses=tuple(given.witness),
        quorum=given.quorum,
        earlier=given.earlier,
    )
    checked = console.app().run("ledger.verify", request).value
    lines = [f"BROKEN  {problem}" for problem in checked.problems]
    lines.append(f"{'holds' if checked.ok else 'does not hold'}: {checked.entries} entries")
    console.write(f"{printable(chr(10).join(lines))}\n".encode())
    return 0 if checked.ok else 1


def _recount(given: argparse.Namespace, console: Console) -> int:
    request = RebuildMonth(export=given.export, like=given.like, note=given.note, trust=given.trust)
    found = console.app().run("ledger.recount", request).value
    lines = [f"DIFFERS  {problem}" for problem in found.problems]
    signed = ", signed by the ledger's key" if found.signed else ""
    verdict = "is what the ledger gives" if found.same else "is not what the ledger gives"
    lines.append(f"the report of {found.month} {verdict}: {found.entries} entries{signed}")
    console.write(f"{printable(chr(10).join(lines))}\n".encode())
    return 0 if found.same else 1


def _known(path: Path, console: Console) -> tuple[str, ...]:
    """Trust, for a receipt, the ledger of the service this machine signed in to: an export brings its own."""
    if not path.is_file() or path.suffix == ".zip":
        return ()
    from vedette.doors.cli.remote import Remote  # noqa: PLC0415 - cryptography takes a while

    key = Remote.ledger_key(console.settings().data_dir)
    if not key:
        raise BadInput("a receipt says nothing without the ledger's key", hint="give it with --trust")
    console.say(f"the ledger's key, kept since this machine first signed in: {key}")
    return (key,)


def _receipt(given: argparse.Namespace, console: Console) -> None:
    from vedette.doors.cli.remote import Remote, result_of  # noqa: PLC0415 - cryptography takes a while

    remote = Remote.known(console.settings().data_dir)
    text = result_of(remote.ask("GET", f"/v1/ledger/receipts/{given.index}")).get("receipt", "")
    write_whole(given.output, str(text).encode("utf-8", "replace"))
    console.say(f"written: {given.output}; check it with: vedette ledger verify {given.output}")
