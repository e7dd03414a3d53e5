"""What everybody may read without an account: the criteria, and the transparency reports."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import msgspec

from vedette.access.policy.engine import Policy
from vedette.app import criteria, reportpage
from vedette.app.capabilities import CAPABILITIES
from vedette.app.capability import Capability
from vedette.app.transparency import Published, Transparency
from vedette.core.errors import BadInput
from vedette.core.sheets import Sheet
from vedette.ledger.transparency.report import report_from


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
        if not months:
            return _page(reportpage.nothing_yet())
        told = report_from(self._found(months[0]).page.encode())
        return _page(reportpage.sheet(told, months, self._says))

    def _says(self, rule: str) -> str:
        """Return the sentence of a rule that may have been in force then."""
        found = self.policy.rules.get(rule)
        return found.says if found is not None else ""

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
