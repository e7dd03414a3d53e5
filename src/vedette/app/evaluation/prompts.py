"""Prompts with a label, from files the user points at: JSON, JSON lines, CSV, or one prompt a line.

A column with the prompt is found by its name, and so is one that says whether it is harmless; where there is
none, the user has to say so. Nothing of a file is run, and no address in it is fetched.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

from vedette.core.errors import BadInput, LimitHit

MOST: Final = 200_000
"""Prompts of one set."""
_FILE: Final = 64 << 20
_FILES: Final = 1000
_PROMPT: Final = 256 * 1024
_COLUMNS: Final = ("user_prompt", "mutated_prompt", "prompt", "question", "instruction", "text")
"""Where a prompt stands, the surest name first."""
_SORTS: Final = ("category", "malicious categories", "attack_type", "type", "topic")
_SUFFIXES: Final = (".json", ".jsonl", ".csv", ".txt")
_HINT: Final = "give JSON, JSON lines, CSV with a column `prompt`, or text with one prompt a line"
BENIGN: Final = "benign"
PROHIBITED: Final = "prohibited"
_SAYS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("benign", "safe", "harmless", "false", "0", "no"), BENIGN),
    **dict.fromkeys(("prohibited", "unsafe", "harmful", "malicious", "true", "1", "yes"), PROHIBITED),
}
_LABELS: Final = ("label", "is_malicious", "malicious", "is_harmful", "harmful", "unsafe")

Row = Mapping[str, Any]


class Prompt(NamedTuple):
    """One prompt."""

    text: str
    label: str
    """benign or prohibited."""
    sort: str
    """What the set calls it, or empty."""


def prompts(place: Path, label: str = "") -> Iterator[Prompt]:
    """Yield the prompts of a file, or of the files of a folder; `label` holds where the file says nothing.

    Raises:
        BadInput: it cannot be read, holds no prompts, or does not say of which kind they are.
        LimitHit: it is larger than any such set.

    """
    found = 0
    for path in _files(place):
        for row in _rows(path):
            text = _text(row)
            if not text.strip():
                continue
            found += 1
            if found > MOST:
                raise LimitHit(f"{place}: more than {MOST:,} prompts", hint="split it")
            yield Prompt(text, label or _label(row, path), _sort(row))
    if not found:
        raise BadInput(f"{place}: no prompts there", hint=_HINT)


def _files(place: Path) -> Iterator[Path]:
    if place.is_file():
        yield place
        return
    if not place.is_dir():
        raise BadInput(f"{place}: there is no such file or folder", hint=_HINT)
    files = sorted(one for one in place.rglob("*") if one.suffix.lower() in _SUFFIXES and one.is_file())
    if len(files) > _FILES:
        raise LimitHit(f"{place}: more than {_FILES} files", hint="name the ones you mean")
    yield from files


def _rows(path: Path) -> Iterator[Row]:
    try:
        if path.stat().st_size > _FILE:
            raise LimitHit(f"{path}: larger than {_FILE >> 20} MiB", hint="split it")
        data = path.read_bytes()
        yield from _READERS.get(path.suffix.lower(), _lines)(data)
    except (OSError, UnicodeDecodeError, msgspec.MsgspecError, csv.Error, RecursionError) as error:
        raise BadInput(f"{path}: {error}", hint=_HINT) from error


def _json(data: bytes) -> Iterator[Row]:
    made = msgspec.json.decode(data)
    return _those(made if isinstance(made, list) else [made])


def _json_lines(data: bytes) -> Iterator[Row]:
    return _those(msgspec.json.decode(line) for line in data.splitlines() if line.strip())


def _those(rows: Iterable[Any]) -> Iterator[Row]:
    for row in rows:
        if isinstance(row, str):
            yield {"prompt": row}
        elif isinstance(row, dict):
            yield {str(name).strip().casefold(): value for name, value in row.items()}


def _csv(data: bytes) -> Iterator[Row]:
    return _those(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def _lines(data: bytes) -> Iterator[Row]:
    return _those(data.decode().splitlines())


_READERS: Final[Mapping[str, Callable[[bytes], Iterator[Row]]]] = {
    ".json": _json,
    ".jsonl": _json_lines,
    ".csv": _csv,
    ".txt": _lines,
}


def _text(row: Row) -> str:
    said = next((row[name] for name in _COLUMNS if isinstance(row.get(name), str)), "")
    return str(said)[:_PROMPT]


def _label(row: Row, path: Path) -> str:
    for name in _LABELS:
        said = _SAYS.get(str(row.get(name, "")).casefold())
        if said is not None:
            return said
    raise BadInput(
        f"{path}: it does not say whether its prompts are benign or prohibited",
        hint="say so: --benign FILE, or --prohibited FILE",
    )


def _sort(row: Row) -> str:
    said = next((row[name] for name in _SORTS if row.get(name)), "")
    return str(said[0] if isinstance(said, list) and said else said)[:60]
