"""Suricata's DNS events, of all three versions: a question and its answer are told apart, one of them counts.

Version 1 tells each record of an answer in an event of its own, 2 all of them in one, 3 has the question in a
list. Where answers are logged, the answer is the event; else the question is.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from vedette.hunt.actions import DNS, OTHER
from vedette.hunt.event import Event
from vedette.hunt.source import Source
from vedette.hunt.sources.common.names import address_of, domain_of, text_of
from vedette.hunt.sources.netlogs.eve.kinds import part_of

_ANSWERS_MAX: Final = 64
_PORT: Final = 53
_ASKING: Final = frozenset({"query", "request"})
_SOURCES: Final = 256


class _Memory:
    """Whether answers are logged in a source; they follow the first questions closely."""

    __slots__ = ("answered", "last", "told")

    def __init__(self) -> None:
        self.answered, self.last = False, 0
        self.told: object = None
        """The question answered last: version 1 tells each part of an answer in a record of its own."""

    def at(self, record: int) -> _Memory:
        """Begin anew where a source is read again from its beginning: it shall say the same."""
        if record <= self.last:
            self.answered, self.told = False, None
        self.last = record
        return self


@lru_cache(_SOURCES)
def _memory(_: Source) -> _Memory:
    return _Memory()


def see(event: Event, record: Mapping[str, Any], source: Source) -> None:
    """Read a question or an answer."""
    dns = part_of(record, "dns")
    if isinstance(dns.get("query"), list):  # inside an alert
        dns = _first(dns["query"])
    question = _first(dns["queries"]) if isinstance(dns.get("queries"), list) else dns
    event.protocol = "dns"
    event.domain = domain_of(text_of(question.get("rrname")))
    event.query_type = text_of(question.get("rrtype"))
    asking = str(dns.get("type")) in _ASKING
    memory = _memory(source).at(event.record)
    event.action = OTHER if asking and memory.answered else DNS
    if not asking:
        memory.answered = True
        _see_answer(event, dns)
        told = (record.get("flow_id"), dns.get("id"))
        if "answers" not in dns and told == memory.told:
            event.action = OTHER
        memory.told = told


def _see_answer(event: Event, dns: Mapping[str, Any]) -> None:
    event.response = text_of(dns.get("rcode"))
    answers = dns.get("answers")
    many = answers if isinstance(answers, list) else [dns]
    told = [
        _rdata(one["rdata"])
        for one in many[:_ANSWERS_MAX]
        if isinstance(one, dict) and _is_text(one.get("rdata"))
    ]
    if event.source_port == _PORT and event.destination_port != _PORT:
        event.source_ip, event.destination_ip = event.destination_ip, event.source_ip
        event.source_port, event.destination_port = event.destination_port, event.source_port
    event.answers = tuple(told)


def _rdata(text: str) -> str:
    """Write an address the one way there is; Suricata fills version 6 with zeros."""
    return address_of(text) or text if ":" in text else text


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _first(many: list[Any]) -> Mapping[str, Any]:
    return many[0] if many and isinstance(many[0], dict) else {}
