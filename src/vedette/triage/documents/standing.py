"""Facts about commands in files of settings: that they are run, and when."""

from __future__ import annotations

from collections.abc import Iterator

from vedette.triage.allowance import Allowance
from vedette.triage.documents.orders import orders
from vedette.triage.documents.orders.order import BUILD
from vedette.triage.documents.places import fact
from vedette.triage.fact import Act, Fact, When
from vedette.triage.sample import Sample


def facts(sample: Sample, allowance: Allowance) -> Iterator[Fact]:
    """Yield each command that something else starts; those of builds are told by what they do alone."""
    for one in orders(sample, allowance):
        if one.alone and one.when != BUILD:
            yield fact(sample, Act.SCHEDULED, one.shown, one.when, target=one.command, when=When.RUN)
