"""Which commands ask a machine or its network what it is: one ATT&CK technique of discovery each."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from vedette.hunt.patterns.processes.roles import base

_LONGEST: Final = 2_000
_KEPT: Final = 8_192
_TABLE: Final = (
    # program, what its arguments have to hold, technique; the first that fits counts
    ("whoami", r"/(?:groups|all|priv)\b", "T1069"),
    ("whoami|quser|qwinsta|logname|who|w|last", r"", "T1033"),
    ("query", r"^\s*(?:user|session)\b", "T1033"),
    ("id", r"^\s*(?:-\w+\s*)?(?:\w+\s*)?$", "T1033"),
    ("net|net1", r"^\s*(?:localgroup|group)\b(?!.*/(?:add|delete))", "T1069"),
    ("net|net1", r"^\s*users?\b(?!.*/(?:add|delete|active))(?!\s+\S+\s+[^/\s])", "T1087"),
    ("net|net1", r"^\s*accounts\s*(?:/domain\s*)?$", "T1201"),
    ("net|net1", r"^\s*view\s+\\\\|^\s*share\s*$", "T1135"),
    ("net|net1", r"^\s*view\b", "T1018"),
    ("net|net1", r"^\s*(?:sessions?|use)\s*$", "T1049"),
    ("net|net1", r"^\s*start\s*$", "T1007"),
    ("net|net1", r"^\s*time\b", "T1124"),
    ("nltest", r"/(?:domain_trusts|trusted_domains|all_trusts)", "T1482"),
    ("nltest", r"/(?:dclist|dsgetdc)", "T1018"),
    ("dsquery|adfind", r"\bcomputer|objectcategory=computer|-sc\s+computers", "T1018"),
    ("dsquery|adfind", r"\bgroup|objectcategory=group", "T1069"),
    ("dsquery|adfind", r"\btrust|-gcb", "T1482"),
    ("dsquery|adfind", r"", "T1087"),
    ("systeminfo|uname|lsb_release|hostnamectl", r"", "T1082"),
    ("wmic", r"\b(?:os|computersystem|bios|qfe)\b", "T1082"),
    ("wmic", r"\buseraccount\b", "T1087"),
    ("wmic", r"\bprocess\b(?!.*\bcall\b)", "T1057"),
    ("wmic", r"\bservice\b(?!.*\bcall\b)", "T1007"),
    ("wmic", r"\bproduct\b(?!.*\bcall\b)", "T1518"),
    ("tasklist", r"/svc\b", "T1007"),
    ("tasklist|qprocess|pslist|ps|pstree", r"", "T1057"),
    ("ipconfig|ifconfig|getmac|nbtstat", r"^(?!.*(?:release|renew|flushdns|registerdns))", "T1016"),
    ("arp", r"-a\b", "T1016"),
    ("route", r"^\s*(?:print|-n)?\s*$", "T1016"),
    ("ip", r"^\s*(?:-\w+\s+)*(?:a|addr|address|r|route|link)\b(?!.*\b(?:add|del)\b)", "T1016"),
    ("netsh", r"\bshow\b", "T1016"),
    ("netstat|ss", r"", "T1049"),
    ("sc", r"^\s*query(?:ex)?\s*(?:type|state|$)", "T1007"),
    ("systemctl", r"\blist-unit", "T1007"),
    ("reg", r"^\s*query\b", "T1012"),
    ("gpresult", r"", "T1615"),
    ("dpkg", r"^\s*(?:-l|--list)\b", "T1518"),
    ("rpm", r"^\s*-qa", "T1518"),
    ("tree", r"", "T1083"),
    ("cmd", r"/[ck]\s+\"?dir\b.*\s/s\b", "T1083"),
    ("cat|less|more|getent", r"\bpasswd\b", "T1087"),
    ("cat|less|more|getent", r"\bgroup\b", "T1069"),
    ("cat|less|more", r"/etc/(?:os-release|issue|\S*-release)\b|/proc/version", "T1082"),
)
"""Linux's own are few: shells there ask without starting programs for it."""
_RULES: Final[dict[str, list[tuple[re.Pattern[str], str]]]] = {}
for _programs, _pattern, _technique in _TABLE:
    for _program in _programs.split("|"):
        _RULES.setdefault(_program, []).append((re.compile(_pattern, re.IGNORECASE), _technique))

ABOUT_PEOPLE: Final = frozenset({"T1033", "T1069", "T1087", "T1482", "T1201"})
"""Who somebody is and what they may: what who comes new asks, and who mends a network does not."""


@lru_cache(_KEPT)
def question(program: str, command: str) -> str:
    """Return the technique a command is of; nothing of most."""
    known = _RULES.get(base(program))
    if known is None:
        return ""
    said = arguments(command)
    return next((technique for pattern, technique in known if pattern.search(said)), "")


def arguments(command: str) -> str:
    """Return what stands behind the program in a command line."""
    text = command[:_LONGEST].lstrip()
    if text.startswith('"'):
        return text[1:].partition('"')[2]
    return text.partition(" ")[2]
