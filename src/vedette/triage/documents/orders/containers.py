"""Commands in the description of a container: those that build it, and that it starts with."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import Final

import msgspec

from vedette.triage.allowance import Allowance
from vedette.triage.documents.orders.order import BUILD, CALLED, Order
from vedette.triage.sample import Sample

_LINE: Final = re.compile(
    r"[ \t]*(?:ONBUILD[ \t]+|HEALTHCHECK[ \t]+(?:--\S+[ \t]+)*)?(RUN|CMD|ENTRYPOINT)[ \t]+(\S.*)",
    re.IGNORECASE,
)
_OPTION: Final = re.compile(r"(?:--[\w-]+=\S+[ \t]+)+")
_HERE: Final = re.compile(r"<<-?[\"']?(\w{1,40})[\"']?$")
_JOINED: Final = re.compile(r"\\[ \t]*\n(?:[ \t]*#[^\n]*\n)*")


def orders(sample: Sample, _: Allowance) -> Iterator[Order]:
    """Yield the commands, lines that go on put together."""
    lines = _JOINED.sub("  ", sample.text.replace("\r\n", "\n")).split("\n")
    at = 0
    while at < len(lines):
        found = _LINE.fullmatch(lines[at])
        at += 1
        if found is None:
            continue
        command = _OPTION.sub("", found[2].strip())
        if (here := _HERE.search(command)) is not None:
            end = next(
                (number for number in range(at, len(lines)) if lines[number].strip() == here[1]), len(lines)
            )
            command, at = "\n".join(lines[at:end]), end + 1
        when = BUILD if found[1].upper() == "RUN" else CALLED
        yield Order(
            command=_words(command), shown=command.strip()[:60].split("  ")[0].split("\n")[0], when=when
        )


def _words(command: str) -> str:
    """Return a command that is written as a list of words as one line."""
    if not command.startswith("["):
        return command
    try:
        return shlex.join(msgspec.json.decode(command, type=list[str]))
    except msgspec.MsgspecError:
        return command
