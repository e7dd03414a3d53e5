"""Much used packages of PyPI and npm: how many are called suspicious or worse, and what one costs.

PACKAGES is a folder of wheels and tarballs; without it those named below are downloaded, as files, by pip and
npm. GUARDDOG is the program of that name, run beside ours over the same files: what it scores 5 or more
counts as flagged, and where it is not done after GUARDDOG_SECONDS it is stopped, which its row says. KEEP is
a folder downloads are kept in.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import statistics
import subprocess  # noqa: TID251  pip, npm and the other scanner are programs of their own
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from benchmarks.options import Options
from benchmarks.outcome import Outcome
from vedette.core.errors import BadInput
from vedette.core.verdicts import Verdict
from vedette.triage.allowance import Allowance
from vedette.triage.examine import Extras, examine

PYPI: Final = (
    "boto3 urllib3 requests certifi idna charset-normalizer packaging setuptools typing-extensions "
    "python-dateutil six numpy pyyaml pip cryptography cffi attrs jinja2 click pandas pydantic fastapi "
    "rich tqdm aiohttp django flask sqlalchemy psutil pillow pytest virtualenv s3fs google-auth "
    "protobuf wheel httpx scikit-learn ansible-core pyinstaller"
)
NPM: Final = (
    "react lodash axios express chalk commander debug semver typescript webpack esbuild vite eslint "
    "prettier uuid dotenv ws glob minimist yargs core-js next jest sharp puppeteer node-gyp husky "
    "rollup undici electron"
)
"""Names much used on 2026-11-28; the newest version of each is looked at."""
_BAD: Final = frozenset({Verdict.SUSPICIOUS, Verdict.MALICIOUS})
_SUFFIXES: Final = {".whl": "pypi", ".tgz": "npm"}
_THRESHOLD: Final = 5
_SECONDS: Final = 600
_PATIENCE: Final = 120
"""Seconds the other scanner has for one package."""
STOPPED: Final = "stopped"


class Row(NamedTuple):
    """One package."""

    name: str
    verdict: Verdict
    cpu: float
    why: str
    guarddog: float | str | None
    """Its score; nothing where it gave none, a word where it was stopped."""


def downloaded(folder: Path) -> None:
    """Fetch the packages as files; nothing of them is run."""
    for name in PYPI.split():
        command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary", ":all:"]
        subprocess.run([*command, "-d", str(folder), name], check=False, timeout=_SECONDS)
    for name in NPM.split():
        command = ["npm", "pack", "--silent", "--ignore-scripts", name]
        subprocess.run(command, check=False, timeout=_SECONDS, cwd=folder, stdout=subprocess.DEVNULL)


def looked_at(folder: Path, guarddog: Path | None, seconds: int = _PATIENCE) -> Iterator[Row]:
    """Yield what we think of each package, and what the other scanner says."""
    for path in sorted(folder.rglob("*")):
        if path.suffix not in _SUFFIXES:
            continue
        began = time.process_time()
        found = examine(path.name, path.read_bytes(), Extras(), Allowance())
        cpu = time.process_time() - began
        other = None if guarddog is None else score(guarddog, path, seconds)
        yield Row(path.name, found.judgement.verdict, cpu, found.judgement.summary, other)


def score(program: Path, path: Path, seconds: int) -> float | str | None:
    """Return GuardDog's score of a package; nothing where it gives none, a word where it was stopped."""
    command = [str(program), _SUFFIXES[path.suffix], "scan", str(path), "--output-format=json"]
    said = _said(command, seconds)
    if said is None:
        return STOPPED
    try:
        answer = json.loads(said[said.index("{") :])
    except ValueError:
        return None
    risk = answer.get("risk_score", {})
    given = risk.get("score") if isinstance(risk, dict) else risk
    return float(given) if isinstance(given, int | float) else None


def _said(command: list[str], seconds: int) -> str | None:
    """Return what a program says; nothing where it, and all it started, had to be stopped."""
    with tempfile.TemporaryFile() as said:
        with subprocess.Popen(
            command, stdout=said, stderr=subprocess.DEVNULL, start_new_session=True
        ) as process:
            try:
                process.wait(seconds)
            except subprocess.TimeoutExpired:
                return None
            finally:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(process.pid, signal.SIGKILL)
        said.seek(0)
        return said.read().decode("utf-8", "replace")


def run(options: Options) -> Outcome:
    """Look at all packages.

    Raises:
        BadInput: there are none.

    """
    guarddog = options.path("GUARDDOG")
    with TemporaryDirectory() as made:
        folder = options.path("PACKAGES")
        if folder is None:
            folder = options.path("KEEP") or Path(made)
            downloaded(folder)
        rows = list(looked_at(folder, guarddog, int(options.get("GUARDDOG_SECONDS", str(_PATIENCE)))))
    if not rows:
        raise BadInput(f"{folder}: no packages", hint="PACKAGES=a folder of .whl and .tgz files")
    return outcome(rows)


def outcome(rows: list[Row]) -> Outcome:
    """Say what came out."""
    flagged = [row for row in rows if row.verdict in _BAD]
    scores = [row.guarddog for row in rows if isinstance(row.guarddog, float)]
    stopped = sum(row.guarddog == STOPPED for row in rows)
    return Outcome(
        title="Much used packages of PyPI and npm",
        header=("package", "verdict", "CPU s", "guarddog", "why"),
        rows=[
            (row.name[:48], row.verdict.value, round(row.cpu, 2), row.guarddog, row.why[:100]) for row in rows
        ],
        figures={
            "flagged": len(flagged),
            "of": len(rows),
            "cpu_s_per_package": round(statistics.median(row.cpu for row in rows), 3),
            "cpu_s_mean": round(statistics.mean(row.cpu for row in rows), 3),
            "guarddog_flagged": sum(one >= _THRESHOLD for one in scores) if scores or stopped else None,
            "guarddog_stopped": stopped,
        },
        notes=[f"flagged: {row.name}: {row.why}" for row in flagged],
        peers=[f"guarddog on {len(scores)} of {len(rows)}"] if scores or stopped else (),
    )
