"""How a program asks: what of, by which method, and whether a page led there."""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter
from typing import Final

from msgspec import Struct, field

from vedette.hunt.event import Event, Value

_PAGES: Final = 8
_PAGE_KEPT: Final = 100
_FEW_PAGES: Final = 4
_OVER_AND_OVER: Final = 5
_ENOUGH_OF_FEW: Final = 20
_SENDS: Final = frozenset({"POST", "PUT"})
_ENOUGH: Final = 8
"""Requests; fewer say nothing of a habit."""
_NEARLY_ALL: Final = 0.9
_MOST: Final = 0.8
BROWSER: Final = "Mozilla/"
_SUBJECTS: Final = (("subject", "issuer"), ("tls.subject", "tls.issuerdn"))
"""Fields of capture and Zeek, and of EVE."""


class Manner(Struct):
    """What is remembered of one source's web requests to one name."""

    asked: int = 0
    sent: int = 0
    """Those whose method brings something."""
    led: int = 0
    """Those a page led to: they name it as referrer."""
    pages: dict[str, int] = field(default_factory=dict)
    """The first few paths without their query, and how often each was asked for."""

    def see(self, event: Event) -> None:
        """Take in a web request."""
        self.asked += 1
        self.sent += event.method in _SENDS
        self.led += event.referrer is not None
        page = (event.url or "").partition("?")[0][:_PAGE_KEPT]
        if page in self.pages or len(self.pages) < _PAGES:
            self.pages[page] = self.pages.get(page, 0) + 1

    @classmethod
    def of(cls, several: Iterable[Manner]) -> Manner:
        """Put several together, as if they were of one name."""
        whole = cls()
        for one in several:
            whole.asked += one.asked
            whole.sent += one.sent
            whole.led += one.led
            for page, times in one.pages.items():
                whole.pages[page] = whole.pages.get(page, 0) + times
        return whole

    @property
    def page(self) -> str:
        """Return the page four of five requests and more are for; empty where there is none."""
        page, times = max(self.pages.items(), key=itemgetter(1), default=("", 0))
        return page if times >= _MOST * self.asked else ""

    @property
    def only_sends(self) -> bool:
        """Whether nine requests of ten, eight at least, send to one page or two, and no page led there."""
        return self._is_habit and self._sends and self._on_two

    def oddity(self, agent: str) -> str:
        """Say what no browser does, or nothing.

        Eight requests at least, four of five for one page, and no page led to any of them; or nine of ten for
        two, of what does nothing but send: one for orders, one for what was gathered. Or, of what says it is
        a browser, twenty, nine of ten for two to four pages, each asked for five times and more: a page drawn
        from a list. Whoever looks at a page sends what it asks for with its address as referrer, and fetches
        what belongs to it. Silence on which program asks is not odd: those that ask whether there is a
        network keep it too.
        """
        if self.only_sends:
            pages = "one page" if self._on_one else "two pages"
            return f"it does nothing but send to {pages}, and no page led there"
        if self._is_habit and self._on_one and agent.startswith(BROWSER):
            return "it says it is a browser, but asks for one page alone, and no page led there"
        if self._is_habit and self._on_few and agent.startswith(BROWSER):
            return "it says it is a browser, but asks for a few pages over and over, and no page led there"
        return ""

    @property
    def _is_habit(self) -> bool:
        return self.asked >= _ENOUGH and not self.led

    @property
    def _sends(self) -> bool:
        return self.sent >= _NEARLY_ALL * self.asked

    @property
    def _on_one(self) -> bool:
        return max(self.pages.values(), default=0) >= _MOST * self.asked

    @property
    def _on_two(self) -> bool:
        """Whether nearly all is for one page, or for two."""
        most = sorted(self.pages.values(), reverse=True)[:2]
        return self._on_one or sum(most) >= _NEARLY_ALL * self.asked

    @property
    def _on_few(self) -> bool:
        often = [times for times in self.pages.values() if times >= _OVER_AND_OVER]
        few = self.asked >= _ENOUGH_OF_FEW and len(often) <= _FEW_PAGES
        return few and sum(often) >= _NEARLY_ALL * self.asked


def vouched(fields: dict[str, Value]) -> bool | None:
    """Say whether somebody else signed the certificate a record shows; None where it shows none."""
    for subject, issuer in _SUBJECTS:
        whose, by = fields.get(subject), fields.get(issuer)
        if isinstance(whose, str) and isinstance(by, str) and whose:
            return whose != by
    return None
