"""Indicators in texts with traps: recall, false ones, and megabytes a CPU-second, beside other extractors.

Texts and what is wanted of them are in `data/indicators.toml`. Hosts of wanted URLs may be told or not.
`PYTHON` is an interpreter that has other extractors; without it ours runs alone. Speed is measured on
Python's own library, as sources and as one executable.
"""

from __future__ import annotations

import json
import subprocess  # noqa: TID251  other extractors run in their own environment
import sys
import sysconfig
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from benchmarks.options import Options
from benchmarks.outcome import Cell, Outcome
from vedette.triage.allowance import Allowance
from vedette.triage.indicators import indicators
from vedette.triage.kinds import Kind
from vedette.triage.sample import Sample

HEADER = ("who", "wanted", "found", "missed", "false", "recall", "false share", "MB/CPU-s")
TEXTS: Final = Path(__file__).parents[1] / "data" / "indicators.toml"
KINDS: Final = {"python": Kind.PYTHON, "powershell": Kind.POWERSHELL}
_SPEED_BYTES: Final = 6_000_000
_PEERS: Final = Path(__file__).with_name("indicator_peers.py")


def told(name: str, text: str) -> set[str]:
    """Return what ours tells of one text."""
    sample = Sample(name=name, data=text.encode(), kind=KINDS.get(name, Kind.TEXT))
    return {one.value for one in indicators(sample, [], Allowance())}


def run(options: Options) -> Outcome:
    """Score every extractor on every text."""
    texts = tomllib.loads(TEXTS.read_text(encoding="utf-8"))["texts"]
    given = {row["name"]: row["text"] for row in texts}
    wanted = {row["name"]: set(row["wanted"]) for row in texts}
    answers: dict[str, dict[str, set[str]]] = {
        "ours": {name: told(name, text) for name, text in given.items()}
    }
    speeds: dict[str, float | None] = {"ours": speed(lambda text: told("x", text))}
    if python := options.get("PYTHON"):
        for who, (found, rate) in peers(python, given).items():
            answers[who], speeds[who] = found, rate
    rows = [row(who, wanted, found, speeds.get(who)) for who, found in answers.items()]
    notes = [
        f"{name}: {kind} {value}"
        for name in given
        for kind, value in slips(wanted[name], answers["ours"][name])
    ]
    ours = rows[0]
    return Outcome(
        title="Indicators in texts with traps",
        header=HEADER,
        rows=rows,
        figures={
            "texts": len(texts),
            "wanted": ours[1],
            "recall": ours[5],
            "false_share": ours[6],
            "mb_per_cpu_s": ours[7],
            "binary_mb_per_cpu_s": binary_speed(),
            "peers": {
                str(one[0]): {"recall": one[5], "false_share": one[6], "mb_per_cpu_s": one[7]}
                for one in rows[1:]
            },
        },
        notes=notes,
    )


def plain(value: str) -> str:
    """Return a value in one spelling: extractors differ in case and in slashes at the end."""
    return value.strip().rstrip("/.").lower().replace("\\\\", "\\")


def slips(wanted: set[str], found: set[str]) -> list[tuple[str, str]]:
    """Return what was missed and what is false."""
    want, have = {plain(one) for one in wanted}, {plain(one) for one in found}
    hosts = {plain(urlsplit(one).hostname or "") for one in want if "://" in one}
    hosts |= {one.rpartition("@")[2] for one in want if "@" in one}
    extra = {one for one in have - want - hosts if one.rpartition(":")[0] not in want | hosts}
    return [("missed", one) for one in sorted(want - have)] + [("false", one) for one in sorted(extra)]


def row(
    who: str, wanted: dict[str, set[str]], found: dict[str, set[str]], rate: float | None
) -> tuple[Cell, ...]:
    """Add up one extractor."""
    marks = [slip for name in wanted for slip in slips(wanted[name], found.get(name, set()))]
    count = sum(len(one) for one in wanted.values())
    missed = sum(kind == "missed" for kind, _ in marks)
    false = len(marks) - missed
    got = count - missed
    return who, count, got, missed, false, got / count, false / (got + false) if got + false else 0.0, rate


def speed(extract: Callable[[str], object]) -> float:
    """Return megabytes of source a CPU-second."""
    text = _library()
    began = time.process_time()
    extract(text)
    return len(text) / 1e6 / (time.process_time() - began)


def _library() -> str:
    paths = sorted(Path(sysconfig.get_paths()["stdlib"]).glob("*.py"))
    return "".join(path.read_text(encoding="utf-8", errors="replace") for path in paths)[:_SPEED_BYTES]


def binary_speed() -> float:
    """Return megabytes of an executable a CPU-second."""
    data = Path(sys.executable).resolve().read_bytes()
    began = time.process_time()
    list(indicators(Sample(name="x", data=data, kind=Kind.ELF), [], Allowance()))
    return len(data) / 1e6 / (time.process_time() - began)


def peers(python: str, texts: dict[str, str]) -> dict[str, tuple[dict[str, set[str]], float | None]]:
    """Ask the extractors another interpreter has; each answers for itself, with its speed on a small part."""
    asked = json.dumps({"texts": texts, "speed": _library()[:200_000]})
    done = subprocess.run(
        [python, str(_PEERS)], input=asked, capture_output=True, text=True, check=True, timeout=900
    )
    told_ = json.loads(done.stdout)
    return {
        who: ({name: set(values) for name, values in one["found"].items()}, one["mb_per_cpu_s"])
        for who, one in told_.items()
    }
