"""How many others do the same: who talks to a destination, among how many hosts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import Final

from vedette.hunt.patterns.addresses import INSIDE, side

ENOUGH: Final = 10
"""Hosts; among fewer it says nothing that only one of them does something."""
_SHARED: Final = 0.1
_RARE: Final = 0.02


_COMPARABLE: Final = 3


class Crowd:
    """Sources by destination, and how many hosts there are to compare.

    Those are the sources that lie inside; where none does, those with three destinations at least, as who
    knocks at one server only is not one of its kind.
    """

    def __init__(self, pairs: Iterable[tuple[str, str]], group: Callable[[str], str]) -> None:
        self._users: dict[str, set[str]] = defaultdict(set)
        self._group = group
        self._showing: dict[str, set[str]] = {}
        reach: Counter[str] = Counter()
        for source, where in pairs:
            self._users[group(where)].add(source)
            reach[source] += 1
        self._sources = len(reach)
        inside = sum(1 for source in reach if side(source) == INSIDE)
        self.hosts = inside or sum(1 for count in reach.values() if count >= _COMPARABLE)

    def users(self, where: str) -> int:
        """Count those who talk to a destination or its group."""
        return len(self._users.get(self._group(where), ()))

    def shared(self, where: str) -> bool:
        """Whether so many use it that it is a service: more than two, and a tenth of at least ten hosts."""
        users = self.users(where)
        return max(users, self.hosts) >= ENOUGH and users > max(2, _SHARED * self.hosts)

    def common(self, where: str) -> bool:
        """Whether it is a service; of few hosts, whether three and most use it, as what all were given."""
        users = self.users(where)
        few = self.hosts < ENOUGH and users >= _COMPARABLE and users > self.hosts / 2
        return few or self.shared(where)

    def rare(self, where: str) -> bool:
        """Whether at most one host in fifty uses it, and there are enough to say so."""
        return self.hosts >= ENOUGH and self.users(where) <= max(1, _RARE * self.hosts)

    def shows(self, source: str, beginning: str) -> bool:
        """Whether a source uses anything whose name begins so."""
        if beginning not in self._showing:
            begun = (users for name, users in self._users.items() if name.startswith(beginning))
            self._showing[beginning] = set().union(*begun)
        return source in self._showing[beginning]

    def watched(self) -> set[str]:
        """Return what half of all sources go to, if there are ten: the server a sensor stands before."""
        most = max(ENOUGH, self._sources / 2)
        return {where for where, users in self._users.items() if len(users) >= most}
