"""Zircolite, run on the same rules and logs in the same hour: its hits and what it cost."""

from __future__ import annotations

import json
import re
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.options import Options
from benchmarks.processes import measure
from vedette.core.errors import Unavailable

_VERSION = re.compile(r"(?i)version__?\s*=\s*['\"]([\d.]+)")


@dataclass(frozen=True, slots=True)
class Zircolite:
    """What it said."""

    version: str
    hits: list[tuple[str, int, str]]
    """Rule, number of the record, channel."""
    cpu_s: float
    """Less what it takes to start."""


def run(options: Options, texts: list[tuple[str, str]], logs: list[Path]) -> Zircolite:
    """Convert the rules once, then run over all logs, and over the smallest to know what starting costs.

    Raises:
        Unavailable: it does not run here.

    """
    program = options.needed("ZIRCOLITE", "a checkout of Zircolite")
    python = options.get("ZIRCOLITE_PYTHON", sys.executable)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        home = work / "program"
        shutil.copytree(program, home, ignore=shutil.ignore_patterns(".git", ".venv", "docs", "pics"))
        command = [python, str(home / "zircolite.py"), "--ruleset"]
        smallest = min(logs, key=lambda path: path.stat().st_size)
        ruleset = _converted(command, home, work, texts, smallest)
        all_logs = work / "logs"
        all_logs.mkdir()
        for number, log in enumerate(logs):
            shutil.copy(log, all_logs / f"{number:05}-{log.name}")
        start = _cost([*command, str(ruleset), "--evtx", str(smallest), "-o", str(work / "small")], home)
        out = work / "hits"
        whole = _cost([*command, str(ruleset), "--evtx", str(all_logs), "-o", str(out)], home)
        hits = list(_hits(json.loads(out.read_text(encoding="utf-8"))))
    return Zircolite(_version(program), hits, whole - start)


def _converted(command: list[str], home: Path, work: Path, texts: list[tuple[str, str]], log: Path) -> Path:
    rules = work / "rules"
    rules.mkdir()
    for number, (name, text) in enumerate(texts):
        (rules / f"{number:05}-{Path(name).name}").write_text(text, encoding="utf-8")
    pipelines = ["-p", "sysmon", "windows-logsources", "-sr"]
    _cost([*command, str(rules), *pipelines, "--evtx", str(log), "-o", str(work / "first")], home)
    saved = max(home.glob("ruleset-*.json"), key=lambda path: path.stat().st_mtime, default=None)
    if saved is None:
        raise Unavailable("Zircolite saved no rule set", hint="run it by hand with -sr")
    return saved


def _cost(command: list[str], home: Path) -> float:
    """Run it in its own folder, where it looks for its settings."""
    return measure(["env", "-C", str(home), *command], ok=(0,)).cpu


def _hits(found: list[dict[str, Any]]) -> list[tuple[str, int, str]]:
    return [
        (str(rule["id"]), int(match.get("EventRecordID", -1)), str(match.get("Channel", "")))
        for rule in found
        for match in rule["matches"]
    ]


def _version(program: Path) -> str:
    for path in (program / "zircolite.py", *sorted((program / "zircolite").glob("*.py"))):
        found = _VERSION.search(path.read_text(encoding="utf-8"))
        if found is not None:
            return f"Zircolite {found[1]}"
    return "Zircolite of unknown version"
