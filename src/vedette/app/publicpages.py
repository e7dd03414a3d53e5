"""What everybody may read without an account: the criteria, and the transparency reports."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

import msgspec

from vedette.access.policy.engine import Policy
from vedette.app import criteria
from vedette.app.capabilities import CAPABILITIES
from vedette.app.capability import Capability
from vedette.app.transparency import Published, Transparency
from vedette.core.errors import BadInput
from vedette.core.sheets import Section, Sheet, Table

_TITLES: Final = {
    "members": "Members",
    "applications": "Applications",
    "uses": "Uses",
    "refusals": "Refusals",
    "emergencies": "Emergencies",
    "appeals": "Appeals",
    "monitoring": "Monitoring",
    "scope_proofs": "Targets proved",
    "disclosures": "Weaknesses told to others",
    "ledger_kept": "The ledger",
}


class PublicPage(NamedTuple):
    """A page, ready to be sent."""

    body: bytes
    media: str
    policy: str = ""
    """What the page may do; empty for what is no page."""


def criteria_markdown() -> bytes:
    """Return the criteria of the policy that is installed, for everything there is."""
    from vedette.export.sheets.markdown import render  # noqa: PLC0415 - few ask

    return render(criteria.sheet(Policy.load(), CAPABILITIES)).encode()


@dataclass
class PublicPages:
    """All of them, for one service."""

    policy: Policy
    capabilities: Mapping[str, Capability[Any]]
    transparency: Transparency

    def criteria_page(self) -> PublicPage:
        """Return the criteria as a page."""
        return _page(self._criteria)

    def criteria_json(self) -> PublicPage:
        """Return the criteria for programs: the same sections."""
        return _json(msgspec.json.encode(self._criteria))

    def months(self) -> PublicPage:
        """Return the months that are published, for programs."""
        return _json(json.dumps({"months": self.transparency.months()}).encode())

    def report(self, month: str) -> PublicPage:
        """Return a report, to the byte as it was published.

        Raises:
            BadInput: it is not published.

        """
        return _json(self._found(month).page.encode())

    def note(self, month: str) -> PublicPage:
        """Return the signature of a report.

        Raises:
            BadInput: it is not published.

        """
        return PublicPage(self._found(month).note.encode(), "text/plain; charset=utf-8")

    def transparency_page(self) -> PublicPage:
        """Return the newest report as a page, with where the others are."""
        months = self.transparency.months()
        return _page(_sheet(self._found(months[0]) if months else None, months))

    @cached_property
    def _criteria(self) -> Sheet:
        return criteria.sheet(self.policy, self.capabilities)

    def _found(self, month: str) -> Published:
        found = self.transparency.get(month)
        if found is None:
            raise BadInput(
                f"nothing is published for {month[:20]!r}", hint="see /v1/transparency for what is"
            )
        return found


def _page(sheet: Sheet) -> PublicPage:
    from vedette.export.sheets.html import render  # noqa: PLC0415 - templates are an extra of services

    made = render(sheet)
    return PublicPage(made.body.encode(), "text/html; charset=utf-8", made.policy)


def _json(body: bytes) -> PublicPage:
    return PublicPage(body, "application/json")


def _sheet(found: Published | None, months: list[str]) -> Sheet:
    if found is None:
        lead = "Nothing is published yet: each month is, once it is over."
        return Sheet(title="Transparency report", lead=lead, sections=())
    told = json.loads(found.page)
    return Sheet(
        title=f"Transparency report for {found.month}",
        lead=f"Counted from the first {told['ledger']['size']:,} entries of the ledger "
        f"{told['ledger']['origin']}. What is below {told['smallest_count']} is not told.",
        sections=(*_sections(told), _check(found.month), _others(months)),
    )


def _sections(told: Mapping[str, Any]) -> Iterator[Section]:
    for name, title in _TITLES.items():
        rows = tuple(_rows(told[name], ""))
        if rows:
            yield Section(id=name, title=title, tables=(Table(head=("what", "how many"), rows=rows),))
        else:
            yield Section(id=name, title=title, words=("None.",))


def _rows(told: object, before: str) -> Iterator[tuple[str, str]]:
    """Return every number with the names it stands under."""
    if isinstance(told, Mapping):
        for name, value in told.items():
            words = str(name).replace("_", " ")
            yield from _rows(value, f"{before}, {words}" if before else words)
    else:
        yield before, str(told)


def _check(month: str) -> Section:
    return Section(
        id="check",
        title="Check it yourself",
        words=(
            f"The report is at /v1/transparency/{month}, its signature at /v1/transparency/{month}/note.",
            "With an export of the ledger, on any machine: “vedette ledger recount EXPORT --like REPORT”.",
            "It counts again, and says where the numbers differ if they do.",
        ),
    )


def _others(months: list[str]) -> Section:
    return Section(id="months", title="All months", points=tuple(f"/v1/transparency/{one}" for one in months))
