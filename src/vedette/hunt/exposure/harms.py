"""Which payloads use which weakness: by CWE, in the kinds that judges of payloads tell apart."""

from __future__ import annotations

import re
from typing import Final

from vedette.hunt.patterns.payloads import Payload, judge_payload
from vedette.hunt.patterns.payloads.layers import views

_CODE: Final = frozenset(("template injection", "code injection", "command injection", "JNDI lookup"))
_COMMAND: Final = frozenset(("command injection", "code injection", "web shell"))
_PATH: Final = frozenset(("path traversal", "file inclusion", "request for a secret file"))
_QUERY: Final = frozenset(("SQL injection", "code injection"))
_FETCH: Final = frozenset(("server-side request forgery", "file inclusion"))
_MARKUP: Final = frozenset(("cross-site scripting", "template injection"))
_HEADER: Final = frozenset(("header injection",))
_DOCUMENT: Final = frozenset(("XML external entity", "server-side request forgery", "file inclusion"))
KINDS: Final[dict[int, frozenset[str]]] = {
    **dict.fromkeys((89, 564, 943, 643, 90), _QUERY),
    **dict.fromkeys((77, 78, 88), _COMMAND),
    **dict.fromkeys((22, 23, 36, 73, 98, 434), _PATH),
    **dict.fromkeys((79, 80, 116), _MARKUP),
    **dict.fromkeys((94, 95, 96, 917, 1336, 470, 134), _CODE),
    918: _FETCH,
    601: _FETCH,
    **dict.fromkeys((611, 776), _DOCUMENT),
    **dict.fromkeys((93, 113, 117), _HEADER),
    502: _CODE,
}
"""By the number of the CWE."""
_ELSEWHERE: Final = re.compile(r"^\s*(?:https?:)?[/\\]{2}[^/\\\s]", re.IGNORECASE)
_FILTER: Final = re.compile(r"[*()&|!\\\x00]*\)\s*\(|\*\)|\(\s*[&|!]|^\*$")
_SERIALISED: Final = re.compile(
    r"^\s*(?:rO0AB|gA[SJ][VW]|gAN|gAJ|KGRw|Y3Bv|AAEAAAD/////|[OaC]:\d+:[\"{]|c[a-z_]+\n[a-z_]+\n|!!python/|\x80[\x02-\x05])"
)
"""Java, pickle (protocols 2 to 5, and 0), .NET, PHP, a YAML tag."""
ELSEWHERE: Final = frozenset(("a way to another site", "an address to fetch"))
"""What everybody sends where a parameter is made for addresses."""
_SEPARATED: Final = re.compile(r"(?:;|\|\|?|&&|\n|\$\(|`|\$IFS)\s*[\w./$\\]")
_OWN: Final[dict[int, tuple[str, re.Pattern[str]]]] = {
    **dict.fromkeys((77, 78), ("command injection", _SEPARATED)),
    601: ("a way to another site", _ELSEWHERE),
    918: ("an address to fetch", _ELSEWHERE),
    90: ("LDAP injection", _FILTER),
    502: ("a serialised object", _SERIALISED),
}
"""What an ordinary value is not, and only this weakness makes harmful: less is asked of it than elsewhere."""


def numbers(weaknesses: tuple[str, ...]) -> tuple[int, ...]:
    """Return the numbers of CWE ids."""
    found = (re.fullmatch(r"CWE-(\d{1,5})", one) for one in weaknesses)
    return tuple(int(one[1]) for one in found if one is not None)


def uses(value: str, weaknesses: tuple[int, ...]) -> Payload | None:
    """Say how a value would use a weakness; None when it would not, whatever else it tries."""
    found = judge_payload(value)
    if found is not None and any(found.kind in KINDS.get(one, ()) for one in weaknesses):
        return found
    for one in weaknesses:
        if one in _OWN:
            kind, pattern = _OWN[one]
            for view in views(value):
                if pattern.search(view.text) is not None:
                    return Payload(kind, view.layers, view.text, 1.0, (f"it looks like {kind}",))
    return None
