"""Samples others collected: how many are told of, and what ordinary programs are taken for.

SAMPLES is a bare git repository whose files end in `_`, as capa's test material does: they are read in
memory, never written to disk and never run. They are split in two by the name git gives their content: one
half may be looked at for causes, the other is only counted, so that fitting would show. With RULES, a bare
git repository of capa's rules, samples that are an example of a rule about something bad are counted apart,
and whether they show a behaviour of the very kind (`sample_groups`); only names of groups and of examples are
read from it. ORDINARY is a folder of wheels and npm packages for
Windows.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess  # noqa: TID251  git, to read a repository without a work tree
import tarfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.options import Options
from benchmarks.outcome import Outcome
from benchmarks.triage.sample_groups import matched
from vedette.core.limits import MIB
from vedette.core.verdicts import Verdict
from vedette.triage.allowance import Allowance
from vedette.triage.examine import Extras, examine

_LARGEST: Final = 12 * MIB
_A_PACKAGE: Final = 25
_ENDS: Final = (".exe", ".dll", ".pyd", ".node", ".sys", ".ocx")
_QUIET: Final = {"GIT_NO_LAZY_FETCH": "1", "PATH": os.environ.get("PATH", "")}
_BARE: Final = (".raw32", ".raw64")
"""Machine code without a head, whose names end in no mark."""
_PAGE: Final = re.compile(r"\.(aspx?|ashx|jsp)$")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}|[0-9a-f]{32}")
_NAMESPACE: Final = re.compile(r"^\s+namespace: (\S+)", re.MULTILINE)
_EXAMPLES: Final = re.compile(r"^    examples:\n((?:      - .+\n)+)", re.MULTILINE)
_BAD: Final = (
    "anti-analysis", "collection", "communication/c2", "exploitation", "impact", "lateral-movement",
    "load-code", "malware-family", "persistence", "targeting/automated-teller-machine",
    "host-interaction/process/inject", "host-interaction/uac", "host-interaction/bootloader",
    "host-interaction/firewall/modify", "host-interaction/hardware/keyboard",
)  # fmt: skip
"""Groups of rules that say something bad, rather than how a program was built or what it may do."""


_HEADER: Final = (
    "what",
    "files",
    "with a behaviour",
    "unusual or worse",
    "suspicious or worse",
    "of the kind marked",
)
Marks = Mapping[str, frozenset[str]]
"""Groups of rules by the name of what is an example of them."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was made of one file."""

    name: str
    half: int
    verdict: Verdict
    behaviours: frozenset[str]
    executable: bool
    cpu: float


def run(options: Options) -> Outcome:
    """Look at all samples, and at ordinary programs."""
    store = options.needed("SAMPLES", "a bare git repository of samples")
    bad = marked(options.path("RULES"))
    seen = [looked_at(name, data, half) for name, data, half in samples(store)]
    folder = options.path("ORDINARY")
    ordinary = [looked_at(name, data) for name, data in programs(folder)] if folder else []
    rows = [
        _row(f"{title}, {words}", [one for one in seen if one.half in halves and (every or one.executable)])
        for title, halves in (("both halves", (0, 1)), ("looked at", (0,)), ("only counted", (1,)))
        for words, every in (("everything", True), ("executables", False))
    ]
    told = [one for one in seen if groups_of(one.name, bad)]
    rows += [
        _row(f"{title}, marked as bad", [one for one in told if one.half == half], bad)
        for half, title in enumerate(("looked at", "only counted"))
    ]
    pages = [one for one in seen if _PAGE.search(one.name)]
    rows += [
        _row(f"{title}, pages of servers", [one for one in pages if one.half == half])
        for half, title in enumerate(("looked at", "only counted"))
    ]
    rows.append(_row("ordinary programs of Windows", ordinary))
    return Outcome(
        title="Samples others collected",
        header=_HEADER,
        rows=rows,
        figures={
            "of": len(seen),
            "with_behaviour": _share([bool(one.behaviours) for one in seen]),
            "marked": len(told),
            "marked_with_behaviour": _share([bool(one.behaviours) for one in told]),
            "marked_matching": _share([_matches(one, bad) for one in told]),
            "marked_matching_only_counted": _share([_matches(one, bad) for one in told if one.half]),
            "ordinary": len(ordinary),
            "ordinary_suspicious": _share([one.verdict in _SUSPICIOUS for one in ordinary]),
            "cpu_s_per_file": round(sum(one.cpu for one in seen) / max(1, len(seen)), 3),
        },
        notes=[f"verdicts: {dict(Counter(one.verdict.value for one in seen))}"],
    )


_SUSPICIOUS: Final = frozenset({Verdict.SUSPICIOUS, Verdict.MALICIOUS})


def _row(title: str, seen: list[Seen], bad: Marks | None = None) -> list[str | int | float | None]:
    unusual = sum(one.verdict is not Verdict.BENIGN for one in seen)
    worse = sum(one.verdict in _SUSPICIOUS for one in seen)
    kind = sum(_matches(one, bad) for one in seen) if bad else None
    return [title, len(seen), sum(bool(one.behaviours) for one in seen), unusual, worse, kind]


def _matches(one: Seen, bad: Marks) -> bool:
    """Tell whether a sample shows a behaviour of a kind it is marked with."""
    return matched(groups_of(one.name, bad), one.behaviours) > 0


def _share(told: list[bool]) -> float:
    return round(sum(told) / max(1, len(told)), 4)


def groups_of(name: str, bad: Marks) -> frozenset[str]:
    """Return the groups a sample is an example of, by its name or by the digest that is its name."""
    low = name.lower()
    return bad.get(low, frozenset()) | bad.get(low.rpartition(".")[0], frozenset())


def looked_at(name: str, data: bytes, half: int = 0) -> Seen:
    """Judge one file."""
    start = time.process_time()
    found = examine(name, data, Extras(), Allowance())
    spent = time.process_time() - start
    verdict = found.judgement.verdict
    rules = frozenset(one.rule for one in found.findings)
    return Seen(name, half, verdict, rules, bool(found.executables), spent)


def samples(store: Path) -> Iterator[tuple[str, bytes, int]]:
    """Give the samples of a repository: name, content, and the half it belongs to."""
    listed = _git(store, "ls-tree", "-r", "HEAD").decode("utf-8", "replace").splitlines()
    for line in listed:
        meta, _, path = line.partition("\t")
        name = path.strip('"')
        if not name.endswith(("_", *_BARE)) or " blob " not in meta:
            continue
        ident = meta.split()[2]
        data = _git(store, "cat-file", "blob", ident)
        if 0 < len(data) <= _LARGEST:
            yield name.rpartition("/")[2].rstrip("_"), data, half_of(ident)


def blobs(store: Path, under: str) -> Iterator[tuple[str, bytes]]:
    """Give the files of a folder of a repository that are not empty: path and content."""
    for line in _git(store, "ls-tree", "-r", "HEAD", under).decode("utf-8", "replace").splitlines():
        meta, _, path = line.partition("\t")
        data = _git(store, "cat-file", "blob", meta.split()[2])
        if data:
            yield path.strip('"'), data


def half_of(ident: str) -> int:
    """Return which half a sample belongs to, by what git calls its content."""
    return hashlib.sha256(b"split" + ident.encode()).digest()[0] & 1


def _git(store: Path, *words: str) -> bytes:
    done = subprocess.run(
        ["git", "--git-dir", str(store), *words], capture_output=True, env=_QUIET, check=False
    )
    return done.stdout


def marked(rules: Path | None) -> Marks:
    """Return samples that are an example of a rule about something bad, with the groups of these rules."""
    if rules is None:
        return {}
    found: dict[str, frozenset[str]] = {}
    with tarfile.open(fileobj=io.BytesIO(_git(rules, "archive", "HEAD"))) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.name.endswith(".yml") else None
            if file is not None:
                group, names = examples(file.read().decode("utf-8", "replace"))
                for name in names:
                    found[name] = found.get(name, frozenset()) | {group}
    return found


def examples(text: str) -> tuple[str, set[str]]:
    """Return the group of a rule about something bad, and its examples without the places in them.

    An example is the digest of a file, or the name of one, of which only the mark behind it is left out.
    """
    group, listed = _NAMESPACE.search(text), _EXAMPLES.search(text)
    if group is None or listed is None or not group[1].startswith(_BAD):
        return "", set()
    names = (line.strip().removeprefix("- ").partition(":")[0].strip() for line in listed[1].splitlines())
    return group[1].rstrip("/"), {_named(one.lower()) for one in names}


def _named(example: str) -> str:
    digest = _DIGEST.match(example)
    return digest[0] if digest is not None else example.rstrip("_")


def programs(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Give the programs for Windows in packages, each once, and no more than some of one package."""
    known: set[bytes] = set()
    for path in sorted(folder.rglob("*")):
        count = 0
        for name, data in _packed(path):
            digest = hashlib.sha256(data).digest()
            if data[:2] == b"MZ" and digest not in known and count < _A_PACKAGE:
                known.add(digest)
                count += 1
                yield f"{path.name}:{name.rpartition('/')[2]}", data


def _packed(path: Path) -> Iterator[tuple[str, bytes]]:
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as wheel:
            for one in wheel.infolist():
                if one.filename.lower().endswith(_ENDS) and one.file_size <= _LARGEST:
                    yield one.filename, wheel.read(one)
    elif path.suffix == ".tgz":
        with tarfile.open(path) as archive:
            for member in archive:
                file = archive.extractfile(member) if member.name.lower().endswith(_ENDS) else None
                if file is not None and member.size <= _LARGEST:
                    yield member.name, file.read()
