"""Facts about an SVG picture: scripts in it, and what else it has from pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vedette.core.expressions import expression
from vedette.triage.allowance import Allowance
from vedette.triage.documents import html
from vedette.triage.documents.formats.pages import Tag, tags
from vedette.triage.documents.places import lines
from vedette.triage.fact import Act, Fact, When
from vedette.triage.sample import Sample

_SCRIPT: Final = expression(r"(?i)^\s*(?:javascript|vbscript):")
_PAGE: Final = expression(r"(?i)^\s*data:text/html")


def facts(sample: Sample, allowance: Allowance) -> Iterator[Fact]:
    """Yield scripts first: a picture needs none."""
    text = sample.text
    for tag in tags(text, allowance):
        if says := _runs(text, tag):
            place, quote = lines(text, tag.at, min(tag.end, tag.at + 60))
            yield Fact(
                act=Act.EMBEDS, place=place, quote=quote, says=says, how="script in a picture", when=When.OPEN
            )
            break
    yield from html.facts(sample, allowance)


def _runs(text: str, tag: Tag) -> str:
    """Return in words how a tag makes something run."""
    written = tag.words.strip() and text[tag.end - 2 : tag.end] != "/>"
    if tag.name.rpartition(":")[2] == "script" and (
        written or "href" in tag.given or "xlink:href" in tag.given
    ):
        return "carries a script, which runs when the picture is opened in a browser"
    links = [value for key, value in tag.given.items() if key.rpartition(":")[2] in ("href", "to", "values")]
    if any(_SCRIPT.match(one) for one in links):
        return "has a link that runs a script"
    if any(_PAGE.match(one) for one in links):
        return "carries a page in a link"
    started = [key for key in tag.given if key in ("onload", "onbegin", "onerror", "onend")]
    return f"runs a script {started[0]}" if started else ""
