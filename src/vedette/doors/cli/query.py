"""`vedette query`."""

from __future__ import annotations

import argparse
import csv
import io

import msgspec

from vedette.app.narrate_requests import AnalyseEvents
from vedette.app.requests import PruneEvents, QueryEvents
from vedette.app.results import EventsAnswered
from vedette.core.errors import BadInput
from vedette.doors.cli.console import Console, printable
from vedette.export.table import cell
from vedette.export.visible import harmless_json

_WORDS = """\
Events are kept by `vedette hunt --keep`. They are one table, events: time in microseconds since 1970,
source_name, record, action, host, user, source_ip, url …, and everything else of a record in fields (JSON).

  vedette query "select host, count(*) from events where action = 'login' group by host"
  vedette query --ask "who logged in most often?" --model vedette-open
  vedette query "select make_timestamp(time), fields->>'Image' from events where host = 'ws01'"

A question can read events and nothing else, for at most --seconds and --rows.
"""
_WIDEST = 60


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow."""
    parser.epilog = _WORDS
    parser.add_argument("sql", metavar="SQL", nargs="?", help="one SELECT over the table events")
    parser.add_argument(
        "-f", "--format", choices=["table", "csv", "jsonl"], default="table", help="default: table"
    )
    parser.add_argument(
        "--rows", metavar="N", type=int, default=10_000, help="at most so many; default: 10000"
    )
    parser.add_argument(
        "--seconds", metavar="N", type=float, default=30.0, help="at most so long; default: 30"
    )
    parser.add_argument(
        "--ask", metavar="QUESTION", help="in plain words: a named model asks, we count and answer"
    )
    parser.add_argument("--model", metavar="NAME", default="vedette-open", help="for --ask: who may ask")
    parser.add_argument(
        "--prune", metavar="DAYS", type=int, help="drop kept events older than so many days instead"
    )


def run(given: argparse.Namespace, console: Console) -> int:
    """Ask, and write the answer."""
    if given.prune is not None:
        return _prune(given.prune, console)
    if given.ask is not None:
        return _asked(given, console)
    if given.sql is None:
        raise BadInput("no question", hint="vedette query 'SELECT …'; vedette query --help has examples")
    asked = QueryEvents(sql=given.sql, seconds=given.seconds, rows=given.rows)
    answer = console.app().run("events.query", asked, console.job()).value
    console.write(WRITERS[given.format](answer).encode("utf-8", "replace"))
    if answer.cut:
        console.say(f"only the first {len(answer.rows):,} rows: --rows for more")
    return 0


def _asked(given: argparse.Namespace, console: Console) -> int:
    """Answer a question in plain words: each sentence is ours, with the question of rows it rests on."""
    request = AnalyseEvents(question=given.ask, profile=given.model)
    found = console.app().run("events.analyse", request, console.job()).value
    lines = [f"{printable(one.text)}  [{one.query}]" for one in found.stated]
    rests = {one.query: one.asked for one in found.stated}
    lines += ["", *(f"{name}: {printable(asked)}" for name, asked in rests.items())] if rests else []
    if not found.stated:
        lines = [f"nothing is known: {printable(found.why or 'it led to no answer')}"]
    console.write(("\n".join(lines) + "\n").encode("utf-8", "replace"))
    tally = found.tally
    console.say(f"{tally.proposed} proposed, {tally.confirmed} confirmed, {tally.dropped_count} dropped")
    return 0


def _prune(days: int, console: Console) -> int:
    done = console.app().run("events.prune", PruneEvents(days=days), console.job()).value
    console.say(
        f"dropped {done.files:,} files ({done.bytes_freed:,} bytes); "
        f"{done.left:,} are left ({done.bytes_left:,} bytes)"
    )
    return 0


def _table(answer: EventsAnswered) -> str:
    cells = [[printable(name) for name in answer.columns]]
    cells += [[_short(value) for value in row] for row in answer.rows]
    widths = [max(len(row[number]) for row in cells) for number in range(len(answer.columns))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]]) + "\n"


def _short(value: object) -> str:
    text = printable(_written(value)).replace("\n", " ")
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1]}…"


def _csv(answer: EventsAnswered) -> str:
    page = io.StringIO()
    writer = csv.writer(page)
    writer.writerow(map(_cell, answer.columns))
    writer.writerows(map(_cell, row) for row in answer.rows)
    return page.getvalue()


def _jsonl(answer: EventsAnswered) -> str:
    lines = [dict(zip(answer.columns, row, strict=False)) for row in answer.rows]
    return harmless_json(msgspec.json.Encoder(enc_hook=str).encode_lines(lines)).decode()


def _cell(value: object) -> str:
    """Write a value so that no terminal obeys it, and no spreadsheet takes it for a formula."""
    return cell(printable(value)) if isinstance(value, str) else _written(value)


def _written(value: object) -> str:
    return "" if value is None else str(value)


WRITERS = {"table": _table, "csv": _csv, "jsonl": _jsonl}
"""What makes a page of an answer, by the name of its form."""
