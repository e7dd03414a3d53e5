"""A question in plain words in, one action out: by rules anybody can read, with no model.

Ids are recognised by their form, pasted text by fences and by how its lines look, intent by a few words. What
nothing fits is searched for, so that there always is an answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from vedette.agents.desk.actions import (
    Action,
    Examine,
    ExplainLast,
    Find,
    ListRules,
    LookAt,
    SayHow,
    ShowKnown,
    Sort,
)

_FENCE: Final = re.compile(r"```[^\n`]{0,40}\n(.*?)(?:```|\Z)", re.DOTALL)
_ID: Final = re.compile(
    r"\b(CWE-\d{1,5}|CVE-\d{4}-\d{4,7}|GHSA(?:-[0-9a-z]{4}){3}|TA?\d{4}(?:\.\d{3})?|M\d{4}|D3-[A-Z]{2,8})\b",
    re.IGNORECASE,
)
_TERM: Final = re.compile(
    r"^\s*(?:so\s+)?(?:what(?:'s| is| are| does)|define|explain(?: to me)?|meaning of|tell me about)\s+"
    r"(?:an?\s+|the\s+)?[\"'“]?([\w][\w .+/-]{1,60}?)[\"'”]?(?:\s+mean)?\s*[?.!]*\s*$",
    re.IGNORECASE,
)
_PLACE: Final = re.compile(r"(?:^|\s)[\"'`]?((?:pypi:|npm:|file://|\.{0,2}/)[^\s\"'`]+|[\w.+-]+==[\w.!+-]+)")
_NAMED: Final = re.compile(
    r"\b(?:scan|triage|hunt|judge|examine|check|review|audit|at|in|is|open)\s+(?:through\s+)?(?:the\s+)?"
    r"(?:files?\s+|folder\s+)?[\"'`]?((?=\S*[/\\.])[\w.~][\w./\\~+-]*\w|\.)(?=[\s\"'`?!,;.]|$)",
    re.IGNORECASE,
)


def _says(*forms: str) -> re.Pattern[str]:
    """Make a form of words, any of which counts."""
    return re.compile(rf"\b(?:{'|'.join(forms)})\b", re.IGNORECASE)


_SCAN: Final = _says(r"scan", r"vulnerab\w*", r"weak\w*", "review", "audit", "secure", r"security \w+")
_JUDGE: Final = _says(
    "malicious", "hostile", "suspicious", "malware", r"(?:de)?obfuscat\w*", "decode", "harmful", "dangerous",
    "triage", "virus", "trojan", r"phish\w*", r"safe to (?:open|run)", r"what does (?:this|it) do",
)  # fmt: skip
_HUNT: Final = _says(
    r"logs?",
    r"events?",
    r"captures?",
    r"pcaps?",
    "traffic",
    r"attack(?:ed|s)?",
    "intrusion",
    "hunt",
    "hacked",
)
_HERE: Final = _says(
    r"(?:this|the current|my|our) (?:folder|directory|project|repo(?:sitory)?|codebase)", r"(?:my|our) code"
)
_SAFE: Final = _says("check", "safe", "ok", "okay", "bugs?", "holes?")
_DONE_TO: Final = "(?:attacked|hacked|breached)"
_HAPPENED: Final = _says(
    r"(?:attack|hack|breach|infect)(?:ed|ing)? (?:me|us|my|our)",
    rf"(?:i|we) (?:was|were|been|am|are|got) {_DONE_TO}",
    rf"(?:am|was|were|are) (?:i|we) (?:being )?{_DONE_TO}",
)
_LINK: Final = re.compile(r"\bhttps?://", re.IGNORECASE)
_EXPLAIN: Final = _says(
    r"(?:explain|summar\w+|tell)\b.{0,60}\b(?:report|findings?|results?|scan|incident|hunt)"
)
_RULES: Final = _says(
    r"(?:rules?|checks?)\b.{0,40}\b(?:list|have|know|are there)",
    r"what (?:do|can) you (?:look for|detect|find)",
)
_HELP: Final = re.compile(
    r"^\s*(help|hello|hi|hey|good \w+|who are you|what can (?:you|i) (?:do|ask))\b", re.IGNORECASE
)
_AUDIENCES: Final = (
    (
        "executive",
        _says("boss", "board", "ceo", "manager", "management", "executive", "director", "minister"),
    ),
    ("analyst", _says("analyst", "soc", "responder", "hunter")),
    ("developer", _says("developer", "engineer", "programmer", "maintainer")),
)
_STAMP: Final = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d|\b\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:"
    r"|^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d |^\s*\{\""
)
_CODE: Final = re.compile(
    r"^\s*(?:def |class |import |from \w[\w.]* import |@\w|return\b|if .*:\s*$|for .*:\s*$|\w+ ?= ?\w)"
)
_LINES: Final = 3
"""Lines a text has at least, to be taken for pasted where no fence says so."""
_SHORT: Final = 400
"""Characters of a question that may ask for one term, or are searched for."""
_MOST: Final = 64 * 1024
"""Characters of a question that are looked at for intent."""


_ASIDES: Final = re.compile(
    r"<(system-reminder|environment_context|user_instructions|context)>.{0,65536}?</\1>", re.DOTALL
)
"""What programs put around the words of a person."""


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, taken apart."""

    words: str
    """Without what was pasted."""
    material: str
    """What was pasted, or empty."""


def taken_apart(text: str) -> Question:
    """Part what is asked from what was pasted with it, and from what programs say beside it."""
    text = _ASIDES.sub(" ", text) if "<" in text else text
    fenced = _FENCE.findall(text)
    if fenced:
        return Question(_FENCE.sub(" ", text).strip(), max(fenced, key=len).strip("\n"))
    lines = text.strip("\n").split("\n")
    looks = [bool(_STAMP.search(line[:400]) or _CODE.search(line[:400])) for line in lines]
    if len(lines) < _LINES or sum(looks) * 2 < len(lines):
        return Question(text.strip(), "")
    first = looks.index(True)
    return Question("\n".join(lines[:first]).strip(), "\n".join(lines[first:]))


def understood(question: Question) -> Action:
    """Choose what to do about a question."""
    words = question.words[:_MOST]
    if question.material:
        return LookAt(sort=_sort(words, question.material))
    if found := _place(words):
        return found
    if ident := _ID.search(words):
        return ShowKnown(ident=ident[1].upper() if not ident[1].upper().startswith("GHSA") else ident[1])
    if _HERE.search(words) and (_SCAN.search(words) or _SAFE.search(words)) and not _HUNT.search(words):
        return Examine(sort=Sort.CODE, place=".")
    return _said(words)


def _said(words: str) -> Action:
    if not words or _HELP.search(words) or _LINK.search(words) or _HAPPENED.search(words):
        return SayHow()  # what happened to somebody stands in their logs, and no address is fetched
    if _RULES.search(words):
        return ListRules()
    if _EXPLAIN.search(words):
        return ExplainLast(
            audience=next((name for name, form in _AUDIENCES if form.search(words)), "generalist")
        )
    if term := _TERM.match(" ".join(words[:_SHORT].split())):  # blanks in a row would be tried in every way
        return ShowKnown(ident=term[1].strip())
    return Find(words=words[:_SHORT])


def _place(words: str) -> Examine | None:
    found = _PLACE.search(words) or _NAMED.search(words)
    if found is None:
        return None
    sort = Sort.CODE
    if _HUNT.search(words):
        sort = Sort.LOGS
    elif _JUDGE.search(words) or found[1].startswith(("pypi:", "npm:")):
        sort = Sort.SCRIPT
    if _SCAN.search(words) and not _JUDGE.search(words):
        sort = Sort.CODE
    return Examine(sort=sort, place=found[1].rstrip("?!,;"))


def _sort(words: str, material: str) -> Sort:
    """Say what a pasted text is to be taken for: by what is asked, else by how it looks."""
    lines = [line for line in material[:_MOST].split("\n") if line.strip()]
    stamped = sum(bool(_STAMP.search(line[:400])) for line in lines)
    if stamped * 2 >= len(lines):
        return Sort.LOGS
    if _JUDGE.search(words):
        return Sort.SCRIPT
    if _SCAN.search(words) or sum(bool(_CODE.search(line[:400])) for line in lines) * 3 >= len(lines):
        return Sort.CODE
    return Sort.SCRIPT
