"""Readers of what documents are made of: bytes in, parts out, bounded."""
