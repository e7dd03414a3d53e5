"""Commands in units of systemd, in icons of desktops and in what starts when a drive is put in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vedette.triage.allowance import Allowance
from vedette.triage.documents.orders.order import BOOT, CALLED, LOGIN, OPENED, Order
from vedette.triage.sample import Sample

_SECTION: Final = re.compile(r"\[([^\]]{1,80})\][ \t]*")
_RUNS: Final = re.compile(r"Exec(?:Start|Stop|Reload|Condition)(?:Pre|Post)?")
_PREFIX: Final = "-@+!:|"
_CODES: Final = re.compile(r"%[fFuUdDnNickvm]")
_DRIVE: Final = re.compile(r"(?:open|shellexecute|shell\\[\w ]{1,40}\\command)", re.IGNORECASE)


def orders(sample: Sample, _: Allowance) -> Iterator[Order]:
    """Yield the commands."""
    text = sample.text
    when = _when(text)
    for section, key, value in _settings(text):
        if section == "service" and _RUNS.fullmatch(key):
            if command := value.lstrip(_PREFIX):
                yield Order(command=command, shown=command[:80].rstrip(), when=when)
        elif section == "desktop entry" and key == "Exec":
            command = _CODES.sub("", value).replace("%%", "%").strip()
            starts = "autostart" in sample.name or "X-GNOME-Autostart-enabled=true" in text
            yield Order(command=command, shown=value[:80].rstrip(), when=LOGIN if starts else OPENED)
        elif section == "autorun" and _DRIVE.fullmatch(key):
            yield Order(command=value, shown=value[:80].rstrip(), when=OPENED, ending="cmd")


def _when(text: str) -> str:
    """Say when a unit starts, by what wants it."""
    wanted = re.search(r"(?m)^[ \t]*WantedBy[ \t]*=[ \t]*(\S{1,80})", text)
    if wanted is None:
        return CALLED
    return LOGIN if wanted[1] in {"default.target", "graphical-session.target"} else BOOT


def _settings(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield section, key and value; a backslash at the end of a line joins the next one to it."""
    section = ""
    for line in text.replace("\r\n", "\n").replace("\\\n", " ").split("\n"):
        bare = line.strip()
        if (head := _SECTION.fullmatch(bare)) is not None:
            section = head[1].lower()
        elif bare[:1] not in {"#", ";"} and "=" in bare:
            key, _, value = bare.partition("=")
            if value := value.strip():
                yield section, key.strip(), value
