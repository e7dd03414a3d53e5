"""From what the engine found to findings: message, evidence with quotes, fingerprint."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from vedette.code.knowledge import Knowledge
from vedette.code.modules import Files
from vedette.code.routing import Routes
from vedette.code.routing.parameters import REACH, parameter
from vedette.code.taint.found import Found, Place, best, settled
from vedette.core.nouns import Evidence, Finding, Role, Route
from vedette.core.text import Positions
from vedette.lang.ir import end_of, start_of

_QUOTE_MAX = 2000
_REMOTE = "remote"
"""The kind of source that is a request's."""


class Writer:
    """Turns what was found into findings; reads the text of the files they point into."""

    def __init__(self, files: Files, knowledge: Knowledge, routes: Routes) -> None:
        self._files = files
        self._routes = routes
        self._pages = {page.id: page for page in knowledge.pages}
        self._positions: dict[str, Positions] = {}
        self._seen: dict[str, int] = {}

    def write(self, found: Iterable[Found]) -> Iterator[Finding]:
        """Yield findings in the order of their places, the best one for each place."""
        for item in sorted(best(settled(found)), key=_order):
            yield self._finding(item)

    def _finding(self, found: Found) -> Finding:
        page = self._pages[found.rule]
        evidence = tuple(self._evidence(found))
        message = page.message.replace("{source}", _capital(found.what)).replace("{sink}", found.place.note)
        if not found.origin and found.what:
            message = _capital(found.what)
        return Finding(
            rule=page.id,
            title=page.title,
            message=message,
            weaknesses=page.weaknesses,
            severity=page.severity,
            confidence=found.confidence,
            reason=found.reason,
            evidence=evidence,
            fingerprint=self._fingerprint(found, evidence),
            remedy=page.remedy,
            routes=tuple(self._reached(found)),
        )

    def _reached(self, found: Found) -> Iterator[Route]:
        """Give the requests that reach it: those of the first function on its way that answers any."""
        if found.origin != _REMOTE:
            return
        for step in (*found.steps, found.place):
            if ways := self._routes.at(step.path, start_of(step.at)):
                for way in ways:
                    named = parameter(*self._source(found), way.path)
                    parameters = (named,) if named is not None else ()
                    yield Route(path=way.path, methods=way.methods, parameters=parameters)
                return

    def _source(self, found: Found) -> tuple[str, str]:
        """Return the text of the source, and what follows it."""
        first = found.steps[0]
        positions = self._positions_of(first.path)
        start, end = start_of(first.at), end_of(first.at)
        return positions.quote(start, end), positions.quote(end, end + REACH)

    def _evidence(self, found: Found) -> Iterator[Evidence]:
        for index, step in enumerate(found.steps):
            yield self._place(step, Role.SOURCE if index == 0 else Role.STEP, step.note)
        for other in found.others:
            yield self._place(other, Role.CONTEXT, other.note)
        role = Role.SINK if found.origin else Role.INDICATOR
        yield self._place(
            found.place, role, f"reaches {found.place.note}" if found.steps else found.place.note
        )

    def _place(self, place: Place, role: Role, note: str) -> Evidence:
        positions = self._positions_of(place.path)
        start, end = start_of(place.at), end_of(place.at)
        end = positions.boundary(min(end, start + _QUOTE_MAX))
        return Evidence(
            artefact=self._files.files[place.path].digest,
            name=place.path,
            locator=positions.place(start, end),
            quote=positions.quote(start, end),
            role=role,
            note=note,
        )

    def _positions_of(self, path: str) -> Positions:
        known = self._positions.get(path)
        if known is None:
            known = self._positions[path] = Positions(self._files.text(path))
        return known

    def _fingerprint(self, found: Found, evidence: tuple[Evidence, ...]) -> str:
        """Hash what does not change when lines move: rule, file, function, the text of source and sink."""
        ends = (evidence[0].quote, evidence[-1].quote)
        parts = [found.rule, found.place.path, found.function, found.origin, *ends]
        plain = "\0".join(" ".join(part.split()) for part in parts)
        count = self._seen[plain] = self._seen.get(plain, 0) + 1
        return hashlib.sha256(f"{plain}\0{count}".encode("utf-8", "surrogateescape")).hexdigest()[:32]


def _order(found: Found) -> tuple[str, int, str, object]:
    """Order by place; several at one place always in the same order."""
    return (found.place.path, found.place.at, found.rule, found.rank)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
