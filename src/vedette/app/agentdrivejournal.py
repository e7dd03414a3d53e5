"""The journal of one run of an agent: what it wished for and what it got, on disk before it is used.

JSON lines with the attribute names of OpenTelemetry's conventions for generative AI, so that it is a trace as
well. Kept by one process at a time; a line the end of a process cut in two is taken away when the next one
opens it.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import Any, Final, Self

import msgspec
from msgspec import Struct

from vedette.app.agentdrivebudget import Spent
from vedette.core.errors import BadInput

_READ_MAX: Final = 1 << 30
NOTHING: Final = msgspec.Raw(b"")
NAMES: Final = {
    "operation": "gen_ai.operation.name",
    "agent": "gen_ai.agent.name",
    "asked_of": "gen_ai.request.model",
    "most": "gen_ai.request.max_tokens",
    "temperature": "gen_ai.request.temperature",
    "messages": "gen_ai.input.messages",
    "model": "gen_ai.response.model",
    "finished": "gen_ai.response.finish_reasons",
    "prompt_tokens": "gen_ai.usage.input_tokens",
    "completion_tokens": "gen_ai.usage.output_tokens",
}


class Entry(Struct, frozen=True, kw_only=True, omit_defaults=True, rename=NAMES):
    """One line. Which of its fields are filled in depends on its phase."""

    n: int
    """The step of the run, from 1; 0 of what is about the whole run."""
    phase: str
    """began, sent, answered, diverged, ended."""
    at: str = ""
    """RFC 3339, UTC."""
    run: str = ""
    """Of the first: what tells this run from all others."""
    kind: str = ""
    """What was wished for: consult, rescan, execute, read, noted."""
    effect: str = ""
    """sha256: of what exactly was wished for."""
    what: str = ""
    """The same in a few words, where that is not in other fields."""
    call: str = ""
    """Of a call that costs something: the name under which it is held back on accounts."""
    used: Spent | None = None
    """Of a step that was answered: what it is charged. Of one that was sent: its estimate, which it is
    charged when no answer comes."""
    type: str = ""
    """What the answer is."""
    answer: msgspec.Raw = NOTHING
    """JSON; empty where there is none."""
    answer_digest: str = ""
    """Of one too long to keep: it is made again, and has to be the same."""
    operation: str = ""
    agent: str = ""
    asked_of: str = ""
    most: int = 0
    temperature: float | None = None
    messages: Any = None
    model: str = ""
    finished: tuple[str, ...] = ()
    prompt_tokens: int = 0
    completion_tokens: int = 0


class Journal:
    """All entries of one run, the earlier ones first; without a path it is kept in memory only."""

    def __init__(self, path: Path | None = None) -> None:
        """Open a journal, or begin one; only this user can read it, for it holds what was asked.

        Raises:
            BadInput: another process keeps it, or it is no journal.

        """
        self.path = path
        self._file = -1
        self.entries: list[Entry] = []
        if path is not None:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
            try:
                self._lock(path)
                self.entries = self._mended(path)
            except BaseException:
                self.close()
                raise

    def append(self, entry: Entry) -> None:
        """Write an entry down; it is on disk when this returns."""
        if self._file >= 0:
            line = memoryview(msgspec.json.encode(entry) + b"\n")
            while line:
                line = line[os.write(self._file, line) :]
            os.fsync(self._file)
        self.entries.append(entry)

    def close(self) -> None:
        """Let another process take the run up."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def run(self) -> str:
        """What tells this run from all others; empty before it began."""
        return self.entries[0].run if self.entries else ""

    @property
    def ended(self) -> bool:
        """Whether the run came to its end."""
        return bool(self.entries) and self.entries[-1].phase == "ended"

    def _lock(self, path: Path) -> None:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BadInput(
                f"{path.name}: this run is under way in another process", hint="wait for it, or stop it"
            ) from error

    def _mended(self, path: Path) -> list[Entry]:
        """Read all whole lines, and take away what the last process did not finish writing."""
        with os.fdopen(os.dup(self._file), "rb") as file:
            file.seek(0)
            data = file.read(_READ_MAX)
        whole = data.rfind(b"\n") + 1
        entries = read_entries(data[:whole], path.name)
        if whole < len(data):
            os.ftruncate(self._file, whole)
            os.fsync(self._file)
        return entries


def read_entries(data: bytes, name: str) -> list[Entry]:
    """Read the lines of a journal.

    Raises:
        BadInput: one of them is no entry.

    """
    found: list[Entry] = []
    decoder = msgspec.json.Decoder(Entry)
    for number, line in enumerate(data.splitlines(), 1):
        try:
            found.append(decoder.decode(line))
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise BadInput(
                f"{name}:{number}: not a line of a journal: {error}",
                hint="move it away: the run then begins anew",
            ) from error
    return found
