"""Whether rules do what their pages say: events they must match, and look-alikes they must not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from vedette.hunt.event import Event, Logsource
from vedette.hunt.sigma.matcher import Matcher
from vedette.hunt.sigma.pages import Case, Page
from vedette.hunt.sigma.rules import RuleSet
from vedette.hunt.sources.windows.channels import SERVICES
from vedette.hunt.sources.windows.events import complete, windows_event

_LOG: Final = "@log"
"""Of a Windows event: Sigma's word for the channel, and the event id."""


def event_of(case: Case, logsource: Logsource) -> Event:
    """Make the event a case describes. Names that begin with @ are columns, others the record's fields."""
    fields: dict[str, Any] = {name: value for name, value in case.items() if not name.startswith("@")}
    if _LOG in case:
        service, number = str(case[_LOG]).split()
        channel = next(channel for channel, word in SERVICES.items() if word == service)
        of_windows: dict[str, Any] = {"EventID": int(number), "Channel": channel, **fields}
        return windows_event(complete(of_windows), 0, 1, 0)
    columns = {name[1:]: value for name, value in case.items() if name.startswith("@")}
    return Event(source=0, record=1, time=0, logsource=logsource, fields=fields, **columns)


def failures(pages: Iterable[Page], ruleset: RuleSet) -> Iterator[str]:
    """Say in words what does not hold; nothing when all is well."""
    places = {rule.about.name: number for number, rule in enumerate(ruleset.rules)}
    unusable = {one.name: one.reason for one in ruleset.unusable}
    matcher = Matcher(ruleset)
    for page in pages:
        number = places.get(page.name)
        if number is None:
            yield f"{page.name}: cannot be used: {unusable.get(page.name, 'not loaded')}"
            continue
        if not page.match or not page.safe:
            yield f"{page.name}: needs an event that matches, and a look-alike that does not"
        logsource = ruleset.rules[number].logsource
        for sort, wanted, events in (("match", True, page.match), ("safe", False, page.safe)):
            for line, case in enumerate(events, 1):
                if (number in matcher.match(event_of(case, logsource))) is not wanted:
                    yield f"{page.name}: event {line} of {sort} {'does not match' if wanted else 'matches'}"
