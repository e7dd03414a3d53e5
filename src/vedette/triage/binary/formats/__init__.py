"""Readers of executable formats: bytes in, an `Image` out, or None where they are not what they claim."""
