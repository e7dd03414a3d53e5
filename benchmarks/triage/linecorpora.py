"""Command lines with a label, from checkouts of public repositories a user points at.

Each corpus is by other authors than the rest. What gives a corpus away (its own name, ids of techniques,
placeholders) is replaced before anybody learns from it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

ATTACKS = ("tests-windows", "tests-unix", "living-off-windows", "living-off-unix", "recorded")
"""Labelled as what attackers do."""
PARTNERS = {
    "tests-windows": ("images-windows", "packages-windows"),
    "tests-unix": ("images-unix", "packages-unix"),
    "living-off-windows": ("images-windows", "packages-windows"),
    "living-off-unix": ("images-unix", "packages-unix"),
    "recorded": ("images-windows", "packages-windows"),
}
"""The hard ordinary lines each is told apart from: they download, register services, change rights."""
SAME_AUTHORS = (("tests-windows", "tests-unix"),)
_COMMENTS = ("#", "REM ", "rem ", "::", "<#", "//")
_PLACES = (
    (re.compile(r"\{REMOTEURL[^}]*\}"), "http://198.51.100.7/a"),
    (re.compile(r"\{PATH_ABSOLUTE(?::?\.[a-z0-9]+)?[^}]*\}"), r"c:\\windows\\temp\\file.exe"),
    (re.compile(r"\{PATH(?::?\.[a-z0-9]+)?[^}]*\}"), "file.exe"),
    (re.compile(r"\{CMD[^}]*\}"), "calc.exe"),
    (re.compile(r"\{[A-Z_]+[^}]*\}"), "x"),
)
_TELLTALES = (
    (re.compile(r"\$?PathToAtomicsFolder"), r"C:\\data"),
    (re.compile(r"T\d{4}(?:\.\d{3})?"), "file"),
    (re.compile(r"atomic(?:s|redteam|-red-team)?", re.IGNORECASE), "data"),
    (re.compile(r"redcanary(?:co)?", re.IGNORECASE), "example"),
)


def corpora(folder: Path, host: Path = Path("/var/lib/dpkg/info")) -> dict[str, list[str]]:
    """Read every corpus that is there, by name.

    Args:
        folder: holds checkouts, each under `owner+name`.
        host: scripts of the packages of this machine.

    """
    tests = list(_tests(folder / "redcanaryco+atomic-red-team" / "atomics"))
    images, choco = folder / "actions+runner-images", folder / "chocolatey-community+chocolatey-packages"
    bash = folder / "TellinaTool+nl2bash" / "data" / "bash" / "all.cm"
    made = {
        "tests-windows": [line for line, by in tests if by in {"command_prompt", "powershell"}],
        "tests-unix": [line for line, by in tests if by in {"sh", "bash"}],
        "living-off-windows": _living_off_windows(folder / "LOLBAS-Project+LOLBAS" / "yml"),
        "living-off-unix": _living_off_unix(folder / "GTFOBins+GTFOBins.github.io" / "_gtfobins"),
        "recorded": _recorded(folder / "SigmaHQ+sigma" / "regression_data"),
        "questions-unix": bash.read_text("utf-8", "replace").splitlines() if bash.exists() else [],
        "packages-unix": _scripts(host, ("*.postinst", "*.preinst", "*.prerm", "*.postrm")),
        "images-windows": _scripts(images, ("*.ps1",)),
        "images-unix": _scripts(images, ("*.sh",)),
        "packages-windows": _scripts(choco, ("*.ps1",)),
    }
    return {name: kept for name, lines in made.items() if (kept := _kept(lines))}


def _kept(lines: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(line.strip() for line in lines if len(line.strip()) > len("abc")))


def lines_of(text: str) -> Iterator[str]:
    """Yield the commands of a script: continued lines joined, comments left out."""
    held = ""
    for line in text.splitlines():
        if not line.strip() or line.strip().startswith(_COMMENTS):
            continue
        if line.rstrip().endswith(("\\", "`", "^")) and len(line) > 1:
            held += line.rstrip()[:-1] + " "
            continue
        whole, held = (held + line).strip(), ""
        if re.search("[A-Za-z]{2}", whole):
            yield whole


def techniques(folder: Path) -> dict[str, str]:
    """Say which technique each line of the tests is of: the one whose folder comes first."""
    found: dict[str, str] = {}
    for path in sorted((folder / "redcanaryco+atomic-red-team" / "atomics").glob("*/T*.yaml")):
        for line, _ in _tests(path):
            found.setdefault(line.strip(), path.stem.partition(".")[0])
    return found


def _tests(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.glob("*/T*.yaml")) if folder.is_dir() else [folder]:
        for test in _yaml(path).get("atomic_tests", ()):
            executor = test.get("executor") or {}
            text = _filled(executor.get("command") or "", test.get("input_arguments") or {})
            yield from ((line, str(executor.get("name"))) for line in lines_of(text))


def _filled(text: str, arguments: dict[str, Any]) -> str:
    for name, held in arguments.items():
        text = text.replace(f"#{{{name}}}", str(held.get("default", "")))
    for pattern, word in _TELLTALES:
        text = pattern.sub(word, text)
    return text


def _living_off_windows(folder: Path) -> list[str]:
    found = []
    for path in sorted(folder.rglob("*.yml")):
        for command in _yaml(path).get("Commands") or ():
            line = str(command.get("Command") or "")
            for pattern, word in _PLACES:
                line = pattern.sub(word, line)
            found += [line] if "\n" not in line else []
    return found


def _living_off_unix(folder: Path) -> list[str]:
    found: list[str] = []
    for path in sorted(folder.glob("*")):
        for uses in (_yaml(path).get("functions") or {}).values():
            for use in uses or ():
                found += lines_of((use or {}).get("code") or "")
    return found


def _yaml(path: Path) -> dict[str, Any]:
    try:
        held = yaml.safe_load(path.read_text("utf-8", "replace").strip().strip("-.\n"))
    except yaml.YAMLError:
        return {}
    return held if isinstance(held, dict) else {}


def _recorded(folder: Path) -> list[str]:
    return [
        line
        for path in sorted(folder.rglob("*.json"))
        for held in _documents(path.read_text("utf-8", "replace"))
        for line in _command_lines(held)
    ]


def _command_lines(held: object) -> Iterator[str]:
    if isinstance(held, dict):
        for name, value in held.items():
            if name == "CommandLine" and isinstance(value, str):
                yield value
            else:
                yield from _command_lines(value)
    elif isinstance(held, list):
        for one in held:
            yield from _command_lines(one)


def _documents(text: str) -> Iterator[object]:
    """Yield JSON documents that stand one after another."""
    decoder, at = json.JSONDecoder(), 0
    while (at := len(text) - len(text[at:].lstrip())) < len(text):
        held, at = decoder.raw_decode(text, at)
        yield held


def _scripts(folder: Path, patterns: tuple[str, ...]) -> list[str]:
    return [
        line
        for pattern in patterns
        for path in sorted(folder.rglob(pattern))
        if path.is_file()
        for line in lines_of(path.read_text("utf-8", "replace"))
    ]
