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

from vedette.app.homefolder import home_folder
from vedette.core import settings
from vedette.core.dialogue import LanguageModel, ModelRole
from vedette.core.errors import BadInput
from vedette.models.dialect import PLAIN, Dialect

if TYPE_CHECKING:
    from vedette.models.attachments import Attachment, DataRule, Prices
    from vedette.models.probe.seen import Card

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
    def where(self) -> Path:
        """Say where back-ends are written down."""
        return self.file or self.folder / FILE

    @property
    def cards(self) -> Path:
        """Say where lies what probes saw."""
        return self.folder / "models" / "probes"

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

            self._read.append(attachments.read(self.where))
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

    def fresh(self, name: str) -> LanguageModel:
        """Return a back-end of one's own, as no probe has looked at it; whoever asks for it closes it.

        Raises:
            BadInput, Unavailable: as `open`.

        """
        return self._opened(name, self.backend(name), PLAIN)

    def _opened(self, name: str, made: Attachment, dialect: Dialect | None = None) -> LanguageModel:
        card = None if dialect is not None else self._card(name, made)
        spoken = dialect or (card.dialect if card is not None else PLAIN)
        if made.kind == "gguf":
            from vedette.app.backendlocal import local_model  # noqa: PLC0415 - few commands need it

            return local_model(name, made, self.weights, spoken)
        from vedette.models import opening  # noqa: PLC0415

        return opening.opened(name, made, self.environ, spoken)

    def roles(self, name: str) -> frozenset[ModelRole]:
        """Return what a probe saw the model do well enough; empty where none looked, or at another model."""
        card = self._card(name, self.backend(name))
        return frozenset(card.roles) if card is not None else frozenset()

    def _card(self, name: str, made: Attachment) -> Card | None:
        from vedette.models import cards  # noqa: PLC0415 - few commands need it

        return cards.kept(self.cards, name, made)

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


def placed(data_dir: Path, environ: Mapping[str, str]) -> ModelPlace:
    """Return the place of a machine or service, as its operator chose.

    Raises:
        BadInput: a setting is not known or makes no sense.

    """
    chosen = settings.read(environ, home_folder(environ))
    return ModelPlace(folder=data_dir, environ=environ, file=chosen.models, cache=chosen.cache_dir)
