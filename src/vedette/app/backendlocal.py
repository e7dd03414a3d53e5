"""A model this machine computes itself: served by a process of ours on loopback, asked like any other server.

A process of its own, not a library in ours: what reads weights is C++, and a file that crashes it ends that
process only; it can be stopped, its memory is bounded, and it speaks the format we speak anyway. It begins
with the first question, and begins again if it died.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from vedette.core.dialogue import Ask, Cancelled, Delta, LanguageModel, Reply, unstoppable
from vedette.core.errors import BadInput, Unavailable
from vedette.core.limits import MIB
from vedette.models import tokens
from vedette.models.attachments import Attachment
from vedette.models.compatible import Compatible
from vedette.models.dialect import PLAIN, Dialect
from vedette.models.lock import weights
from vedette.models.transport import Line
from vedette.sandbox.companion import Companion, module

CONTEXT: Final = 8192
"""Tokens, where the operator does not say: more takes more memory."""
_CHILD: Final = module("vedette.models.gguf_child")
_START_SECONDS: Final = 180.0
_MEMORY: Final = 12 * 1024 * MIB
"""Address space beside the weights."""
_WRITES: Final = 1 * MIB
_MAGIC: Final = b"GGUF"


@dataclass(slots=True, kw_only=True)
class LocalModel:
    """Weights in a file, and the process that computes with them. Safe between threads."""

    name: str
    made: Attachment
    file: Path
    sha256: str
    """What the file has to have; empty: the operator did not say."""
    dialect: Dialect = PLAIN
    command: tuple[str, ...] = _CHILD
    _running: list[tuple[Companion, Compatible]] = field(default_factory=list, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def context(self) -> int:
        """Tokens of prompt and answer together: what was asked for until it runs, then what it has."""
        return self._running[0][1].context if self._running else self.made.context or CONTEXT

    def speaking(self, dialect: Dialect) -> LanguageModel:
        """Return the same model, computed by the same process, spoken to in another way."""
        return self.server().speaking(dialect)

    def size(self, ask: Ask) -> int:
        """Estimate the tokens of a prompt."""
        return tokens.of_ask(ask)

    def answer(self, ask: Ask, cancelled: Cancelled = unstoppable) -> Reply:
        """Return a whole answer.

        Raises:
            Unavailable, BadInput: as `dialogue.LanguageModel.answer`.

        """
        return self.server().answer(ask, cancelled)

    def stream(self, ask: Ask, cancelled: Cancelled = unstoppable) -> Iterator[Delta]:
        """Give the answer as it comes.

        Raises:
            Unavailable, BadInput: as `dialogue.LanguageModel.stream`.

        """
        return self.server().stream(ask, cancelled)

    def server(self) -> Compatible:
        """Return the server, started if it does not run.

        Raises:
            BadInput: the file is not what it should be.
            Unavailable: it does not start, or what it needs is not installed.

        """
        with self._lock:
            if self._running and not self._running[0][0].alive():
                self._stop()
            if not self._running:
                self._running.append(self._start())
            return self._running[0][1]

    def pid(self) -> int:
        """Return the number of the process that computes; 0 while there is none."""
        return self._running[0][0].pid if self._running else 0

    def close(self) -> None:
        """Stop the process."""
        with self._lock:
            self._stop()

    def _stop(self) -> None:
        while self._running:
            self._running.pop()[0].stop()

    def _start(self) -> tuple[Companion, Compatible]:
        size = check(self.name, self.file, self.sha256)
        key = secrets.token_urlsafe(32)
        asked = {
            "path": str(self.file),
            "model": self.made.model,
            "key": key,
            "context": self.made.context or CONTEXT,
            "threads": self.made.threads,
        }
        child = Companion(
            self.command, json.dumps(asked), seconds=_START_SECONDS, memory=_MEMORY + size, files=_WRITES
        )
        try:
            said = json.loads(child.said)
            return child, self._compatible(str(said["url"]), key, int(said["context"]))
        except (ValueError, KeyError, TypeError, OverflowError):
            child.stop()
            raise self._failed(child.said) from None

    def _failed(self, said: bytes) -> Unavailable:
        try:
            told = json.loads(said)
        except ValueError:
            told = {}
        if not isinstance(told, dict):
            told = {}
        if "lacks" in told:
            return Unavailable(
                f"{self.name}: {told['lacks']} is not installed", hint="pip install 'vedette[local-model]'"
            )
        return Unavailable(
            f"{self.name} does not start: {str(told.get('error', 'it does not say why'))[:200]!a}",
            hint="is it a whole GGUF file, and is there memory for it?",
        )

    def _compatible(self, url: str, key: str, context: int) -> Compatible:
        line = Line(
            name=self.name,
            url=f"{url}/v1/chat/completions",
            key=key,
            connect_seconds=self.made.connect_seconds,
            most_at_once=1,
        )
        return Compatible(
            name=self.name,
            model=self.made.model,
            context=context,
            line=line,
            dialect=self.dialect,
            most_seconds=self.made.most_seconds,
            most_at_once=1,
        )


def local_model(name: str, made: Attachment, folder: Path, dialect: Dialect = PLAIN) -> LocalModel:
    """Return a model of this machine; `folder` has what was installed.

    Raises:
        BadInput: no weights of that name are known.

    """
    called = f"{name}: {made.model}"
    if made.path:
        return LocalModel(name=called, made=made, file=Path(made.path), sha256=made.sha256, dialect=dialect)
    wanted = weights(made.model)
    file = weights_file(folder, wanted.sha256)
    return LocalModel(name=called, made=made, file=file, sha256=wanted.sha256, dialect=dialect)


def weights_file(folder: Path, sha256: str) -> Path:
    """Return where installed weights lie: named by their hash."""
    return folder / f"{sha256}.gguf"


def check(name: str, file: Path, sha256: str) -> int:
    """Hold a file to its hash, and to being one of weights at all; return its size in bytes.

    Raises:
        BadInput: it is not there, or not what it should be.

    """
    try:
        with file.open("rb") as opened:
            if opened.read(len(_MAGIC)) != _MAGIC:
                raise BadInput(
                    f"{name}: {file} is no GGUF file", hint="give a file of weights in GGUF format"
                )
            opened.seek(0)
            found = hashlib.file_digest(opened, "sha256").hexdigest() if sha256 else ""
            size = opened.seek(0, 2)
    except OSError as error:
        raise BadInput(
            f"{name}: {file} cannot be read: {error.strerror}",
            hint="vedette models install, or give another path",
        ) from error
    if found != sha256:
        raise BadInput(
            f"{name}: {file} does not have the SHA-256 it should have",
            hint="it was changed or is not whole: get it anew",
        )
    return size
