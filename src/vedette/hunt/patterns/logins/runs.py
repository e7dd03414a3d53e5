"""Things carried out on a host from another: a share of the system opened, then a service or task made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final, NamedTuple

from vedette.core.attacks import Entity, EntityKind
from vedette.core.levels import Confidence, Severity
from vedette.hunt.instants import DAY, MINUTE, rfc3339
from vedette.hunt.patterns.logins.chains import AT_ONCE, Deed, Deeds, Hop, Hops, host_entity
from vedette.hunt.patterns.places import places
from vedette.hunt.patterns.speech import plain, quoted
from vedette.hunt.signal import Signal

_HABIT_DAYS: Final = 2


class Run(NamedTuple):
    """One source made something run on one host."""

    source: str
    host: str
    users: tuple[str, ...]
    hop: Hop
    share: Deed
    made: tuple[Deed, ...]


def runs(hops: Hops, deeds: Deeds) -> Iterator[Run]:
    """Give the first of each pair of source and host, but for sources that do so on several days."""
    found: dict[tuple[str, str], Run] = {}
    days: dict[str, set[int]] = defaultdict(set)
    for (source, host, user), hop in hops.items():
        made = list(_runs((source, host, user), hop, deeds))
        days[source].update(run.share.time // DAY for run in made)
        if not made:
            continue
        known = found.get((source, host))
        users = tuple(sorted({*known.users, user})) if known is not None else (user,)
        found[source, host] = (known or made[0])._replace(users=users)
    for (source, _), run in sorted(found.items()):
        if len(days[source]) < _HABIT_DAYS:
            yield run


def _runs(key: tuple[str, str, str], hop: Hop, deeds: Deeds) -> Iterator[Run]:
    source, host, user = key
    known = deeds.get(host, ())
    for share in sorted((deed for deed in known if deed.source == source), key=lambda deed: deed.time):
        made = tuple(deed for deed in known if deed.lasting and -MINUTE <= deed.time - share.time <= AT_ONCE)
        if made and hop.first - MINUTE <= share.time <= hop.last + AT_ONCE:
            yield Run(source, host, (user,), hop, share, made)


def tell_run(run: Run) -> Signal:
    """Say what a run is."""
    what = ", ".join(dict.fromkeys(deed.what for deed in run.made))
    service = any("service" in deed.what for deed in run.made)
    return Signal(
        rule="pattern:lateral-movement-run",
        title="Something was carried out from another host",
        message=plain(
            f"From {run.source} {', '.join(run.users)} opened {run.share.what} of {run.host} at"
            f" {rfc3339(run.share.time)}; within ten minutes {what}: {quoted(run.made[0].spot[4], 160)}."
        ),
        severity=Severity.MEDIUM,
        confidence=Confidence.LIKELY,
        reason="Login, share and what was made follow one another, and this source does so on no other day.",
        techniques=("T1021.002", "T1569.002" if service else "T1053.005"),
        first=run.share.time,
        last=max(deed.time for deed in run.made),
        count=2 + len(run.made),
        actors=(*(Entity(EntityKind.USER, user) for user in run.users), host_entity(run.source)),
        targets=(host_entity(run.host),),
        places=places([run.hop.spot, run.share.spot, *(deed.spot for deed in run.made)]),
        numbers={"made": len(run.made), "seconds": (run.made[0].time - run.share.time) // 1_000_000},
        benign="an administrator's remote tool, or software that is rolled out",
        remedy="Look at what was made, and who sat at the source.",
    )
