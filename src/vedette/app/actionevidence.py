"""Evidence of a machine kept in files: what each program said, with digests, for the locker."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from vedette.app.clock import Clock
from vedette.core.digest import sha256
from vedette.core.errors import BadInput, Unavailable, VedetteError
from vedette.core.incidents import Piece
from vedette.respond.actions.local import EVIDENCE
from vedette.respond.actions.moves import Outcome
from vedette.sandbox.responding import Responding

MANIFEST: Final = "manifest.json"


class Kept(Struct, frozen=True, kw_only=True):
    """One file of evidence."""

    file: str
    command: str
    at: str
    size: int
    digest: str
    ended: int
    """How the program ended: 0 is well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Runs programs that only look, and keeps what they say."""

    responding: Responding
    clock: Clock

    def keep(self, folder: Path, commands: Sequence[str]) -> Outcome:
        """Keep what each says; what this machine cannot say is named, and stops nothing.

        Raises:
            BadInput: a command is none of those.
            Unavailable: nothing can be written there.

        """
        if strange := [one for one in commands if one not in EVIDENCE]:
            raise BadInput(f"{strange[0][:60]!r} is no evidence", hint="this is a fault of ours")
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            kept, missing = self._all(folder, commands)
            manifest = msgspec.json.format(msgspec.json.encode(kept), indent=2)
            _write(folder / MANIFEST, manifest + b"\n")
        except OSError as error:
            raise Unavailable(f"{folder}: {error.strerror}", hint="make room for evidence") from error
        without = f"; without {', '.join(missing)}" if missing else ""
        return Outcome(ok=bool(kept), said=f"{len(kept)} files in {folder}, {sha256(manifest)}{without}")

    def _all(self, folder: Path, commands: Sequence[str]) -> tuple[list[Kept], list[str]]:
        kept, missing = [], []
        for number, command in enumerate(commands, 1):
            try:
                ran = self.responding.program(command.split())
            except VedetteError:
                missing.append(command)
                continue
            name = f"{number:02}-{command.split()[0]}.txt"
            _write(folder / name, ran.out)
            kept.append(
                Kept(
                    file=name,
                    command=command,
                    at=self.clock.now().strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
                    size=len(ran.out),
                    digest=sha256(ran.out),
                    ended=ran.code,
                )
            )
        return kept, missing


def pieces(folder: Path, action: str) -> Iterator[Piece]:
    """Return what was kept as pieces for a locker; whoever has one puts the files in."""
    try:
        kept = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=list[Kept])
    except (OSError, msgspec.MsgspecError):
        return
    for one in kept:
        yield Piece(
            id=f"{action}-{one.file[:2]}",
            name=one.file,
            digest=one.digest,
            size=one.size,
            origin=f"{one.command}, on this machine; in {folder}",
            acquired=one.at,
            kept=False,
        )


def _write(path: Path, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(handle)
