"""Actions on disk: one file each, one event a line, on the disk before anything rests on it.

A line that was cut off when we were killed is as if it had never been written; nothing was done for it yet.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from vedette.app.clock import Clock
from vedette.core.actions import Action, ActionState
from vedette.core.digest import sha256
from vedette.core.errors import BadInput, Unavailable, VedetteError
from vedette.core.limits import MIB
from vedette.respond.actions.record import folded
from vedette.respond.events import Event, What

Mirror = Callable[[str, Sequence[Event]], str]
"""Takes events of an action to the incident it belongs to, and returns that one's whole id; the same once
more changes nothing there."""
_ID: Final = re.compile(r"[nswc]-[0-9a-f]{12}(-[0-9]{1,6})?")
_FILE_MOST: Final = 64 * MIB
_WAIT_S: Final = 30.0
_TICK_S: Final = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """Whose doing an event is, and by which decision."""

    by: str
    decision: str


def unmirrored(incident: str, _: Sequence[Event]) -> str:
    """Take events nowhere else."""
    return incident


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The folder of actions."""

    folder: Path
    clock: Clock
    mirror: Mirror = unmirrored

    def at(self) -> str:
        """Return the time as it is written down."""
        return self.clock.now().strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def ids(self) -> tuple[str, ...]:
        """Return the ids of all actions."""
        return tuple(sorted(one.stem for one in self.folder.glob("*.jsonl") if _ID.fullmatch(one.stem)))

    def events(self, name: str) -> tuple[Event, ...]:
        """Return the events of an action.

        Raises:
            BadInput: there is none of that id, or its file is not one of ours.

        """
        data = self._read(name)
        lines = data[: data.rfind(b"\n") + 1].splitlines()
        try:
            return tuple(msgspec.json.decode(line, type=Event) for line in lines)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise BadInput(
                f"{self._path(name)}: not as it was written", hint="put it back from a backup"
            ) from error

    def action(self, name: str) -> Action:
        """Return an action as it stands.

        Raises:
            BadInput: there is none of that id.

        """
        found = folded(self.events(name))
        if found is None:
            raise BadInput(f"there is no action {name}", hint="vedette act show lists them")
        return found

    def incident(self, name: str) -> str:
        """Return the incident an action belongs to; empty: none."""
        events = self.events(name)
        return events[0].incident if events else ""

    def seal(self, name: str) -> str:
        """Return the digest of all that is written down of an action: in the ledger it seals every step."""
        return sha256(self._read(name))

    def has(self, name: str) -> bool:
        """Whether there is an action of that id."""
        return self._path(name).exists()

    def waits(self, name: str) -> bool:
        """Whether an action is planned, and neither run nor dropped."""
        try:
            return self.action(name).state in {ActionState.PROPOSED, ActionState.TRIED}
        except BadInput:  # a break left a file without a plan, or it was damaged
            return False

    def append(self, name: str, incident: str, hand: Hand, *whats: What) -> None:
        """Write down what happened; it is on the disk when this returns.

        The incident is told as well. Whether it can be now makes no difference to what is under way: what
        it did not get it gets with `mirrored`.

        Raises:
            Unavailable: it cannot be written, and then nothing may be done.

        """
        made = tuple(
            Event(
                id=secrets.token_hex(16),
                incident=incident,
                at=self.at(),
                by=hand.by,
                decision=hand.decision,
                what=what,
            )
            for what in whats
        )
        self._write(name, b"".join(msgspec.json.encode(one) + b"\n" for one in made))
        if incident:
            with contextlib.suppress(VedetteError):
                self.mirror(incident, made)

    def mirrored(self, name: str) -> None:
        """Take all events of an action to its incident once more: some may not have got there.

        Raises:
            VedetteError: there is no such incident, or it cannot be reached.

        """
        events = self.events(name)
        if events and events[0].incident:
            self.mirror(events[0].incident, events)

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Act alone: two actions at once could each undo what the other rests on.

        Raises:
            Unavailable: another action does not come to an end.

        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.folder / "lock").open("a") as lock:
            _wait(lock.fileno())
            yield

    def _path(self, name: str) -> Path:
        if not _ID.fullmatch(name):
            raise BadInput(
                f"{name[:60]!r} is no id of an action", hint="like s-0123456789ab; vedette act show"
            )
        return self.folder / f"{name}.jsonl"

    def _read(self, name: str) -> bytes:
        path = self._path(name)
        try:
            with path.open("rb") as file:
                data = file.read(_FILE_MOST + 1)
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise Unavailable(f"{path}: {error.strerror}", hint="look at the data folder") from error
        if len(data) > _FILE_MOST:
            raise BadInput(f"{path}: larger than any action", hint="put it back from a backup")
        return data

    def _write(self, name: str, lines: bytes) -> None:
        path = self._path(name)
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            fresh = not path.exists()
            with path.open("ab+") as file:
                path.chmod(0o600)
                file.seek(0)
                file.truncate(file.read(_FILE_MOST).rfind(b"\n") + 1)  # what a break cut off
                file.write(lines)
                file.flush()
                os.fsync(file.fileno())
            if fresh:
                _settle(self.folder)
        except OSError as error:
            raise Unavailable(
                f"{path}: {error.strerror}", hint="make room: nothing is done that cannot be written down"
            ) from error


def _settle(folder: Path) -> None:
    """Make a new name in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _wait(handle: int) -> None:
    until = time.monotonic() + _WAIT_S
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise Unavailable("another action is still running", hint="try again when it ended") from None
            time.sleep(_TICK_S)
        else:
            return
