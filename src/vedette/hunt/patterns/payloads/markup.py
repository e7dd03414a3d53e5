"""Cross-site scripting: judged by what would run, not by angle brackets.

Text from an editor holds `<p>` and `<a href>`; what counts is an element that runs or loads, a handler in
a tag or after a quote that leaves an attribute, an address that is code, a style that is code, and calls
that follow a quote leaving a script's string.
"""

from __future__ import annotations

import re
from typing import Final

from vedette.hunt.patterns.payloads.evidence import Weighed

KIND: Final = "cross-site scripting"

_HINT = re.compile(
    r"<|script|on[a-z]{3,}\s*=|expression|document|alert|prompt|confirm|eval|data:|behaviou?r\s*:|string|\$\{"
)
_GAPS = re.compile(r"[\x00\t\r\n]+|/\*.{0,80}?\*/|\\(?=[a-z])", re.DOTALL)

_EVENTS: Final = (
    r"on(?:abort|activate|after\w+|animation\w+|auxclick|before\w+|begin|blur"
    r"|bounce|canplay\w*|cellchange|change|click"
    r"|close|contextmenu|copy|cut|dblclick|drag\w*|drop|durationchange|end|ended"
    r"|error\w*|finish|focus\w*|fullscreenchange"
    r"|hashchange|help|input|invalid|key(?:down|press|up)|layoutcomplete|load\w*"
    r"|media\w+|message|mouse\w+|move\w*|offline"
    r"|online|out\w*|page\w+|paste|pause|play\w*|pointer\w+|popstate|progress"
    r"|propertychange|ratechange|readystatechange"
    r"|redo|repeat|reset|resize\w*|resume|reverse|row\w+|scroll\w*|search|seek\w*"
    r"|select\w*|show|stalled|start|stop|storage"
    r"|submit|suspend|sync\w+|timeupdate|toggle|touch\w+|transition\w+|unhandledrejection"
    r"|undo|unload|urlflip|volumechange"
    r"|waiting|webkit\w+|wheel)"
)
_CALLS: Final = (
    r"(?:alert|confirm|prompt|print|eval|settimeout|setinterval|execscript|fetch"
    r"|import|atob|fromcharcode|\bfunction)"
)
_SURE: Final[tuple[tuple[re.Pattern[str], str], ...]] = tuple(
    (re.compile(pattern, re.DOTALL), words)
    for pattern, words in (
        (r"<[\s/]{0,20}script(?:[\s/>:]|$)", "opens a script element"),
        (rf"<[a-z!?][^<>]{{0,600}}?[\s/\"'`]{_EVENTS}\s*=", "puts a handler into a tag"),
        (
            rf"^[^<]{{0,300}}?[\"'`][\s/]{{0,20}}{_EVENTS}\s*=\s*[\"'`]?[^\s\"'`=]",
            "leaves an attribute and adds a handler",
        ),
        (
            rf"\b{_EVENTS}\s*=\s*[\"'`]?[^\"'`<>]{{0,80}}\b{_CALLS}[\s\"')\]]{{0,6}}[(`]",
            "a handler that calls",
        ),
        (r"(?:^|[\s\"'`=(>])(?:java|vb|live)script\s*:\s*[^\s\"']{0,80}[(\[=;/`]", "an address that is code"),
        (
            (
                r"(?:src|href|action|data|xlink:href|from|to|values|background|lowsrc|dynsrc)\s*=\s*[\"'`]?\s*"
                r"(?:java|vb|live)script\s*:"
            ),
            "an address that is code",
        ),
        (
            r"(?:[=(,\s\"']|^)data:(?:text/html|image/svg\+xml|application/x-javascript|text/javascript)[;,]",
            "an address that is a page",
        ),
        (
            (
                r"<[\s/]{0,8}(?:iframe|object|embed|applet|base|frame(?:set)?|layer|ilayer"
                r"|bgsound|isindex)\b[^>]{0,600}?"
                r"\b(?:src|srcdoc|href|data|code|codebase|archive|action|classid|type)\s*="
            ),
            "an element that loads",
        ),
        (r"<[\s/]{0,8}meta\b[^>]{0,200}http-equiv", "a meta element that acts"),
        (
            r"<[\s/]{0,8}link\b[^>]{0,300}rel\s*=\s*[\"']?(?:stylesheet|import)",
            "an element that loads a style",
        ),
        (
            (
                r"(?:<style\b|style\s*=|[{;]).{0,300}?(?:expression\s*\(|-moz-binding\s*:"
                r"|behaviou?r\s*:\s*url|url\s{0,8}\(\s{0,8}[\"']?\s{0,8}javascript)"
            ),
            "a style that is code",
        ),
        (r"<style\b[^>]{0,80}>.{0,80}@\s*import", "a style that loads"),
        (
            (
                rf"[\"'`\\][\s)\]}}]{{0,6}}(?:[;,+\-*/|&^%]|//|\n){{1,4}}\s*(?:\w{{1,20}}\.)?{_CALLS}[\s)\]'\"]"
                r"{0,6}[(`]"
            ),
            "leaves a string and calls",
        ),
        (
            rf"[(\[]\s*[\"']?\s*(?:window|self|top|parent|globalthis|this)\s*[\[.]\s*[\"'`]?\s*{_CALLS}",
            "a call by another name",
        ),
        (r"<\?(?:xml-stylesheet|import)\b", "an instruction that loads"),
        (r"<!\[cdata\[\s*<|<xml\b[^>]{0,200}(?:src|id)\s*=", "data that becomes a page"),
        (
            r"<(?:svg|math)\b.{0,400}?<(?:script|animate|set|foreignobject|use|a|style)\b",
            "a drawing that acts",
        ),
    )
)
_WEAK: Final[tuple[tuple[re.Pattern[str], float, str], ...]] = tuple(
    (re.compile(pattern, re.DOTALL), weight, words)
    for pattern, weight, words in (
        (rf"(?:^|[^\w.]){_CALLS}\s*[(`]", 0.5, "calls a script's function"),
        (
            r"\bdocument\s*[.\[]\s*[\"']?(?:cookie|domain|write|location|body|documentelement)\b",
            0.7,
            "reaches for the page",
        ),
        (
            r"\bdocument\s*\.\s*cookie\s*=|\bwindow\s*\.\s*location\s*=|\blocation(?:\.href)?\s*=\s*[\"'`]",
            0.5,
            "changes the page",
        ),
        (r"string\s*[.\[(]\s*[\"'/]*fromcharcode", 0.6, "spells text by numbers"),
        (r"</\s*(?:script|style|textarea|title|noscript|xmp)\b", 0.6, "ends an element that shields text"),
        (r"[\"']\s*/?>\s*<[a-z!/]", 0.5, "leaves an attribute and opens a tag"),
        (
            (
                r"<(?:img|image|video|audio|input|body|svg|math|details|marquee|keygen|button"
                r"|form|table|td|isindex|br|div|source)\b"
                r"[^>]{0,300}?(?:src|background|style|dynsrc|lowsrc|autofocus|href)\b"
            ),
            0.5,
            "an element that could load",
        ),
        (r"<!--.{0,200}-->", 0.2, "a comment of a page"),
        (r"&\{[^}]{1,200}\}", 0.5, "a script entity"),
        (r"<[a-z]+[\s/][^>]{0,200}(?:datasrc|datafld|dataformatas)\s*=", 0.8, "binds data into the page"),
        (r"<(?:[a-z]+:)[a-z]+[^>]{0,200}=", 0.4, "an element of another namespace"),
        (r"\$\{\s*(?:alert|confirm|prompt|document)\b", 0.6, "leaves a template string"),
    )
)


def judge(text: str) -> Weighed | None:
    """Weigh a lower-case text; None where nothing in it could be a script."""
    if _HINT.search(text) is None:
        return None
    made = Weighed(KIND)
    joined = _GAPS.sub("", text)
    for one in (text, joined) if joined != text else (text,):
        for pattern, words in _SURE:
            if pattern.search(one):
                made.add(1.0, words)
    if not made.score:
        for pattern, weight, words in _WEAK:
            if pattern.search(text):
                made.add(weight, words)
    return made
