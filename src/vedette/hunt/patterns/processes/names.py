"""Masquerading: system programs in foreign folders, names one letter off, names that deceive.

Formulas: a name of Windows' own programs in a folder Windows does not keep it in; a name at an edit
distance (optimal string alignment: one letter added, left out, changed, or two swapped) of 1 from one with
at least six letters, or equal to one when look-alike letters are read as what they look like; a document's
ending before `.exe`; a right-to-left mark. ATT&CK T1036.005, .002, .007.

Controls: names near those of the system that are programs of their own (a list), names that are merely
near and lie under Program Files, and paths without a folder say nothing; shadow folders of updates are
Windows' own.

Order of files does not matter. Bounds: 20,000 paths are remembered, 2,000 cases kept.

"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final, NamedTuple

from msgspec import Struct

from vedette.core.attacks import Entity, EntityKind
from vedette.core.levels import Confidence, Severity
from vedette.hunt.actions import PROCESS_START
from vedette.hunt.event import Event
from vedette.hunt.patterns.bounded import reread, written
from vedette.hunt.patterns.places import Fields, Spot, kept, places
from vedette.hunt.patterns.speech import plain, quoted
from vedette.hunt.signal import Signal

PATHS: Final = 20_000
CASES: Final = 2_000
_SPOTS: Final = 4
_LONGEST: Final = 1_024
_NEAR_MIN: Final = 6

_SYSTEM32: Final = frozenset(
    [
        "svchost",
        "lsass",
        "csrss",
        "smss",
        "services",
        "winlogon",
        "wininit",
        "spoolsv",
        "taskhostw",
        "taskhost",
        "dllhost",
        "conhost",
        "rundll32",
        "regsvr32",
        "lsaiso",
        "lsm",
        "userinit",
        "ctfmon",
        "dwm",
        "fontdrvhost",
        "sihost",
        "runtimebroker",
        "wmiprvse",
        "searchindexer",
        "cmd",
        "powershell",
        "certutil",
        "mshta",
        "wscript",
        "cscript",
        "msiexec",
        "schtasks",
        "sc",
        "net",
        "net1",
        "reg",
        "whoami",
        "werfault",
        "audiodg",
        "logonui",
        "taskmgr",
        "mmc",
        "wuauclt",
        "bitsadmin",
        "vssadmin",
    ]
)
_WINDOWS: Final = frozenset({"explorer", "regedit", "notepad", "hh", "splwow64", "winhlp32"})
_FOLDERS: Final = re.compile(
    r"^(?:(?:\\\\\?\\|\\\?\?\\)?[a-z]:|\\device\\\w+|\\\\[\w.-]+\\\w+\$)?"
    r"\\?(?:(?:windows|winnt|\$windows\.~\w+(?:\\[^\\]+)*|windows\.old\\windows|windows10upgrade)\\)?"
    r"(?:%?systemroot%?\\|%windir%\\)?"
    r"(?:system32|syswow64|sysnative|sysarm32|winsxs|servicing|softwaredistribution|systemapps"
    r"|immersivecontrolpanel|uus|ccm|prefetch|wbem|microsoft\.net)(?:\\|$)"
    r"|^[a-z]:\\program files(?: \(x86\))?\\(?:powershell|windows defender|microsoft)"
)
_PLAIN_WINDOWS: Final = re.compile(r"\\(?:windows|winnt)\\?$")
_OWN: Final = frozenset(
    [
        "service",
        "taskhostex",
        "taskhost",
        "taskhostw",
        "dllhst3g",
        "rundll",
        "lsaiso",
        "conhostv2",
        "svchosts_",
        "winlogin_",
        "explorer",
        "iexplore",
        "searchindex",
        "wmiprvsd",
        "regsvr",
        "msiexe_",
        "notepad2",
        "services64_",
        "hostsvc",
    ]
)
_DOUBLE = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|jpe?g|png|gif|txt|rtf|zip|mp[34]|html?)\s*\.(?:exe"
    r"|scr|com|pif|bat|cmd|js|vbs|lnk)$"
)
_MARKS: Final = ("\u202e", "\u202d", "\u2066", "\u2067")
_LOOKS: Final = str.maketrans(
    "0135|\u0430\u0435\u043e\u0440\u0441\u0445\u0455\u0456\u0501\u04bb\u03bd\u0131", "olesl" + "aeopcxsidhvi"
)


class Verdict(NamedTuple):
    """What is wrong with a path."""

    sort: str
    words: str
    like: str
    """The name it stands for."""
    sure: bool


class Case(Struct):
    """A path on a host."""

    path: str
    host: str
    verdict: Verdict
    count: int = 0
    first: int | None = None
    last: int | None = None
    users: list[str] = []
    spots: list[Spot] = []


class _State(Struct):
    cases: dict[tuple[str, str], Case]


class Masquerading:
    """Sees programs that start."""

    name = "masquerading"
    actions = frozenset({PROCESS_START})

    def __init__(self) -> None:
        self._known: dict[str, Verdict | None] = {}
        self._cases: dict[tuple[str, str], Case] = {}
        self._full = 0
        self._fields = Fields()

    def see(self, event: Event) -> None:
        """Take one in."""
        path = event.process
        if path is None or len(path) > _LONGEST:
            return
        try:
            verdict = self._known[path]
        except KeyError:
            verdict = self._learn(path)
        if verdict is not None:
            self._keep(path, verdict, event)

    def _learn(self, path: str) -> Verdict | None:
        if len(self._known) >= PATHS:
            self._known.clear()
        self._known[path] = judge(path)
        return self._known[path]

    def _keep(self, path: str, verdict: Verdict, event: Event) -> None:
        key = (event.host or "", path.lower())
        case = self._cases.get(key)
        if case is None:
            if len(self._cases) >= CASES:
                self._full += 1
                return
            case = self._cases[key] = Case(path, key[0], verdict)
        case.count += 1
        time = event.time
        if time is not None:
            case.first = time if case.first is None else min(case.first, time)
            case.last = time if case.last is None else max(case.last, time)
        if event.user and event.user not in case.users and len(case.users) < _SPOTS:
            case.users.append(event.user)
        if len(case.spots) < _SPOTS:
            kept(case.spots, self._fields.spot(event, path, "process"))

    def signals(self) -> Iterator[Signal]:
        """Say which programs are not what they call themselves."""
        for case in self._cases.values():
            yield _signal(case)

    def bounds(self) -> Iterator[str]:
        """Say what was not kept."""
        if self._full:
            yield f"{self._full:,} more starts of programs under false names were not kept"

    def save(self) -> bytes:
        """Write down what was seen."""
        return written(_State(self._cases))

    def restore(self, saved: bytes) -> None:
        """Take up what `save` wrote.

        Raises:
            BadInput: it is not that.

        """
        self._cases.update(list(reread(_State, saved, self.name).cases.items())[:CASES])


def judge(path: str) -> Verdict | None:
    """Say what is wrong with a path; None of most."""
    lowered = path.lower()
    if any(mark in path for mark in _MARKS):
        return Verdict("marks", "its name is written from right to left", "", sure=True)
    if _DOUBLE.search(lowered):
        return Verdict("ending", "its name ends like a document before it ends like a program", "", sure=True)
    folder, slash, name = lowered.replace("/", "\\").rpartition("\\")
    if not slash or not name.endswith(".exe"):
        return None
    stem = name.removesuffix(".exe").strip()
    if stem in _SYSTEM32 or stem in _WINDOWS:
        return _of_folder(folder, stem)
    return _of_name(folder, stem)


def _of_folder(folder: str, stem: str) -> Verdict | None:
    if _FOLDERS.search(folder + "\\") or (stem in _WINDOWS and _PLAIN_WINDOWS.search(folder)):
        return None
    if "\\" not in folder and ":" not in folder:
        return None
    return Verdict("folder", f"{stem} does not lie there", stem, sure=True)


def _of_name(folder: str, stem: str) -> Verdict | None:
    if stem in _OWN or len(stem) < _NEAR_MIN - 1:
        return None
    looks = unicodedata.normalize("NFKC", stem).translate(_LOOKS).replace("rn", "m").replace("vv", "w")
    if looks != stem and (looks in _SYSTEM32 or looks in _WINDOWS):
        return Verdict("letters", f"its letters look like {looks}", looks, sure=True)
    if "\\program files" in folder:
        return None
    for like in (*_SYSTEM32, *_WINDOWS):
        if len(like) >= _NEAR_MIN and abs(len(like) - len(stem)) <= 1 and one_apart(stem, like):
            return Verdict("near", f"its name is one letter off {like}", like, sure=False)
    return None


def one_apart(one: str, other: str) -> bool:
    """Whether one letter added, left out or changed, or two neighbours swapped, make one name the other."""
    if one == other:
        return False
    if len(one) > len(other):
        one, other = other, one
    at = next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    if len(one) < len(other):
        return one[at:] == other[at + 1 :]
    if one[at + 1 :] == other[at + 1 :]:
        return True
    return one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]


def _signal(case: Case) -> Signal:
    verdict = case.verdict
    technique = {"folder": "T1036.005", "letters": "T1036.005", "near": "T1036.005", "marks": "T1036.002"}
    name = case.path.replace("/", "\\").rpartition("\\")[2].lower()
    return Signal(
        rule="pattern:masquerading",
        title="A program under a false name",
        message=plain(
            f"On {case.host or 'a host'} {quoted(case.path, 200)} ran {case.count:,} time"
            f"{'s' if case.count > 1 else ''}:"
            f" {verdict.words}."
        ),
        severity=Severity.HIGH if verdict.sure else Severity.MEDIUM,
        confidence=Confidence.LIKELY if verdict.sure else Confidence.POSSIBLE,
        reason=f"{verdict.words.capitalize()}.",
        techniques=(technique.get(verdict.sort, "T1036.007"),),
        first=case.first,
        last=case.last,
        count=case.count,
        actors=(
            Entity(EntityKind.PROCESS, name),
            *(Entity(EntityKind.USER, user) for user in case.users if user[-1:] != "$"),
        ),
        targets=(Entity(EntityKind.HOST, case.host),) if case.host else (),
        places=places(case.spots),
        numbers={"times": case.count, "sort": verdict.sort, "like": verdict.like},
        benign="a portable copy of a system program, or a program that happens to have such a name",
        remedy="Compare the file's signature and hash with those of the real one.",
    )
