"""Facts about a Windows shortcut: what it runs, what it hides, what it pretends to be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vedette.core.expressions import expression
from vedette.triage.allowance import Allowance
from vedette.triage.documents.formats.shortcut import Shortcut, shortcut
from vedette.triage.documents.places import fact
from vedette.triage.fact import Act, Fact, When
from vedette.triage.sample import Sample

_HOSTS: Final = expression(
    r"(?i)(?:^|[\\/\s\"'])(powershell|pwsh|cmd|mshta|wscript|cscript|rundll32|regsvr32|certutil|bitsadmin|msiexec|conhost"
    r"|forfiles|pcalua|curl|wmic|schtasks|hh|installutil|msbuild|ssh|scp|explorer|python|ftp)(?:\.exe)?(?:$|[\s\"'])"
)
_PAD: Final = expression(r"[\s\u00a0]{60,}")
_READ: Final = expression(
    r"(?i)\.(?:pdf|docx?|xlsx?|pptx?|txt|rtf|jpe?g|png|mp4|html?)$|acro(?:rd|bat)|winword|excel|wordpad|notepad|msedge|chrome"
)
_PICTURES: Final = expression(r"(?i)(?:shell32|imageres)\.dll$")
_MINIMISED: Final = 7
_TAIL: Final = 64


def facts(sample: Sample, allowance: Allowance) -> Iterator[Fact]:
    """Yield what it runs, and whatever in it is there to mislead."""
    made = shortcut(sample.data)
    if made is None:
        return
    allowance.burn(len(made.arguments) + 16)
    host = _HOSTS.search(made.target)
    if host is not None and (made.arguments.strip() or host[1].lower() != "explorer"):
        yield from _runs(sample, made, host[1].lower())
    yield from _elsewhere(sample, made)
    if len(sample.data) - made.end > _TAIL:
        yield fact(
            sample,
            Act.EMBEDS,
            sample.data[made.end : made.end + 40],
            f"carries {len(sample.data) - made.end:,} bytes after the end of the shortcut",
            how="appended data",
        )


def _runs(sample: Sample, made: Shortcut, host: str) -> Iterator[Fact]:
    if host in ("cmd", "powershell", "pwsh", "explorer", "python", "ssh") and not made.arguments.strip():
        return
    command = " ".join(made.command.split())
    yield fact(
        sample,
        Act.RUNS_COMMAND,
        _shown(made),
        f"runs {host} when opened",
        how=host,
        target=command,
        when=When.OPEN,
    )
    if _PAD.search(made.arguments):
        yield fact(
            sample,
            Act.HIDES,
            _shown(made),
            "pushes its arguments out of sight with blanks",
            how="padded arguments",
        )
    if made.show == _MINIMISED:
        yield fact(sample, Act.HIDES, b"", "opens its window out of sight", how="minimised window")
    if _READ.search(made.icon) or (
        _PICTURES.search(made.icon) and _READ.search(sample.name.removesuffix(".lnk"))
    ):
        yield fact(
            sample,
            Act.DIFFERS,
            made.icon,
            f"shows the picture of a document, and runs {host}",
            how="icon",
            target=made.icon,
        )


def _shown(made: Shortcut) -> str:
    """Return the first words of the arguments, which stand in the file as they are."""
    return made.arguments.strip()[:100] or made.target


def _elsewhere(sample: Sample, made: Shortcut) -> Iterator[Fact]:
    for text, says in (
        (made.target, "leads to another host"),
        (made.icon, "loads its picture from another host when its folder is looked at"),
    ):
        if re.match(r"\\\\[^\\?.]", text) or re.match(r"(?i)(?:https?|ftp)://", text):
            yield fact(
                sample, Act.OPENS_EXTERNAL, text, says, how="network path", target=text, when=When.OPEN
            )
