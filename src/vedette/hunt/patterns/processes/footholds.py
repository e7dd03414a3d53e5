"""Footholds: a program out of a download or temporary folder that talks out and hands somebody a shell.

Formula: on one host, a program that lies where people and browsers put files (`is_loose`) opened a
connection, and started an interactive shell: one without a command to run. That is somebody sitting at the
other end. With such a program, two more things are told apart: it *fetched* a program (wrote an executable
file it then ran), and it *sent* data (1 MB and twice what came back, over the very channel it talks on; of
a capture that holds one side only, a thousand packets back, five a second and more, are a weak sign).
A program that fetched another and talks to no usual port says so weakly even without a shell.
That a person opened it (out of a file manager, browser, mail or archive) is said by T1204.002.
ATT&CK T1059, T1571 or T1071, T1105, T1041.

Controls: where programs are installed nothing is looked at, so terminals and editors are not; installers run
commands and give nobody a shell; what talks to no port or only listens is none. Records of the network are
joined by source address, address and port: by what the host itself says of its connection.

Order of files does not matter. Bounds: 5,000 programs by host, with 8 channels, 4 shells and 32 files each;
20,000 conversations that sent much.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, TypeAlias

from msgspec import Struct

from vedette.hunt.actions import CONNECTION, FILE_WRITE, PROCESS_START
from vedette.hunt.event import Event
from vedette.hunt.patterns.bounded import Shelf, reread, sensible, written
from vedette.hunt.patterns.pairs import port
from vedette.hunt.patterns.places import Fields, Spot, kept
from vedette.hunt.patterns.processes.channels import Channel, Sent, sent_by
from vedette.hunt.patterns.processes.questions import arguments
from vedette.hunt.patterns.processes.roles import base
from vedette.hunt.patterns.processes.seats import Seat, signals_of
from vedette.hunt.signal import Signal

PROGRAMS: Final = 5_000
CONVERSATIONS: Final = 20_000
_CHANNELS: Final = 8
_FILES: Final = 32
_SPOTS: Final = 4
_PATHS: Final = 20_000
_LONGEST: Final = 1_024

_LOOSE: Final = re.compile(
    r"\\users\\[^\\]+\\(?:downloads|desktop|documents|pictures|music|videos|onedrive[^\\]*)\\"
    r"|\\users\\[^\\]+\\appdata\\local\\temp\\|\\users\\[^\\]+\\appdata\\(?:local|roaming)\\[^\\]+$"
    r"|\\users\\[^\\]+\\[^\\]+$|\\users\\(?:public|default)\\|\\(?:windows\\)?(?:temp|tmp|perflogs)\\"
    r"|\\programdata\\[^\\]+$|\\\$recycle\.bin\\|\\windows\\(?:tasks|debug|tracing|addins)\\"
    r"|^[a-z]:\\[^\\]+$|^/(?:tmp|var/tmp|dev/shm|run/shm)/|^/home/[^/]+/(?:downloads|desktop)/"
)
_SHELL: Final = frozenset({"cmd", "powershell", "pwsh", "bash", "sh", "dash", "zsh", "ksh", "ash"})
_OPENERS: Final = frozenset(
    {
        "explorer",
        "chrome",
        "firefox",
        "msedge",
        "iexplore",
        "brave",
        "opera",
        "outlook",
        "thunderbird",
        "teams",
    }
    | {"winrar", "7zfm", "winzip64", "nautilus", "dolphin", "thunar"}
)
"""Through which people open what they downloaded or were sent."""
_WAITS: Final = re.compile(
    r"(?:\s|/[qkda]\b|/[ef]:o(?:n|ff)|[-/](?:i|l|il|li|login|noexit|noe|nologo|nol|noprofile|nop|norc|interactive|sta"
    r"|noninteractive|noni)\b"
    r"|[-/](?:w|windowstyle|ep|ex|exec|executionpolicy)\s+\w+)*\Z",
    re.IGNORECASE,
)
"""All that may stand behind a shell that waits for what somebody types."""
_RUNS: Final = re.compile(r"\.(?:exe|dll|scr|sys|com|ps1|bat|cmd|vbs|js|hta|elf|so)\Z", re.IGNORECASE)
_Key: TypeAlias = tuple[str, str]


class _State(Struct):
    seats: dict[_Key, Seat]
    sent: dict[Channel, Sent]


class Footholds:
    """Sees programs that start, write files and talk, and what the network says of it."""

    name = "footholds"
    actions = frozenset({PROCESS_START, CONNECTION, FILE_WRITE})

    def __init__(self) -> None:
        self._seats: Shelf[_Key, Seat] = Shelf(PROGRAMS, Seat.weight)
        self._sent: Shelf[Channel, Sent] = Shelf(CONVERSATIONS, lambda sent: sent.weight())
        self._loose: dict[str, str] = {}
        """Path -> base name, of loose programs; nothing for others."""
        self._fields = Fields()

    def see(self, event: Event) -> None:
        """Take one in."""
        if event.action == PROCESS_START:
            self._started(event)
        elif event.process is None:
            self._measured(event)
        elif name := self._name(event.process):
            if event.action == CONNECTION:
                self._talked(event, name)
            else:
                self._wrote(event, name)

    def _name(self, path: str) -> str:
        known = self._loose.get(path)
        if known is None:
            if len(self._loose) >= _PATHS:
                self._loose.clear()
            known = base(path) if len(path) <= _LONGEST and is_loose(path) else ""
            self._loose[path] = known
        return known

    def _seat(self, event: Event, name: str, path: str) -> Seat:
        key = (event.host or "", name)
        seat = self._seats.get(key)
        if seat is None:
            seat = self._seats.put(key, Seat(key[0], path))
        seat.path = min(seat.path, path)
        if event.user and event.user not in seat.users and len(seat.users) < _SPOTS:
            seat.users.append(event.user)
        return seat

    def _started(self, event: Event) -> None:
        child, parent = event.process, event.parent
        if child is None or parent is None:
            return
        if base(parent) in _OPENERS and (opened := self._name(child)):
            self._seat(event, opened, child).opened = True
        if name := self._name(parent):
            command = event.command_line or ""
            seat = self._seat(event, name, parent)
            _note(seat.ran, base(child), sensible(event.time))
            if base(child) in _SHELL and waits(command):
                column = "command_line" if command else "process"
                kept(seat.shells, self._spot(event, command or child, column), _SPOTS)

    def _talked(self, event: Event, name: str) -> None:
        if event.destination_ip is None or _listens(event):
            return
        seat = self._seat(event, name, event.process or "")
        channel = (event.source_ip or "", event.destination_ip, port(event.destination_port))
        if channel in seat.channels or len(seat.channels) < _CHANNELS:
            time = sensible(event.time)
            first, last = seat.channels.get(channel, (time, time))
            seat.channels[channel] = (min(first, time), max(last, time))
            kept(seat.talks, self._spot(event, event.destination_ip, "destination_ip"), _SPOTS)

    def _wrote(self, event: Event, name: str) -> None:
        if event.file is None or not _RUNS.search(event.file):
            return
        seat = self._seat(event, name, event.process or "")
        file = base(event.file)
        if file in seat.wrote or len(seat.wrote) < _FILES:
            spot = self._spot(event, event.file, "file")
            seat.wrote[file] = min(spot, seat.wrote.get(file, spot))

    def _measured(self, event: Event) -> None:
        found = sent_by(event)
        if found is None:
            return
        channel, sent = found
        known = self._sent.get(channel)
        if known is None:
            known = self._sent.put(channel, Sent())
        known.add(sent, self._spot(event, channel[1], "destination_ip"))

    def _spot(self, event: Event, value: str, column: str) -> Spot:
        return self._fields.spot(event, value, column)

    def signals(self) -> Iterator[Signal]:
        """Say who holds a foothold, what they fetched and what they sent."""
        for seat in self._seats.values():
            sent = {channel: self._sent[channel] for channel in seat.channels if channel in self._sent}
            yield from signals_of(seat, sent)

    def bounds(self) -> Iterator[str]:
        """Say what was forgotten."""
        if self._seats.dropped:
            yield f"{self._seats.dropped:,} programs that did least were forgotten"
        if self._sent.dropped:
            yield f"{self._sent.dropped:,} conversations that sent least were forgotten"

    def save(self) -> bytes:
        """Write down what was seen."""
        return written(_State(self._seats, self._sent))

    def restore(self, saved: bytes) -> None:
        """Take up what `save` wrote.

        Raises:
            BadInput: it is not that.

        """
        state = reread(_State, saved, self.name)
        self._seats.update(list(state.seats.items())[:PROGRAMS])
        self._sent.update(list(state.sent.items())[:CONVERSATIONS])


def is_loose(path: str) -> bool:
    """Whether a program lies where people and browsers put files, not where programs are installed."""
    return _LOOSE.search(path.lower()) is not None


def waits(command: str) -> bool:
    """Whether a shell's command line gives it nothing to run, so that it waits for what somebody types."""
    return _WAITS.match(arguments(command)) is not None


def _note(ran: dict[str, int], name: str, time: int) -> None:
    if name in ran or len(ran) < _FILES:
        ran[name] = max(ran.get(name, 0), time)


def _listens(event: Event) -> bool:
    """Whether the program was talked to, and did not open the connection itself."""
    fields = event.fields
    if str(fields.get("Initiated", "")).lower() == "false":
        return True
    return str(fields.get("Direction", "")).lower() in {"%%14592", "inbound"}
