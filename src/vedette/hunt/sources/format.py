"""The nouns of `hunt/format.py`, for the readers here: captures, which know nothing of logs, share them."""

from vedette.hunt.format import HEAD_BYTES, Format, Read, Record, Shape

__all__ = ["HEAD_BYTES", "Format", "Read", "Record", "Shape"]
