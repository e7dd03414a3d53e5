"""From what an operator wrote down to a model one can talk to."""

from __future__ import annotations

from collections.abc import Mapping

from vedette.models.attachments import Attachment
from vedette.models.compatible import Compatible
from vedette.models.dialect import PLAIN, Dialect
from vedette.models.secrets import key_of
from vedette.models.transport import Line


def opened(name: str, made: Attachment, environ: Mapping[str, str], dialect: Dialect = PLAIN) -> Compatible:
    """Return a server to talk to; nothing is sent yet.

    Raises:
        BadInput: its key or its certificates cannot be read.

    """
    line = Line(
        name=name,
        url=f"{made.url.rstrip('/')}/chat/completions",
        key=key_of(name, made, environ),
        proxy=made.proxy,
        ca_file=made.ca_file,
        connect_seconds=made.connect_seconds,
        most_at_once=made.concurrency,
    )
    return Compatible(
        name=f"{name}: {made.model}",
        model=made.model,
        context=made.context,
        line=line,
        dialect=dialect,
        most_seconds=made.most_seconds,
        most_at_once=made.concurrency,
    )
