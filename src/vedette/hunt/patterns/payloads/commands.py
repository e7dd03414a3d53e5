"""Command injection: a separator, then the name of a program where a shell expects one.

`salt & pepper; cat` has separators and `cat` too. So names that are words as well count only with an
argument that is a path or a flag, and a list such as `name;id` only where the separator leads or trails.
"""

from __future__ import annotations

import re
from typing import Final

from vedette.hunt.patterns.payloads.evidence import Weighed

KIND: Final = "command injection"

_HINT = re.compile(r"[;|&`$\n<>(]|\.exe|/bin/|cmd|passwd|powershell|dir ")
_PATHED: Final = (
    r"(?:/(?:usr/)?(?:local/)?s?bin/|c:[\\/]windows[\\/]system32[\\/]|/(?=\w{0,5}[?*\[])[\w?*\[\]]{1,6}/)"
)
_TELLING: Final = (
    r"(?:whoami|uname|ifconfig|ipconfig|netstat|nslookup|wget|curl|nc|ncat|netcat"
    r"|tftp|telnet|traceroute|tracert|systeminfo|tasklist"
    r"|powershell(?:\.exe)?|pwsh|cmd(?:\.exe)?|bash|sh|zsh|dash|ksh|perl|python[23]?"
    r"|ruby|php|certutil|bitsadmin|wmic|mshta|regsvr32"
    r"|rundll32|cscript|chmod|chown|useradd|passwd|ping6?|getent|printenv|xxd"
    r"|base64|socat|busybox|reboot|killall|crontab|lsof"
    r"|shutdown|net1?(?=\s+(?:user|group|localgroup|view|share))|reg(?=\s+(?:query"
    r"|add))|ipconfig|dig|nmap|hostname|arp|rm|mv|cp)"
)
_PLAIN: Final = (
    r"(?:id|ls|ll|dir|cat|type|more|less|head|tail|echo|sleep|ps|pwd|env|set|w"
    r"|who|date|find|grep|sort|touch|kill|time|timeout|ver|vol|test|expr|printf"
    r"|tac|nl|awk|sed|true|false|nid)"
)
_SEPARATOR: Final = r"(?:;|\|{1,2}|&{1,2}|\n|\r|`|\$\()"
_ARGUMENT: Final = (
    r"(?:\s|\$\{?ifs(?:%\?\?|\})?(?:\$\d)?|\{|,|<|\+)+(?:-{1,2}\w|/[\w.?*/\[\]-]"
    r"|\.{0,2}/|[a-z]:[\\/]?|\d+(?:\D|$)|https?:|%|\$|'|\"|\*|[\w.-]+\.\w{2,4}\b"
    r"|&)"
)

_SURE: Final[tuple[tuple[re.Pattern[str], str], ...]] = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (rf"{_SEPARATOR}[\s+]{{0,40}}[\"']?{_PATHED}\w", "runs a program by its path after a separator"),
        (
            rf"{_SEPARATOR}[\s+]{{0,40}}(?:{_TELLING})\b(?=\s*(?:[;|&`)#<>]|$)|{_ARGUMENT})",
            "runs a program after a separator",
        ),
        (
            (rf"{_SEPARATOR}[\s+]{{0,40}}(?:{_PLAIN})\b{_ARGUMENT}"),
            ("runs a program with arguments after a separator"),
        ),
        (
            rf"^[\s+'\"$)]{{0,4}}{_SEPARATOR}{{1,8}}[\s+]{{0,40}}(?:{_PLAIN})\s*[;|&`)#]?\s*$",
            "begins with a separator and a program",
        ),
        (
            rf"{_SEPARATOR}[\s+]{{0,40}}(?:id|ls|dir|whoami|uname|pwd|env|ps)[ \t]*[;|&#\n]\s*$",
            "a program between separators",
        ),
        (rf"(?:`|\$\()\s*(?:{_TELLING}|{_PLAIN})(?:\s[^`)]{{0,200}})?[`)]", "substitutes a command's output"),
        (r"\$\{?ifs\}?[\w$]|\$\(\(\s*\d+\s*[+*]\s*\d+\s*\)\)", "asks a shell to put words or sums in"),
        (r"\(\)\s*\{\s*(?::|_|\w+);?\s*\}\s*;", "defines a function and goes on: Shellshock"),
        (r"<!--\s*#\s*(?:exec|include)\b", "a server-side include"),
        (r"(?:>|2>&1|>>|\|)\s*/dev/(?:null|tcp/|udp/)", "redirects to a device"),
        (r"^/(?:usr/)?s?bin/\w+(?:\s+-|$|[;|])", "a program by its path"),
        (
            r"^(?:cat|head|tail|less|more|tac|nl)\s+(?:-\w+\s+)?/(?:etc|proc|var|root|home)/\w",
            "reads a file of the system",
        ),
        (
            r"^(?:cmd|powershell|pwsh)(?:\.exe)?\s+[/-](?:c|k|enc|e|nop|w|command|encodedcommand)\b",
            "a command line",
        ),
        (r"^(?:ping|nslookup|tracert)(?:\.exe)?\s+-[a-z]\s*\d+\s", "a command line"),
        (r"^(?:wget|curl)\s+(?:-\w+\s+)*(?:https?|ftp)://", "fetches something"),
    )
)


def judge(text: str) -> Weighed | None:
    """Weigh a lower-case text; None where a shell would see nothing in it."""
    if _HINT.search(text) is None:
        return None
    made = Weighed(KIND)
    plain = _untorn(text)
    for pattern, words in _SURE:
        if pattern.search(plain):
            made.add(1.0, words)
    return made


def _untorn(text: str) -> str:
    r"""Join what quotes, backslashes and empty variables tear apart: `c'a't`, `w\\ho$@ami`."""
    if "'" not in text and '"' not in text and "\\" not in text and "$" not in text:
        return text
    joined = re.sub(r"(?<=[a-z/])(?:''|\"\"|\\|\$@|\$\*|\$\{?[x-z]\}?)(?=[a-z/])", "", text)
    return re.sub(
        r"(?<=[;|&`(\s])([a-z]{0,4})(['\"])([a-z]{1,4})\2([a-z]{0,8})(?=\s|$|[;|&])", r"\1\3\4", joined
    )
