"""Ransomware: files changed in many folders at once, notes left, copies deleted that would bring them back.

Formulas, each for a program on a host within ten minutes. *Renamed*: 50 files and more in ten folders and
more were written or renamed to one ending that is no ordinary one, or that was put behind another
(`report.docx.abc`), and make up half of all it touched. *Notes*: a file of one name that asks to be read
(readme, recover, decrypt, restore, how to, files) was written in ten folders and more. *Shadow copies*: a
command that deletes them, the backup catalogue, or recovery. Any two of the three on one host within an
hour are critical; files renamed alone high; shadow copies alone medium. ATT&CK T1486, T1490; the figures
are ours, from one folder's worth of files a few seconds for all known families.

Controls: ordinary endings, those of archives, backups, logs, packages and builds, and a program that only
reads or deletes do not count; package managers write one name into many folders, but none that asks for
decryption.

Order of files does not matter. Bounds: 20,000 programs and times, 64 folders and 16 endings each; the
least active go.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final
from zlib import crc32

from msgspec import Struct

from vedette.hunt.actions import FILE_RENAME, FILE_WRITE, PROCESS_START, SCRIPT
from vedette.hunt.event import Event
from vedette.hunt.instants import MINUTE
from vedette.hunt.patterns.bounded import Shelf, reread, written
from vedette.hunt.patterns.files.endings import ORDINARY, deletes_copies, is_note, is_ordinary
from vedette.hunt.patterns.files.takings import FOLDERS_KEPT, Burst, Deed, Taking, signal, taking
from vedette.hunt.patterns.places import Fields
from vedette.hunt.signal import Signal

BURSTS: Final = 20_000
DEEDS: Final = 1_000
_SLOT: Final = 10 * MINUTE
_ENDINGS_KEPT: Final = 16
_NOTES_KEPT: Final = 8
_SPOTS: Final = 4
_NAME_MAX: Final = 260


class _State(Struct):
    bursts: dict[tuple[str, str, int], Burst]
    deeds: dict[str, list[Deed]]


class Ransomware:
    """Sees files written and renamed, and commands."""

    name = "ransomware"
    actions = frozenset({FILE_WRITE, FILE_RENAME, PROCESS_START, SCRIPT})

    def __init__(self) -> None:
        self._bursts: Shelf[tuple[str, str, int], Burst] = Shelf(BURSTS, lambda burst: burst.count)
        self._deeds: dict[str, list[Deed]] = {}
        self._full = 0
        self._fields = Fields()

    def see(self, event: Event) -> None:
        """Take one in."""
        if event.action in {PROCESS_START, SCRIPT}:
            self._command(event)
            return
        file, time = event.file, event.time
        if file is None or time is None:
            return
        program = (event.process or str(event.process_id or ""))[-_NAME_MAX:]
        key = (event.host or "", program, time // _SLOT)
        burst = self._bursts.get(key) or self._bursts.put(key, Burst(first=time, last=time))
        burst.count += 1
        burst.first, burst.last = min(burst.first, time), max(burst.last, time)
        folder, _, name = file.replace("\\", "/").rpartition("/")
        place = crc32(folder.encode("utf-8", "replace"))
        if len(burst.folders) < FOLDERS_KEPT:
            burst.folders.add(place)
        self._name(burst, name[-_NAME_MAX:].lower(), place)
        if len(burst.spots) < _SPOTS:
            burst.spots.append(self._fields.spot(event, file, "file"))

    def _name(self, burst: Burst, name: str, place: int) -> None:
        stem, dot, ending = name.rpartition(".")
        if dot and not is_ordinary(ending):
            if ending in burst.endings or len(burst.endings) < _ENDINGS_KEPT:
                burst.endings[ending] = burst.endings.get(ending, 0) + 1
            burst.behind += "." in stem and stem.rpartition(".")[2] in ORDINARY
        elif is_note(name) and (name in burst.notes or len(burst.notes) < _NOTES_KEPT):
            folders = burst.notes.setdefault(name, set())
            if len(folders) < FOLDERS_KEPT:
                folders.add(place)

    def _command(self, event: Event) -> None:
        text = event.command_line or event.message
        if text is None or not deletes_copies(text):
            return
        if sum(len(one) for one in self._deeds.values()) >= DEEDS:
            self._full += 1
            return
        column = "command_line" if event.command_line else "message"
        deed = Deed(event.time or 0, event.user or "", text[:300], self._fields.spot(event, text, column))
        self._deeds.setdefault(event.host or "", []).append(deed)

    def signals(self) -> Iterator[Signal]:
        """Say where files are taken hostage."""
        found: dict[str, list[Taking]] = defaultdict(list)
        for (host, process, _), burst in sorted(self._bursts.items()):
            one = taking(process, burst)
            if one is not None:
                found[host].append(one)
        for host in sorted(found.keys() | self._deeds.keys()):
            yield signal(host, found[host], self._deeds.get(host, []))

    def bounds(self) -> Iterator[str]:
        """Say what was forgotten."""
        if self._bursts.dropped:
            yield f"{self._bursts.dropped:,} of the smallest bursts of files written were forgotten"
        if self._full:
            yield f"{self._full:,} more commands that delete copies were not kept"

    def save(self) -> bytes:
        """Write down what was seen."""
        return written(_State(self._bursts, self._deeds))

    def restore(self, saved: bytes) -> None:
        """Take up what `save` wrote.

        Raises:
            BadInput: it is not that.

        """
        state = reread(_State, saved, self.name)
        self._bursts.update(list(state.bursts.items())[:BURSTS])
        self._deeds.update(list(state.deeds.items())[:DEEDS])
