"""Cases from a place the user gives: a folder with `cases.jsonl`, or a checkout of a set with its answers."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import msgspec

from vedette.core.errors import BadInput, LimitHit, reason
from vedette.core.evaluations import Case, Kind

FILE: Final = "cases.jsonl"
MOST: Final = 100_000
"""Cases of one set."""
_TEXT: Final = 256 * 1024
_LINE: Final = 1 << 20
_HINT: Final = f"give a folder with {FILE}, one case a line (docs/eval.md), or a checkout of a public set"


def cases(place: Path, kind: Kind | None = None) -> Iterator[Case]:
    """Yield the cases of a place, of one kind or of all.

    Raises:
        BadInput: there is no set that is understood, or a case makes no sense.

    """
    reader = next((one for found, one in _SETS if found(place)), None)
    if reader is None:
        raise BadInput(f"{place}: no cases there", hint=_HINT)
    for number, case in enumerate(reader(place)):
        if number >= MOST:
            raise LimitHit(f"{place}: more than {MOST:,} cases", hint="split it")
        if kind is None or case.kind is kind:
            yield case


def text_of(case: Case, place: Path) -> str:
    """Return the text a case is about.

    Raises:
        BadInput: its file is not below the folder, not there, or too large.

    """
    if not case.file:
        return case.text
    root = (place if place.is_dir() else place.parent).resolve()
    try:
        path = (root / case.file).resolve(strict=True)
        if not path.is_relative_to(root) or path.stat().st_size > _TEXT:
            raise BadInput(f"{case.id}: {case.file} is outside the folder, or too large", hint=_HINT)
        return path.read_text("utf-8", "replace")
    except (OSError, RuntimeError) as error:  # the latter where links lead round in a circle
        raise BadInput(f"{case.id}: {case.file}: {reason(error)}", hint=_HINT) from error


def _own(place: Path) -> Iterator[Case]:
    path = place / FILE if place.is_dir() else place
    seen: set[str] = set()
    with path.open("rb") as lines:
        for number, line in enumerate(iter(lambda: lines.readline(_LINE), b""), 1):
            if not line.strip():
                continue
            try:
                case = msgspec.json.decode(line, type=Case)
            except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
                raise BadInput(f"{path}:{number}: {error}", hint=_HINT) from error
            if case.id in seen:
                raise BadInput(f"{path}:{number}: {case.id} is there twice", hint="give each case its own id")
            seen.add(case.id)
            yield _sensible(case, f"{path}:{number}")


def _sensible(case: Case, where: str) -> Case:
    """Refuse a case that no arm could be right or wrong about."""
    judged = case.kind in {Kind.DETECTION, Kind.TRIAGE, Kind.INJECTION}
    missing = {
        "truth": judged and case.truth is None,
        "text or file": case.kind is not Kind.QUESTIONS and not (case.text or case.file),
        "question and right": case.kind is Kind.QUESTIONS and not (case.question and case.right),
        "weakness or check": case.kind is Kind.PATCHING and not (case.weakness or case.check),
    }
    for name, is_missing in missing.items():
        if is_missing:
            raise BadInput(f"{where}: a case of {case.kind.value} without {name}", hint=_HINT)
    return case


def _answers(place: Path) -> Path | None:
    """Return the table of answers of a checkout in the form of OWASP's benchmarks."""
    return next(iter(sorted(place.glob("expectedresults-*.csv"))), None) if place.is_dir() else None


def _benchmark(place: Path) -> Iterator[Case]:
    """Read `expectedresults-VERSION.csv` (name, category, real, CWE) and the programs in `testcode`."""
    table = _answers(place)
    if table is None:
        return
    with table.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            if len(row) < 4 or row[0].startswith("#"):  # noqa: PLR2004 - the columns there are
                continue
            name, _, real, cwe = (one.strip() for one in row[:4])
            yield Case(
                id=name,
                kind=Kind.DETECTION,
                file=f"testcode/{name}.py",
                truth=real == "true",
                weakness=f"CWE-{cwe}",
            )


def _has_own(place: Path) -> bool:
    return (place / FILE).is_file() or (place.is_file() and place.suffix == ".jsonl")


_SETS: Final[tuple[tuple[Callable[[Path], bool], Callable[[Path], Iterator[Case]]], ...]] = (
    (_has_own, _own),
    (lambda place: _answers(place) is not None, _benchmark),
)
