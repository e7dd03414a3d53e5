"""The cards of probes, one file each: of this back-end, this model and this probe, or of none."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Final

import msgspec

from vedette.models.attachments import Attachment
from vedette.models.lock import locked
from vedette.models.probe.run import digest
from vedette.models.probe.seen import Card

_MOST: Final = 256 * 1024


def kept(folder: Path, name: str, made: Attachment) -> Card | None:
    """Return what the last probe saw; None where none looked, or at another model, or asked otherwise."""
    try:
        with _file(folder, name, made).open("rb") as file:
            card = msgspec.json.decode(file.read(_MOST), type=Card)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None
    return card if card.probe == digest() else None


def keep(folder: Path, name: str, made: Attachment, card: Card) -> Path:
    """Write a card down, whole or not at all; return where."""
    path = _file(folder, name, made)
    path.parent.mkdir(parents=True, exist_ok=True)
    making = path.with_suffix(f".{os.getpid()}")
    making.write_bytes(msgspec.json.format(msgspec.json.encode(card), indent=2))
    making.replace(path)
    return path


def _file(folder: Path, name: str, made: Attachment) -> Path:
    """Name the file by all that makes it another model."""
    weights = made.sha256 or (locked()[made.model].sha256 if made.model in locked() else "")
    about = "\0".join(
        (name, made.kind, made.url, made.path, made.model, weights if made.kind == "gguf" else "")
    )
    return folder / f"{hashlib.sha256(about.encode()).hexdigest()[:32]}.json"
