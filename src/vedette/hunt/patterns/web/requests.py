"""The values of a request that a stranger chose, and what each of them tries to do.

Most requests are told honest by one pattern over the URL as it came; a value is judged once and remembered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from vedette.hunt.event import Event
from vedette.hunt.patterns.payloads import Payload, judge_payload

URL_MAX: Final = 16_384
VALUES_MAX: Final = 256
"""Different values of one request that are looked at: those at the beginning and those at the end."""
_REMEMBERED: Final = 8_192
_SHORT: Final = 512
SECRET_FILE: Final = "request for a secret file"  # noqa: S105  a kind of attack
WEB_SHELL: Final = "web shell"

_ODD = re.compile(
    (
        r"[^\w/.=&?~,:@!+%-]|\.\.|--|//|%(?:0|1|2[2-9a-cefA-CEF]|3[b-eB-E]|5[b-eB-E]"
        r"|60|7[b-eB-E]|25|[c-fC-FuU])"
        r"|(?:\+|%20)(?:or|and|union|select|order|having|where|rlike|procedure)(?:\+"
        r"|%20)|/\.|etc/|passwd|cmd=|exec="
        r"|\b(?:bin|proc|boot\.ini|win\.ini|web-inf)\b|rO0AB|[A-Za-z0-9_-]{24,}={1,2}(?:&"
        r"|$)"
    ),
    re.IGNORECASE,
)
"""What no honest URL needs, or few do: the rest is not looked at."""
_PLAIN = re.compile(r"[\w/.=&?~,:@!-]*")
_TELLING: Final = frozenset(
    [
        "sql",
        "zip",
        "tgz",
        "gz",
        "bak",
        "old",
        "inc",
        "php",
        "php5",
        "phtml",
        "jsp",
        "jspx",
        "asp",
        "aspx",
        "ashx",
        "cfm",
        "ini",
        "xml",
        "config",
        "sh",
        "exe",
        "conf",
    ]
)
"""Ends of paths that are worth a look."""
_WHOLE = re.compile(r"^[a-z][a-z0-9+.-]{1,10}://[^/?#]{0,300}", re.IGNORECASE)
_SECRETS = re.compile(
    (
        r"/(?:\.env(?:\.\w{1,12})?|\.git/(?:config|head|index)|\.svn/(?:entries|wc\.db)"
        r"|\.ht(?:access|passwd)|\.aws/credentials"
        r"|\.ssh/\w+|id_rsa|wp-config\.php(?:\.\w+|~)|\.ds_store|\.dockercfg|\.npmrc"
        r"|(?:backup|dump|db|database|site)\.(?:sql|zip|tar\.gz|tgz|bak)"
        r"|server-status|phpinfo\.php|actuator/(?:env|heapdump|gateway\w*)|\.vscode/sftp\.json"
        r"|web\.config|config\.(?:bak|old|inc))$"
    ),
    re.IGNORECASE,
)
_SCRIPT_FILE = re.compile(r"\.(?:php\d?|phtml|aspx?|ashx|jspx?|cfm|cgi|pl)$", re.IGNORECASE)
_SHELL_FILE = re.compile(
    (
        r"/(?:c99|r57|wso\d*|b374k\w*|alfa\w*|indoxploit\w*|mini_?shell|web_?shell"
        r"|cmd|cmdasp|aspxspy\w*|chopper|p0wny\w*|antsword"
        r"|godzilla|behinder)\.(?:php\d?|aspx?|ashx|jspx?)$"
    ),
    re.IGNORECASE,
)
_SHELL_NAME: Final = frozenset({"cmd", "exec", "command", "shell", "execute", "system", "execcmd", "cmdline"})
"""Parameters that hold a command and nothing else."""
_MAYBE_NAME: Final = frozenset({"c", "x", "run", "pass", "z0", "act", "code", "cc", "q", "a"})
"""Parameters that may hold one, and mostly hold a word."""
_SURE_COMMAND = re.compile(
    (
        r"^\s*(?:(?:whoami|uname|ifconfig|ipconfig|systeminfo|tasklist|netstat)\b[\s\w/-]{0,40}$"
        r"|(?:ls|cat|dir|type|net|wget|curl|ping|nslookup|certutil|powershell|cmd(?:\.exe)?"
        r"|bash|sh|rm|find)\s+(?:[-/\\.]|https?:|user\b))"
    ),
    re.IGNORECASE,
)
_COMMAND = re.compile(
    (
        r"^\s*(?:(?:/\S{0,40}/)?(?:whoami|id|uname|ls|dir|ipconfig|ifconfig|pwd|hostname"
        r"|systeminfo|tasklist|netstat|ps|env|set|ver|cat|type"
        r"|net|wget|curl|ping|nslookup|certutil|powershell|cmd(?:\.exe)?|bash|sh|python\d?"
        r"|perl|rm|cp|mv|chmod|echo|find|tar|nc)"
        r"(?:\s+[-/\\\w.:*&|<>\"'$%?=@,;(){}~+]+){0,40})\s*$"
    ),
    re.IGNORECASE,
)
HEADERS: Final = "request_headers"
"""The field in which captures keep header lines that are odd."""
_LINES_MAX: Final = 32
BODIES: Final = ("request_body", "http.request.body.content", "http_request_body", "body", "post_data")
"""Fields in which logs and captures keep what was sent, where they do."""


class Hit(NamedTuple):
    """One value that is an attack."""

    where: str
    """parameter q, path, user agent …"""
    column: str
    """The event's column it is from."""
    value: str
    """That column's text."""
    payload: Payload


class Reader:
    """Judges requests, and remembers how it judged values."""

    __slots__ = ("_headers", "_known")

    def __init__(self) -> None:
        self._known: dict[str, Payload | None] = {}
        self._headers: dict[str, Payload | None] = {}

    def hits(self, event: Event, url: str, path: str) -> Iterator[Hit]:
        """Give what in a request is an attack; `path` is that of the URL."""
        if is_odd(url, path):
            yield from self._in_url(url[:URL_MAX])
        referrer, agent = event.referrer, event.user_agent
        if referrer is not None and (found := self._of_header(referrer)) is not None:
            yield Hit("referrer", "referrer", referrer, found)
        if agent is not None and (found := self._of_header(agent)) is not None:
            yield Hit("user agent", "user_agent", agent, found)
        cookie, odd = event.fields.get("cs-cookie"), event.fields.get(HEADERS)
        if isinstance(cookie, str) and _is_odd_header(cookie):
            yield from self._in_cookies(cookie)
        if isinstance(odd, str):
            yield from self._in_headers(odd)
        if event.method != "GET":
            yield from self._in_body(event)

    def _of_header(self, text: str) -> Payload | None:
        """Judge a header once; the same few are sent again and again."""
        try:
            return self._headers[text]
        except KeyError:
            found = judge_payload(text) if _is_odd_header(text) else None
        if len(text) <= _SHORT:
            if len(self._headers) >= _REMEMBERED:
                self._headers.clear()
            self._headers[text] = found
        return found

    def _in_headers(self, odd: str) -> Iterator[Hit]:
        """Judge header lines that a capture kept because browsers send no such thing."""
        for line in odd.split("\n")[:_LINES_MAX]:
            name, _, value = line.partition(": ")
            if (found := self._of_header(value)) is not None:
                yield Hit(f"header {name[:60]}", HEADERS, odd, found)

    def _in_cookies(self, cookie: str) -> Iterator[Hit]:
        """Judge each cookie; all in one where they are a function of a shell, which has semicolons."""
        parts = [cookie] if "() {" in cookie else cookie.split(";", VALUES_MAX)[:VALUES_MAX]
        for part in parts:
            name, equals, value = part.strip().partition("=")
            if _is_odd_header(part) and (found := self._of_header(value if equals else part)) is not None:
                yield Hit(f"cookie {name[:60]}" if equals else "cookie", "cs-cookie", cookie, found)

    def _in_url(self, url: str) -> Iterator[Hit]:
        target = _WHOLE.sub("", url, count=1)
        path, _, query = target.partition("?")
        found = self._of_path(path)
        if found is not None:
            yield Hit("path", "url", url, found)
        script = _SCRIPT_FILE.search(path) is not None
        for name, value in _pairs(query):
            payload = self._of_pair(name, value, script=script)
            if payload is not None:
                yield Hit(f"parameter {name[:60]}" if name else "query", "url", url, payload)

    def _of_path(self, path: str) -> Payload | None:
        if _SHELL_FILE.search(path):
            return Payload(WEB_SHELL, (), path, 1.0, ("a file name web shells go by",))
        if _SECRETS.search(path):
            return Payload(SECRET_FILE, (), path, 1.0, ("a file that holds secrets or tells of the server",))
        found = self._judge(path)
        if found is None and (last := path.rpartition("/")[2]) != path:
            found = self._judge(last)
        return found

    def _of_pair(self, name: str, value: str, *, script: bool) -> Payload | None:
        if script and (words := _command(name.lower(), value)):
            return Payload(WEB_SHELL, (), words, 1.2, (f"{name} holds a command",))
        found = self._judge(value)
        if found is None and name:
            found = self._judge(name)
            if found is None and ("$" in name or "%24" in name):
                found = self._judge(f"{name}={value}")
        return found

    def _in_body(self, event: Event) -> Iterator[Hit]:
        fields = event.fields
        for name in BODIES:
            body = fields.get(name)
            if isinstance(body, str) and body:
                for key, value in _pairs(body) if "=" in body and body[0] not in "{[<" else (("", body),):
                    payload = self._of_pair(key, value, script=True)
                    if payload is not None:
                        yield Hit(f"body {key[:60]}".rstrip(), name, body, payload)

    def _judge(self, value: str) -> Payload | None:
        """Judge a value once; short ones are remembered."""
        try:
            return self._known[value]
        except KeyError:
            found = judge_payload(value)
        if len(value) <= _SHORT:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[value] = found
        return found


def is_odd(url: str, path: str) -> bool:
    """Whether a URL has anything in it that would make somebody look twice; cheap."""
    if _PLAIN.fullmatch(url) is None:
        return _ODD.search(url) is not None or path.rpartition(".")[2] in _TELLING
    return (
        ".." in url
        or "/." in url
        or "//" in url
        or "--" in url
        or "==" in url
        or "=/" in url
        or "=rO0" in url
        or "etc/" in url
        or path.rpartition(".")[2] in _TELLING
    )


def _is_odd_header(text: str) -> bool:
    """Whether a header has what browsers do not send; semicolons and parentheses they do."""
    return (
        "$" in text
        or "<" in text
        or "'" in text
        or "()" in text
        or "../" in text
        or "%27" in text
        or "%3C" in text
        or "%3c" in text
        or "%24%7" in text
        or "sleep(" in text
    )


def _pairs(query: str) -> Iterator[tuple[str, str]]:
    """Split a query as servers do, each different part once, up to a limit; plus signs are spaces."""
    if not query:
        return
    parts = query.replace("+", " ").split("&")
    if len(parts) > VALUES_MAX:
        parts = [*dict.fromkeys(parts)]
        if len(parts) > VALUES_MAX:
            parts = parts[: VALUES_MAX // 2] + parts[-VALUES_MAX // 2 :]
    for part in parts:
        name, equals, value = part.partition("=")
        yield (name, value) if equals else ("", name)


def _command(name: str, value: str) -> str | None:
    """Return the command a parameter of a script holds, if it holds one."""
    pattern = _COMMAND if name in _SHELL_NAME else _SURE_COMMAND if name in _MAYBE_NAME else None
    if pattern is None:
        return None
    words = value.replace("%20", " ").replace("%2F", "/").replace("%2f", "/")
    return words if pattern.match(words) else None
