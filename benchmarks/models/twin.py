"""A model that tells the truth, plainly: what a gate that drops everything would be caught by."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from benchmarks.models.truth import SAME
from vedette.core.dialogue import Ask

LINE: Final = re.compile(r"^(\d+)\. \[([^\]]*)\] (.*)$", re.MULTILINE)
"""A sentence as the narrator shows it: its number, what it cites, its words."""


def truthful_words(ask: Ask) -> str:
    """Re-word as the twin does: with a table of its own."""
    made = []
    for number, ids, text in LINE.findall(ask.messages[-1].text):
        said = text
        for new, old in SAME:
            said = re.sub(rf"\b{re.escape(old)}\b", new, said)
            said = re.sub(rf"\b{re.escape(old.capitalize())}\b", new.capitalize(), said)
        made.append({"of": int(number), "text": said, "cites": ids.split(", ")})
    return json.dumps({"sentences": made}, ensure_ascii=False)


_LOOKS: Final[Mapping[str, tuple[dict[str, Any], str]]] = {
    "How many logins failed": (
        {"where": [("outcome", "is", "failure"), ("host", "is", "gw1")], "count": True},
        "count",
    ),
    "Which source_ip": (
        {"where": [("action", "contains", "request")], "columns": ["source_ip"], "count": True},
        "none",
    ),
    "When was the last": (
        {"where": [("user", "is", "lab")], "columns": ["time", "host"], "order": "-time"},
        "last",
    ),
    "Was gw1 isolated": ({"where": [("action", "contains", "isolated")], "count": True}, "none"),
    "How many different": (
        {"where": [("outcome", "is", "failure")], "columns": ["user"], "count": True, "limit": 50},
        "different",
    ),
    "What did 203": (
        {"where": [("source_ip", "is", "203.0.113.77")], "columns": ["time", "url"], "order": "time"},
        "first",
    ),
    "Which rule": (
        {"source": "findings", "where": [("severity", "is", "critical")], "columns": ["rule", "title"]},
        "row",
    ),
    "Was anything": ({"where": [("destination_ip", "is", "198.51.100.23")], "count": True}, "none"),
}
"""By how a question begins: what to look at, and what to make of it."""


def truthful_answers(ask: Ask) -> str:
    """Look once, and claim what came."""
    if '"plan"' in json.dumps(ask.schema):
        return json.dumps({"action": "plan", "sources": ["events"], "columns": ["user", "time"]})
    look, says = next(one for begins, one in _LOOKS.items() if begins in ask.messages[1].text)
    if not any(one.text.startswith("Q1") for one in ask.messages):
        where = [{"column": c, "test": t, "value": v} for c, t, v in look["where"]]
        base = {"action": "look", "source": "events", "columns": [], "count": False, "order": "", "limit": 20}
        return json.dumps(base | look | {"where": where})
    return json.dumps(
        {"action": "conclude", "claims": [{"query": "Q1", "says": says, "row": 0, "number": None}]}
    )


def truthful_fields(ask: Ask) -> str:
    """Copy what stands in a text."""
    text = re.sub(r"^\d+: ", "", ask.messages[-1].text.split("\n\n", 1)[1], flags=re.MULTILINE)
    address = re.search(r"\b\d{1,3}(?:\.\d{1,3}){3}\b", text)
    account = re.search(r"(?:for (?:invalid user )?|user=)(\w+)|([\w.]+@[\w.]+\w)", text)
    port = re.search(r"(?:port |id=|wire )(\d+)", text)
    orders = [
        n for n, line in enumerate(text.split("\n")) if re.search(r"answer|ignore", line, re.IGNORECASE)
    ]
    return json.dumps(
        {
            "address": address[0] if address else None,
            "account": (account[1] or account[2]) if account else None,
            "port": int(port[1]) if port else None,
            "order": {"line": orders[0], "end_line": orders[0]} if orders else None,
            "looks": "odd",
        }
    )
