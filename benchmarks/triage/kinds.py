"""What bytes are, by content alone: files of this machine by their endings, and command lines, beside others.

FOLDERS are searched for files (by default this system's and ours), `EACH` of a kind are taken by lot.
CORPORA is a folder of checkouts, each under `owner+name`: its shell lines and the tests of Windows shells are
looked at one by one, without any name. MAGIKA is a Python that has Magika and python-magic (libmagic).
An ending is no proof: settings that are Python inside and the like count against everybody.
"""

from __future__ import annotations

import json
import os
import random
import subprocess  # noqa: TID251  other judges run in their own environment
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import yaml

from benchmarks.options import Options
from benchmarks.outcome import Cell, Outcome
from vedette.triage.identify import identify
from vedette.triage.kinds import Kind

HEADER = ("what", "of", "ours", "with name", "magika", "libmagic", "ms ours")
_PEERS: Final = Path(__file__).with_name("kind_peers.py")
_ENDINGS: Final = {
    Kind.PYTHON: "py", Kind.JAVASCRIPT: "js mjs cjs", Kind.TYPESCRIPT: "ts", Kind.SHELL: "sh bash",
    Kind.PERL: "pl pm", Kind.RUBY: "rb", Kind.LUA: "lua", Kind.PHP: "php", Kind.POWERSHELL: "ps1 psm1",
    Kind.BATCH: "bat cmd", Kind.VBSCRIPT: "vbs", Kind.HTML: "html htm", Kind.JSON: "json",
    Kind.YAML: "yaml yml",
    Kind.TOML: "toml", Kind.XML: "xml", Kind.SVG: "svg", Kind.INI: "ini cfg", Kind.TEXT: "md rst txt c h css",
    Kind.IMAGE: "png gif jpg", Kind.ELF: "so", Kind.PYTHON_CODE: "pyc", Kind.GZIP: "gz", Kind.ZIP: "zip",
    Kind.WHEEL: "whl", Kind.JAR: "jar", Kind.FONT: "ttf woff2", Kind.PE: "exe", Kind.PDF: "pdf", Kind.AR: "a",
}  # fmt: skip
_LEAST: Final = 17
_MOST: Final = 1 << 20
_SHELLS: Final = {
    "powershell": Kind.POWERSHELL,
    "command_prompt": Kind.BATCH,
    "sh": Kind.SHELL,
    "bash": Kind.SHELL,
}
Labelled = tuple[Kind, str, bytes]
"""What it is, its name, and its bytes."""


def files(folders: Sequence[Path], each: int) -> dict[str, list[Labelled]]:
    """Take files of each kind by lot, the same at every run on the same machine."""
    kinds = {ending: kind for kind, endings in _ENDINGS.items() for ending in endings.split()}
    paths: dict[Kind, list[Path]] = {}
    for folder in folders:
        for place, _, names in os.walk(folder):
            for name in names:
                kind = kinds.get(name.rpartition(".")[2].lower()) if "." in name else None
                path = Path(place, name)
                if kind is not None and not path.is_symlink() and _LEAST <= path.stat().st_size <= _MOST:
                    paths.setdefault(kind, []).append(path)
    chance = random.Random(5)  # noqa: S311  the same lot every time
    return {
        f"files: {kind.value}": [
            (kind, path.name, path.read_bytes())
            for path in chance.sample(sorted(found), min(each, len(found)))
        ]
        for kind, found in sorted(paths.items())
    }


def lines(folder: Path, each: int) -> dict[str, list[Labelled]]:
    """Return command lines by lot, labelled with the shell they are for."""
    chance, found = random.Random(7), dict[str, list[Labelled]]()  # noqa: S311
    bash = folder / "TellinaTool+nl2bash" / "data" / "bash" / "all.cm"
    if bash.is_file():
        texts = [line for line in bash.read_text(errors="replace").split("\n") if line.strip()]
        found["lines: nl2bash"] = _taken(Kind.SHELL, texts, each, chance)
    tests: dict[str, list[str]] = {}
    for shell, text in _tests(folder / "redcanaryco+atomic-red-team" / "atomics"):
        tests.setdefault(shell, []).append(text)
    for shell, texts in sorted(tests.items()):
        found[f"lines: tests, {shell}"] = _taken(_SHELLS[shell], texts, each, chance)
    return found


def _taken(kind: Kind, texts: Sequence[str], each: int, chance: random.Random) -> list[Labelled]:
    return [(kind, "", text.encode()) for text in chance.sample(texts, min(each, len(texts)))]


def _tests(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.glob("T*/T*.yaml")):
        for test in yaml.safe_load(path.read_text(encoding="utf-8")).get("atomic_tests", ()):
            executor = test.get("executor", {})
            if executor.get("name") in _SHELLS and executor.get("command"):
                yield executor["name"], _filled(executor["command"], test.get("input_arguments") or {})


def _filled(command: str, arguments: Mapping[str, Mapping[str, object]]) -> str:
    """Put in what a test takes where nobody says otherwise."""
    for name, about in arguments.items():
        command = command.replace(f"#{{{name}}}", str(about.get("default", "")))
    return command


def peers(python: str, sets: Mapping[str, Sequence[Labelled]]) -> dict[str, dict[str, list[str]]]:
    """Return what others say of the same bytes, by who says it and by set."""
    with TemporaryDirectory(prefix="vedette-bench-") as home:
        for number, (_, _, data) in enumerate(one for some in sets.values() for one in some):
            Path(home, str(number)).write_bytes(data)
        said = subprocess.run([python, str(_PEERS), home], capture_output=True, text=True, check=True).stdout
    answers: dict[str, list[str]] = json.loads(said)
    split: dict[str, dict[str, list[str]]] = {}
    for who, told in answers.items():
        rest = iter(told)
        split[who] = {name: [next(rest) for _ in some] for name, some in sets.items()}
    return split


def run(options: Options) -> Outcome:
    """Score everybody on every set."""
    each = int(options.get("EACH", "100"))
    named = options.get("FOLDERS", f"/usr/lib:/usr/share:{Path(__file__).parents[2]}")
    sets = files([Path(one) for one in named.split(":")], each)
    if (folder := options.path("CORPORA")) is not None:
        sets |= lines(folder, each)
    python = options.get("MAGIKA", "")
    others = peers(python, sets) if python else {}
    rows: list[list[Cell]] = []
    for name, some in sets.items():
        began = time.process_time()
        ours = [identify(data) for _, _, data in some]
        spent = time.process_time() - began
        right = sum(one is kind for one, (kind, _, _) in zip(ours, some, strict=True))
        with_name = sum(identify(data, called) is kind for kind, called, data in some)
        told = [_right(others.get(who, {}).get(name), some) for who in ("magika", "libmagic")]
        rows.append([name, len(some), right, with_name, *told, spent / max(1, len(some)) * 1000])
    return Outcome(
        title="What bytes are", header=HEADER, rows=rows, figures=_figures(rows), notes=[__doc__ or ""]
    )


def _right(told: Sequence[str] | None, some: Sequence[Labelled]) -> int | None:
    if told is None:
        return None
    return sum(one == kind.value for one, (kind, _, _) in zip(told, some, strict=True))


def _figures(rows: Sequence[Sequence[Cell]]) -> dict[str, object]:
    """Add up: shares of what was right, of files and of lines, and milliseconds a thing."""
    found: dict[str, object] = {}
    for part in ("files", "lines"):
        some = [row for row in rows if str(row[0]).startswith(part)]
        of = sum(int(row[1] or 0) for row in some)
        for column, who in ((2, "ours"), (3, "with_name"), (4, "magika"), (5, "libmagic")):
            known = bool(of) and all(row[column] is not None for row in some)
            share = sum(int(row[column] or 0) for row in some) / of if known else None
            found[f"{part}_{who}"] = round(share, 4) if share is not None else None
        spent = sum(float(row[6] or 0) * int(row[1] or 0) for row in some)
        found[f"{part}_ms"] = round(spent / of, 3) if of else None
    return found
