"""A follower put together: from what somebody asked for, and what this machine has."""

from __future__ import annotations

import hashlib
import sys
import time
from pathlib import Path
from typing import Final

from vedette.app import baselines
from vedette.app.acquire.opened import Selection
from vedette.app.huntrules import HuntRules
from vedette.app.jobs import Cancelled, Job
from vedette.app.live.deliveries import Deliveries
from vedette.app.live.follow import Follower, Listing, state_path
from vedette.app.live.journal import Counts, Journal
from vedette.app.live.sinks import File, Out, Sink, Syslog, Webhook
from vedette.app.plainfiles import PlainFile, gather
from vedette.app.requests import Follow
from vedette.app.results import Followed
from vedette.app.tools import Tools
from vedette.core.errors import BadInput
from vedette.hunt.format import Format
from vedette.hunt.hunting import Hunt
from vedette.hunt.source import Skips, Source
from vedette.hunt.sources import formats
from vedette.hunt.story.identities import Identities

_SHORTEST_S: Final = 0.05


def run(tools: Tools, request: Follow, job: Job) -> Followed:
    """Follow until somebody stops it.

    Raises:
        BadInput: there is nothing to follow, or an address alarms may not be sent to.
        Unavailable: the state cannot be written.

    """
    if request.interval < _SHORTEST_S:
        raise BadInput("an interval too short", hint=f"at least {_SHORTEST_S} s")
    sinks = _sinks(request)
    _listing(tools, request, absent=False)()
    folder = request.state or state_folder(tools.events.parent, request.hunt.targets)
    journal = Journal(state_path(folder))
    try:
        follower = _follower(tools, request, journal, sinks, job)
        follower.restore()
        try:
            counts = follower.run(job, once=request.once)
        except (Cancelled, KeyboardInterrupt):
            counts = journal.counts()
        finally:
            follower.close()
    finally:
        journal.close()
    return _followed(counts)


def state_folder(data: Path, targets: tuple[str, ...]) -> Path:
    """Return where a follower of just these paths remembers how far it is."""
    paths = "\n".join(sorted(str(Path(one).resolve()) for one in targets))
    return data / "follow" / hashlib.sha256(paths.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def _follower(tools: Tools, request: Follow, journal: Journal, sinks: tuple[Sink, ...], job: Job) -> Follower:
    wish = request.hunt
    rules = HuntRules.load(tools, wish)
    begun = baselines.begun(wish)
    who = Identities()

    def recognise(source: Source, skips: Skips) -> Format | None:
        return formats.recognise(source, wish.form, skips)

    return Follower(
        hunt=Hunt(rules=rules.matcher, detectors=begun.detectors, watchers=(who,)),
        who=who,
        journal=journal,
        deliveries=Deliveries(journal, sinks, tools.clock, job.say),
        listing=_listing(tools, request),
        first=begun.first,
        recognise=recognise,
        clock=tools.clock,
        sleep=time.sleep,
        interval=request.interval,
    )


def _listing(tools: Tools, request: Follow, *, absent: bool = True) -> Listing:
    wish = request.hunt
    if not wish.targets:
        raise BadInput("nothing to follow", hint="give logs, or folders logs are written to")
    selection = Selection(include=wish.include, exclude=wish.exclude, defaults=False, any_kind=True)

    def listed() -> tuple[PlainFile, ...]:
        return gather(wish.targets, selection, tools.limits, absent=absent).files

    return listed


def _sinks(request: Follow) -> tuple[Sink, ...]:
    first: Sink = File(request.output) if request.output is not None else Out(sys.stdout)
    return (first, *map(Webhook, request.webhooks), *map(Syslog, request.syslogs))


def _followed(counts: Counts) -> Followed:
    return Followed(
        events=counts.events,
        skipped=counts.skipped,
        alarms=counts.alarms,
        dropped=counts.dropped,
        unseen=counts.unseen,
    )
