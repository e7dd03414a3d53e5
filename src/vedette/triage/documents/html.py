"""Facts about a page: files it puts together for its reader, words that lead astray, links that lie."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from vedette.core.expressions import expression
from vedette.triage.allowance import Allowance
from vedette.triage.documents.formats.carried import Carried, carried
from vedette.triage.documents.formats.pages import Tag, page
from vedette.triage.documents.places import lines
from vedette.triage.documents.words import lures, speaks_to_reviewers
from vedette.triage.fact import Act, Fact, When
from vedette.triage.indicators.suffixes import is_host, needs_context, registered
from vedette.triage.sample import Sample

_MADE: Final = expression(r"new\s+(?:Blob|File)\s*\(|\.(?:msSaveBlob|msSaveOrOpenBlob)\b|saveAs\s*\(")
_SAVED: Final = expression(
    r"createObjectURL|msSaveBlob|msSaveOrOpenBlob|\bdownload\b\s*=|setAttribute\(\s*[\"']download|saveAs\s*\("
)
_DECODED: Final = expression(r"\batob\s*\(|fromCharCode|Uint8Array|charCodeAt|base64|decodeURIComponent")
_LONG: Final = expression(r"[A-Za-z0-9+/]{400}")
_STARTS: Final = expression(
    r"(?i)^\s*(?:search-ms|ms-search|ms-msdt|ms-officecmd|ms-appinstaller|shell|vbscript):"
)
_HOST: Final = expression(r"(?i)^\s*(?:https?://)?((?:[a-z0-9-]{1,63}\.){1,6}[a-z]{2,24})(?=[/:?\s]|$)")
_TARGET: Final = expression(r"(?i)^\s*https?://(?:[^/@\s]*@)?((?:[a-z0-9-]{1,63}\.){1,8}[a-z0-9-]{2,24})")
_REFRESH: Final = expression(r"(?i)url\s*=\s*[\"']?([^\"'\s]{3,2048})")
_SHOWN: Final = 60
_LOOKED_AT: Final = frozenset({"a", "area", "meta", "form", "iframe", "embed", "object"})


def facts(sample: Sample, allowance: Allowance) -> Iterator[Fact]:
    """Yield what the page does and says."""
    text = sample.text
    found = page(text, allowance)
    yield from _smuggled(text, found)
    for one in carried(text, found):
        yield from _carried(text, one)
    for number, tag in enumerate(found):
        if tag.name in _LOOKED_AT:
            yield from _tag(text, tag, found[number + 1 : number + 12])
    yield from _said(text, found)


def _fact(text: str, tag: Tag, act: Act, says: str, **more: str) -> Fact:
    """Make a fact about a tag."""
    place, quote = lines(text, tag.at, tag.at + min(tag.end - tag.at, _SHOWN))
    when = When.OPEN if more.get("when") else When.UNKNOWN
    return Fact(
        act=act,
        place=place,
        quote=quote,
        says=says,
        target=more.get("target", "")[:2048],
        how=more.get("how", ""),
        when=when,
    )


def _smuggled(text: str, found: Sequence[Tag]) -> Iterator[Fact]:
    """Tell a script that makes a file out of text it holds, and saves it."""
    scripts = [tag for tag in found if tag.name == "script" and tag.words.strip()]
    whole = "\n".join(tag.words for tag in scripts)
    if (
        _MADE.search(whole)
        and _SAVED.search(whole)
        and _DECODED.search(whole)
        and (_LONG.search(whole) or _LONG.search(text))
    ):
        tag = next(one for one in scripts if _MADE.search(one.words))
        yield _fact(
            text,
            tag,
            Act.EMBEDS,
            "puts a file together in the browser and saves it",
            how="HTML smuggling",
            when="open",
        )


def _carried(text: str, one: Carried) -> Iterator[Fact]:
    if one.what and one.tag is not None:
        yield _fact(
            text, one.tag, Act.EMBEDS, f"carries {one.what} in an address", how="data URL", target=one.name
        )


def _tag(text: str, tag: Tag, later: Sequence[Tag]) -> Iterator[Fact]:
    match tag.name:
        case "a" | "area":
            yield from _link(text, tag, later)
        case "meta" if tag.given.get("http-equiv", "").lower() == "refresh":
            target = _REFRESH.search(tag.given.get("content", ""))
            if target is not None and (
                _STARTS.match(target[1]) or target[1].lower().startswith(("file:", "\\\\"))
            ):
                yield _fact(
                    text,
                    tag,
                    Act.OPENS_EXTERNAL,
                    "goes on to what starts a program",
                    target=target[1],
                    when="open",
                )
        case "form" if any(one.given.get("type", "").lower() == "password" for one in later):
            target_host = _TARGET.match(tag.given.get("action", ""))
            if target_host is not None:
                yield _fact(
                    text,
                    tag,
                    Act.LURES,
                    "asks for a password and sends it on",
                    how="form",
                    target=tag.given["action"],
                )
        case "iframe" | "embed" | "object":
            source = tag.given.get("src", "") or tag.given.get("data", "")
            if _STARTS.match(source) or source.lower().startswith(("file://", "\\\\")):
                yield _fact(
                    text, tag, Act.OPENS_EXTERNAL, "loads what starts a program", target=source, when="open"
                )
        case _:
            pass


def _link(text: str, tag: Tag, later: Sequence[Tag]) -> Iterator[Fact]:
    target = tag.given.get("href", "")
    if _STARTS.match(target):
        yield _fact(text, tag, Act.OPENS_EXTERNAL, "links to what starts a program", target=target)
    leads = _TARGET.match(target)
    shown = _HOST.match(_words_of(tag, later))
    if leads is None or shown is None or not is_host(shown[1].lower()):
        return
    one, other = registered(leads[1]) or leads[1], registered(shown[1])
    if other and one.lower() != other and not needs_context(other):
        yield _fact(
            text, tag, Act.LURES, f"shows {shown[1]}, and leads to {leads[1]}", how="link", target=target
        )


def _words_of(tag: Tag, later: Sequence[Tag]) -> str:
    """Return the words of a link, up to its end."""
    words = tag.words
    for one in later:
        if one.name == "/a":
            break
        words += one.words
    return words.strip()[:300]


def said_and_run(found: Sequence[Tag]) -> tuple[str, str]:
    """Return the words a page shows, and its scripts."""
    words = " ".join(tag.words for tag in found if tag.name not in ("script", "style"))
    scripts = " ".join(tag.words for tag in found if tag.name == "script")
    scripts += " ".join(
        value
        for tag in found
        if tag.might_say("on")
        for name, value in tag.given.items()
        if name.startswith("on")
    )
    return words, scripts


def _said(text: str, found: Sequence[Tag]) -> Iterator[Fact]:
    """Tell what the words ask for; places are those of the first word that stands in the page as it is."""
    words, scripts = said_and_run(found)
    for said in (*lures(words, scripts), *(tuple(speaks_to_reviewers(words)) or speaks_to_reviewers(text))):
        at = text.find(said.quote)
        if at < 0:
            said_at, at = said.quote.split()[0], max(text.find(said.quote.split()[0]), 0)
            place, quote = lines(text, at, at + len(said_at))
        else:
            place, quote = lines(text, at, at + len(said.quote))
        yield Fact(act=said.act, place=place, quote=quote, says=said.says, how=said.how, sure=said.sure)
