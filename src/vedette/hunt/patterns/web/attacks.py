"""Web attacks: what strangers' requests try to do, who tried it where, and whether it seems to have worked.

Formula: every value of a request is peeled and judged by grammar (`payloads/`); a score of 1 is an attack.
What a source does to a site is one campaign. Answers are compared with those of honest requests to the same
path (`pages.py`). A source that asks fast for many different paths that are not there is looking for what is.

Controls: words alone are no attack; a source that tries many kinds in many places, or names a tool, is a
scanner, of low severity unless something worked; an answer many attacks got alike says nothing; requests for
secret files count from three on, or where one was answered; crawlers meet old links too, but slowly.

Order of files does not matter, but for which honest answers are remembered of a page. Bounds: 20,000 pages,
50,000 sources, 5,000 campaigns of 64 attempts; those with the fewest requests go first.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final
from zlib import crc32

from msgspec import Struct

from vedette.core.attacks import Entity, EntityKind
from vedette.core.levels import Confidence, Severity
from vedette.hunt.actions import HTTP
from vedette.hunt.event import Event
from vedette.hunt.instants import MINUTE
from vedette.hunt.patterns.addresses import OUTSIDE, side
from vedette.hunt.patterns.bounded import Shelf, reread, written
from vedette.hunt.patterns.places import Fields, Spot, places
from vedette.hunt.patterns.speech import plain
from vedette.hunt.patterns.web.campaigns import Campaign, signal
from vedette.hunt.patterns.web.pages import Page
from vedette.hunt.patterns.web.requests import SECRET_FILE, Reader
from vedette.hunt.patterns.web.scanners import tool
from vedette.hunt.signal import Signal

PAGES: Final = 20_000
CLIENTS: Final = 50_000
CAMPAIGNS: Final = 5_000
_AGENTS: Final = 4_096
_MISSING_KEPT: Final = 256
_MISSING_MIN: Final = 40
_MISSING_SHARE: Final = 0.5
_MISSING_A_MINUTE: Final = 4.0
_SPOTS: Final = 4
_POPULAR: Final = 3
"""Sources that got it."""
_PATHS_INSIDE: Final = 3
_GIVEN: Final = range(200, 300)
_PATH_MAX: Final = 512
_WHOLE = re.compile(r"^[a-z][a-z0-9+.-]{1,10}://[^/?#]{0,300}", re.IGNORECASE)


class Client(Struct):
    """How one source behaves."""

    requests: int = 0
    missing: int = 0
    missing_paths: set[int] = set()
    """Hashes of paths that were not there."""
    first: int | None = None
    last: int | None = None
    site: str = ""
    scanner: str = ""
    spots: list[Spot] = []


class _State(Struct):
    pages: dict[tuple[str, str], Page]
    clients: dict[str, Client]
    campaigns: dict[tuple[str, str], Campaign]


class WebAttacks:
    """Sees requests."""

    name = "web-attacks"
    actions = frozenset({HTTP})

    def __init__(self) -> None:
        self._pages: Shelf[tuple[str, str], Page] = Shelf(PAGES, lambda page: page.count)
        self._clients: Shelf[str, Client] = Shelf(CLIENTS, lambda client: client.requests)
        self._campaigns: Shelf[tuple[str, str], Campaign] = Shelf(CAMPAIGNS, lambda one: one.count)
        self._agents: dict[str, str] = {}
        self._fields = Fields()
        self._reader = Reader()

    def see(self, event: Event) -> None:
        """Take one in."""
        url = event.url
        if url is None:
            return
        path = url.partition("?")[0]
        if path[:1] != "/":
            path = _WHOLE.sub("", path, count=1) or "/"
        path = path[:_PATH_MAX]
        site = event.domain or event.host or ""
        source = event.source_ip or event.host or ""
        client = self._clients.get(source) or self._clients.put(source, Client(site=site))
        client.requests += 1
        if event.status == 404:  # noqa: PLR2004
            self._missing(client, event, path)
        agent = (event.user_agent or "")[:_PATH_MAX]
        if (self._agents[agent] if agent in self._agents else self._learn(agent)) and not client.scanner:
            client.scanner = self._agents.get(agent, "")
        attacked = False
        for hit in self._reader.hits(event, url, path):
            attacked = True
            key = (source, site)
            campaign = self._campaigns.get(key) or self._campaigns.put(key, Campaign())
            campaign.add(event, path, hit, self._fields.spot(event, hit.value, hit.column))
        if not attacked:
            page = self._pages.get((site, path)) or self._pages.put((site, path), Page())
            page.add(event.status, event.bytes_in, event.duration)

    def _learn(self, agent: str) -> str:
        if len(self._agents) >= _AGENTS:
            self._agents.clear()
        self._agents[agent] = tool(agent)
        return self._agents[agent]

    def _missing(self, client: Client, event: Event, path: str) -> None:
        client.missing += 1
        time = event.time
        if time is not None:
            client.first = time if client.first is None else min(client.first, time)
            client.last = time if client.last is None else max(client.last, time)
        if len(client.missing_paths) < _MISSING_KEPT:
            client.missing_paths.add(crc32(path.encode("utf-8", "replace")))
        if len(client.spots) < _SPOTS:
            client.spots.append(self._fields.spot(event, event.url or path, "url"))

    def signals(self) -> Iterator[Signal]:
        """Say who attacked what."""
        popular = self._popular()
        for (source, site), campaign in self._campaigns.items():
            if set(campaign.kinds) == {SECRET_FILE} and _is_ordinary(source, site, campaign, popular):
                continue
            client = self._clients.get(source)
            if client is not None and client.scanner:
                campaign.scanner = client.scanner
            missing = len(client.missing_paths) if client is not None else 0
            if campaign.tried and (said := signal(_who(source), site, campaign, self._pages, missing)):
                yield said
        attackers = {source for source, _ in self._campaigns}
        for source, client in self._clients.items():
            if source not in attackers and _searches(client):
                yield _search(source, client)

    def _popular(self) -> set[tuple[str, str]]:
        """Return what looks like a secret file, and is given to whoever asks."""
        asked = Counter(
            (site, one.path)
            for (_, site), campaign in self._campaigns.items()
            for one in campaign.tried.values()
            if one.kind == SECRET_FILE and any(answer.status in _GIVEN for answer in one.answers)
        )
        return {page for page, sources in asked.items() if sources >= _POPULAR}

    def bounds(self) -> Iterator[str]:
        """Say what was forgotten."""
        for shelf, what in (
            (self._pages, "pages"),
            (self._clients, "sources"),
            (self._campaigns, "campaigns"),
        ):
            if shelf.dropped:
                yield f"{shelf.dropped:,} of the least asked {what} were forgotten"
        more = sum(one.more for one in self._campaigns.values())
        if more:
            yield f"{more:,} attempts of campaigns with many were counted, not kept"

    def save(self) -> bytes:
        """Write down what was seen."""
        return written(_State(self._pages, self._clients, self._campaigns))

    def restore(self, saved: bytes) -> None:
        """Take up what `save` wrote.

        Raises:
            BadInput: it is not that.

        """
        state = reread(_State, saved, self.name)
        self._pages.update(list(state.pages.items())[:PAGES])
        self._clients.update(list(state.clients.items())[:CLIENTS])
        self._campaigns.update(list(state.campaigns.items())[:CAMPAIGNS])


def _is_ordinary(source: str, site: str, campaign: Campaign, popular: set[tuple[str, str]]) -> bool:
    """Whether requests for secret files are a monitor's from inside, or for files everybody gets."""
    if side(source) != OUTSIDE and len(campaign.tried) < _PATHS_INSIDE:
        return True
    return all((site, one.path) in popular for one in campaign.tried.values())


def _who(source: str) -> Entity:
    kind = EntityKind.ADDRESS if ":" in source or source[-1:].isdigit() else EntityKind.HOST
    return Entity(kind, source or "unknown")


def _minutes(client: Client) -> float:
    """Return over how long paths were missed; at least one minute."""
    return max(1.0, ((client.last or 0) - (client.first or 0)) / MINUTE)


def _searches(client: Client) -> bool:
    """Whether a source goes through names that might be there."""
    different = len(client.missing_paths)
    return (
        different >= _MISSING_MIN
        and client.missing >= client.requests * _MISSING_SHARE
        and different / _minutes(client) >= _MISSING_A_MINUTE
    )


def _search(source: str, client: Client) -> Signal:
    different, minutes = len(client.missing_paths), _minutes(client)
    at_least = "at least " if different >= _MISSING_KEPT else ""
    return Signal(
        rule="pattern:web-searches",
        title="Search for hidden pages of a web site",
        message=plain(
            f"{source} asked {client.site or 'a web server'} for {at_least}{different}"
" different paths that are"
f" not there, within {minutes:.0f} minute{'s' if minutes >= 2 else ''}."  # noqa: PLR2004
        ),
        severity=Severity.LOW,
        confidence=Confidence.STRONG if client.scanner else Confidence.LIKELY,
        reason=f"{client.missing:,} of its {client.requests:,} requests found nothing, at more than"
        f" {_MISSING_A_MINUTE:.0f} different paths a minute: crawlers meet old links, but not as fast.",
        techniques=("T1595.003",),
        first=client.first,
        last=client.last,
        count=client.missing,
        actors=(_who(source),),
        targets=(Entity(EntityKind.HOST, client.site),) if client.site else (),
        places=places(client.spots),
        numbers={
            "different_paths": different, "missing": client.missing, "requests": client.requests,
            "minutes": round(minutes, 1), "scanner": client.scanner,
        },
        benign="a checker of links, or a site whose paths have just changed",
        remedy="See which of its requests were answered.",
    )  # fmt: skip
