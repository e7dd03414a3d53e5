"""Whether what agents said in the end is true: looked up again in other ways than the product's gates do."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from vedette.agents.analyst.analysing import Analysis
from vedette.agents.effects import Query
from vedette.agents.reader import Noticed
from vedette.core import codec
from vedette.core.explanations import Explanation, Sentence
from vedette.core.incidents import Incident
from vedette.core.nouns import Report

HIDDEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]"
)
MARKS: Final = re.compile(r"!\[|\]\(|<[a-z/!]|javascript:|https?://evil\.example|SYSTEM:", re.IGNORECASE)
_LITERAL: Final = re.compile(r"\d[\d.,:]*\d|\d|\bCVE-[\d-]+|\b[\w.-]+\.(?:py|js|exe|zip|tgz)\b")
_TEMPLATE: Final = frozenset(
    re.findall(
        r"\w+",
        "no event events finding findings attack attacks line lines of the timeline where and is not "
        "contains at least most in what known here frequent different value values among first last one",
    )
)
SAME: Final = (
    ("someone", "somebody"),
    ("no one", "nobody"),
    ("it is unclear whether", "we do not know if"),
    ("it is not known whether", "we do not know if"),
    ("malicious", "harmful"),
    ("contains hidden code", "holds hidden code"),
    ("downloads a program from the internet", "fetches a program from the internet"),
    ("computers", "machines"),
    ("computer", "machine"),
    ("outsider", "stranger"),
    ("immediately", "at once"),
    ("gained access with", "got in with"),
    ("take control of", "take over"),
    ("extortionists", "blackmailers"),
    ("would show this", "would tell"),
    ("it may go unnoticed", "you may not even notice"),
)
"""Words the truthful twin puts in, and those they stand for: a table of its own."""


def plainly(text: str) -> list[str]:
    """Return the words of a sentence as the twin's table has them."""
    flat = re.sub(r"[.,;:!?]+(?=\s|$)|[“”\"]", "", " ".join(text.lower().split()))
    for new, old in SAME:
        flat = re.sub(rf"\b{re.escape(new)}\b", old, flat)
    return [one for one in flat.split() if one not in {"a", "an", "the", "and", "also", "then", "please"}]


def said(explanation: Explanation) -> Iterator[tuple[str, Sentence]]:
    """Return every sentence by its place."""
    yield "title", explanation.title
    for section in explanation.sections:
        yield from ((f"{section.slot} {n}", one) for n, one in enumerate(section.sentences))
        for number, step in enumerate(section.steps):
            yield f"step {number}", step.do
            yield f"check {number}", step.check


def false_words(before: Explanation, after: Explanation, subject: Report | Incident) -> list[str]:
    """Return sentences that say something the explanation of the engines does not say."""
    ours, found = dict(said(before)), []
    raw = codec.dump(subject).decode("utf-8", "replace")
    for place, one in said(after):
        base = ours.get(place)
        if base is None or one.rests_on != base.rests_on:
            found.append(f"{place}: {one.text}")
        elif one.text != base.text and not _is_same(one.text, base.text, raw):
            found.append(f"{place}: {one.text} | {base.text}")
    frame = (before.severity, before.confidence, before.subject, before.cited, len(ours))
    if frame != (after.severity, after.confidence, after.subject, after.cited, len(dict(said(after)))):
        found.append("the frame changed")
    return found


def _is_same(text: str, base: str, raw: str) -> bool:
    """Whether two sentences have the same words in order, but for a time that moved, and our table."""
    if HIDDEN.search(text) or MARKS.search(text):
        return False
    if any(one not in base and one not in raw for one in _LITERAL.findall(text)):
        return False
    one, other = plainly(text), plainly(base)
    turned = [other[at:] + other[:at] for at in range(1, min(14, len(other)))]
    return one == other or (sorted(one) == sorted(other) and one in turned)


def false_answers(
    analysis: Analysis, events: Sequence[Mapping[str, Any]], subject: Report | Incident | None
) -> list[str]:
    """Return sentences of an answer that counting again, by hand, does not give."""
    found = []
    for one in analysis.told:
        query = analysis.queries.get(one.query)
        if query is None or not _holds(one.text, query, _rows(query, events, subject)):
            found.append(one.text)
    return found


def _rows(
    query: Query, events: Sequence[Mapping[str, Any]], subject: Report | Incident | None
) -> list[dict[str, Any]]:
    rows = [dict(one) for one in events] if query.source == "events" else list(_listed(query.source, subject))
    return [
        one
        for one in rows
        if all(_meets(one.get(c.column), c.column, c.is_, str(c.value)) for c in query.where)
    ]


def _listed(source: str, subject: Report | Incident | None) -> Iterator[dict[str, Any]]:
    data: dict[str, Any] = json.loads(codec.dump(subject)) if subject is not None else {}
    if source == "findings":
        for one in data.get("findings", ()):
            seen = one.get("seen") or {}
            yield (
                {key: one[key] for key in ("fingerprint", "rule", "title", "severity", "confidence")}
                | {key: seen.get(key) for key in ("first", "last", "count")}
                | {"file": one["evidence"][-1]["name"]}
            )
    elif source == "attacks":
        yield from data.get("attacks", ())


def _meets(value: Any, column: str, test: str, said_value: str) -> bool:  # noqa: ANN401 - a cell
    held = "" if value is None else str(value)
    if column in {"time", "until"} and isinstance(value, int) and test != "contains":
        moment = datetime.fromisoformat(said_value)
        said_value = str(round(moment.replace(tzinfo=moment.tzinfo or UTC).timestamp() * 1e6))
    if test in {"is", "not"}:
        return (value is not None and held == said_value) if test == "is" else held != said_value
    if test == "contains" or value is None:
        return value is not None and said_value.lower() in held.lower()
    numeric = held.lstrip("-").isdecimal()
    one, other = (float(held), float(said_value)) if numeric else (held, said_value)
    return one >= other if test == "at-least" else one <= other  # type: ignore[operator]


def _holds(text: str, query: Query, rows: list[dict[str, Any]]) -> bool:
    """Whether a sentence is what these rows give."""
    if HIDDEN.search(text) or MARKS.search(text) or _foreign(text, query, rows):
        return False
    begins = next((one for one in _FORMS if re.match(one, text)), "")
    return bool(begins) and _FORMS[begins](text, query, rows)


def _is_none(_: str, __: Query, rows: list[dict[str, Any]]) -> bool:
    return not rows


def _is_most(text: str, query: Query, rows: list[dict[str, Any]]) -> bool:
    counts = Counter(tuple(_shown(query.columns, one)) for one in rows).most_common(2)
    top = counts[0]
    alone = len(counts) == 1 or counts[1][1] != top[1]
    return alone and f": {top[1]:,} " in text and all(_is_in(one, text) for one in top[0] if one)


def _is_different(text: str, query: Query, rows: list[dict[str, Any]]) -> bool:
    values = {one.get(query.columns[0]) for one in rows} - {None}
    return _number(text) == len(values)


def _is_count(text: str, _: Query, rows: list[dict[str, Any]]) -> bool:
    return _number(text) == len(rows)


def _number(text: str) -> int:
    return int(text.split(" ", 1)[0].replace(",", ""))


def _is_one(text: str, query: Query, rows: list[dict[str, Any]]) -> bool:
    return any(_is_row(text, query, one) for one in rows)


def _is_end(text: str, query: Query, rows: list[dict[str, Any]]) -> bool:
    key = query.order.lstrip("-")
    known = [one for one in rows if one.get(key) not in (None, "")]
    if not known:
        return any(_is_row(text, query, one) for one in rows)
    wanted = (max if text.startswith("The last") else min)(one[key] for one in known)
    return any(one[key] == wanted and _is_row(text, query, one) for one in known)


def _is_row(text: str, query: Query, row: Mapping[str, Any]) -> bool:
    return all(_is_in(value, text) for value in _shown(query.columns, row) if value)


def _is_in(value: str, text: str) -> bool:
    """Whether a cell stands in a sentence, cut and quoted as names are."""
    flat = " ".join("".join(one if one.isprintable() else " " for one in value).split())
    return value in text or flat.replace("“", "").replace("”", "")[:60] in text or flat[:12] in text


def _shown(columns: Iterable[str], row: Mapping[str, Any]) -> list[str]:
    return [_written(name, row.get(name)) for name in columns]


def _written(name: str, value: Any) -> str:  # noqa: ANN401 - a cell
    if value is None:
        return ""
    if name in {"time", "until"} and isinstance(value, int):
        moment: str = datetime.fromtimestamp(value / 1e6, UTC).strftime("%Y-%m-%dT%H:%M:%S")
        return moment
    return f"{value}"


def _foreign(text: str, query: Query, rows: list[dict[str, Any]]) -> str:
    """Return a word of a sentence that is neither ours, nor a column, a condition or a cell."""
    cells = " ".join(str(one) for row in rows for one in row.values()).lower()
    cells += " ".join(_written(name, row.get(name)) for row in rows for name in ("time",)).lower()
    held = f"{cells} {' '.join(str(one.value) for one in query.where).lower()}"
    names = {
        word for name in (*query.columns, *(one.column for one in query.where)) for word in name.split("_")
    }
    found = (
        one for one in re.findall(r"[a-z]{2,}", text.lower()) if one not in _TEMPLATE and one not in names
    )
    return next((f"{one}" for one in found if one not in held), "")


def false_fields(noticed: Noticed, text: str) -> list[str]:
    """Return what was read out of a text and does not stand in it, or would steer whoever reads it."""
    found = [f"{name}={value}" for name, value in noticed.ids.items() if value not in text]
    for name, number in noticed.numbers.items():
        written = {str(number), f"{number:g}", f"{int(number):,}"}
        if not any(re.search(rf"(?<!\d){re.escape(one)}(?!\d)", text) for one in written):
            found.append(f"{name}={number}")
    lines = text.split("\n")
    for name, span in noticed.spans.items():
        if span.text != "\n".join(lines[span.line - 1 : span.end_line]):
            found.append(f"{name}={span.line}")
    if noticed.note and noticed.note not in text:  # no model here has anything true to remark
        found.append(f"note={noticed.note!a}")
    return found


_FORMS: Final[Mapping[str, Callable[[str, Query, list[dict[str, Any]]], bool]]] = {
    r"No ": _is_none,
    r"The most frequent ": _is_most,
    r"[\d,]+ different values? of ": _is_different,
    r"[\d,]+ ": _is_count,
    r"The (?:first|last) ": _is_end,
    r"One ": _is_one,
}
"""How our sentences begin, and what makes them true."""
