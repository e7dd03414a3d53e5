"""The commands in a file of settings, each as a script of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vedette.triage.allowance import Allowance
from vedette.triage.documents.orders import orders
from vedette.triage.sample import Sample
from vedette.triage.unpack.member import Member


def members(sample: Sample, allowance: Allowance, _: Sequence[str] = ()) -> Iterator[Member]:
    """Yield them under their numbers; the same one twice only once."""
    seen: set[str] = set()
    for number, one in enumerate(orders(sample, allowance), 1):
        if one.command in seen:
            continue
        seen.add(one.command)
        data = f"{one.command}\n".encode("utf-8", "replace")
        allowance.take_bytes(len(data))
        note = "" if one.alone else "what the file sets, written here as the commands that would set it"
        yield Member(f"{one.name or f'command{number}'}.{one.ending}", data, note)
