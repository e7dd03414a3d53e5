"""The language models attached here: which there are, what each may be used for, and one to talk to.

place.roles("office")   # what a probe saw it do; none before
place.open("office")    # a LanguageModel, kept and shared between threads
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from vedette.core.dialogue import LanguageModel, ModelRole
from vedette.core.errors import BadInput

if TYPE_CHECKING:
    from vedette.models.attachments import Attachment, DataRule, Prices

FILE: Final = "models.toml"


@dataclass(slots=True)
class ModelPlace:
    """The back-ends of one machine or service. Safe between threads; reads its file once."""

    folder: Path
    """Where `models.toml` and what probes saw are kept: the data folder."""
    environ: Mapping[str, str]
    """Where keys may stand."""
    file: Path | None = None
    """In place of `models.toml` in the folder."""
    cache: Path | None = None
    """Where weights lie; None: in the folder."""
    _read: list[Mapping[str, Attachment]] = field(default_factory=list)
    _open: dict[str, LanguageModel] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def weights(self) -> Path:
        """Say where installed weights lie."""
        return (self.cache or self.folder) / "models"

    def backends(self) -> Mapping[str, Attachment]:
        """Return what the operator attached, by name.

        Raises:
            BadInput: the file cannot be understood.

        """
        if not self._read:
            from vedette.models import attachments  # noqa: PLC0415 - few commands need it

            self._read.append(attachments.read(self.file or self.folder / FILE))
        return self._read[0]

    def backend(self, name: str) -> Attachment:
        """Return one of them.

        Raises:
            BadInput: there is none of that name.

        """
        found = self.backends().get(name)
        if found is None:
            there = ", ".join(sorted(self.backends())) or "none"
            raise BadInput(
                f"no back-end {name[:60]!r} is attached", hint=f"attached: {there}; see docs/models.md"
            )
        return found

    def open(self, name: str) -> LanguageModel:
        """Return a back-end to talk to; the same to all who ask.

        Raises:
            BadInput: there is none, or its key cannot be read.
            Unavailable: what it needs is not installed, or it does not start.

        """
        made = self.backend(name)
        with self._lock:
            if name not in self._open:
                self._open[name] = self._opened(name, made)
            return self._open[name]

    def _opened(self, name: str, made: Attachment) -> LanguageModel:
        if made.kind == "gguf":
            from vedette.app.backendlocal import local_model  # noqa: PLC0415 - few commands need it

            return local_model(name, made, self.weights)
        from vedette.models import opening  # noqa: PLC0415

        return opening.opened(name, made, self.environ)

    def roles(self, name: str) -> frozenset[ModelRole]:
        """Return what a probe saw the model do well enough; empty where none looked, or at another model."""
        self.backend(name)
        return frozenset()

    def data_rule(self, name: str) -> DataRule:
        """Say where what it is asked goes."""
        return self.backend(name).rule

    def prices(self, name: str) -> Prices | None:
        """Return what it costs, where the operator said so."""
        return self.backend(name).prices

    def close(self) -> None:
        """Stop what was started."""
        with self._lock:
            for one in self._open.values():
                stop = getattr(one, "close", None)  # of those that this machine computes
                if stop is not None:
                    stop()
            self._open.clear()
