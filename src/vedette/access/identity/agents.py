"""Programs that act for people: registered with a key of their own and the most they may ever be given."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec.structs import replace

from vedette.access.documents import Documents
from vedette.access.identity.members import Agent
from vedette.access.identity.people import End
from vedette.access.identity.register import Register, fresh, name_of
from vedette.access.tokens.claims import Human
from vedette.access.tokens.revocations import Ended
from vedette.core.errors import BadInput

TOOLS_MAX = 64
AGENTS_MAX = 32
"""Agents of one person."""


class Agents:
    """All agents."""

    def __init__(
        self, documents: Documents, end: End, came: Callable[[Agent], object] = lambda _: None
    ) -> None:
        """Take where they are kept, what ends their tokens, and whom to tell of each new one."""
        self._agents = Register(documents, "agent", Agent, lambda one: [f"person:{one.person}"])
        self._end = end
        self._came = came

    def add(self, human: Human, name: str, key: str, tools: Iterable[str], now: float) -> Agent:
        """Register an agent; `key` is the thumbprint of a key it proved, and not the person's.

        Raises:
            BadInput: it has no key of its own, no tools or too many, or the person has too many agents.

        """
        allowed, person = tuple(sorted(set(tools))), human.claims.sub
        if not key or key == human.claims.cnf.jkt:
            raise BadInput("the agent has no key of its own", hint="let it make one, and prove it")
        if not 0 < len(allowed) <= TOOLS_MAX:
            raise BadInput(f"an agent has 1 to {TOOLS_MAX} tools", hint="name what it needs, and no more")
        if len(self.of(person)) >= AGENTS_MAX:
            raise BadInput(f"you have {AGENTS_MAX} agents", hint="remove one you no longer need")
        made = Agent(id=fresh("a"), name=name_of(name), person=person, key=key, tools=allowed, made=now)
        self._came(self._agents.add(made))
        return made

    def get(self, ident: str) -> Agent:
        """Return an agent.

        Raises:
            BadInput: there is none with that id.

        """
        return self._agents.get(ident)

    def find(self, ident: str) -> Agent | None:
        """Return an agent, if there is one with that id."""
        return self._agents.find(ident)

    def of(self, person: str) -> list[Agent]:
        """Return the agents of a person."""
        return self._agents.tagged(f"person:{person}")

    def suspend(self, ident: str, now: float) -> Agent:
        """Stop an agent: its tokens end, and it gets no more.

        Raises:
            BadInput: there is none with that id.

        """
        made = self._agents.change(ident, lambda one: replace(one, suspended=True))
        self._end(Ended.AGENT, ident, now)
        return made

    def remove(self, ident: str, now: float) -> bool:
        """Forget an agent; its tokens end. Tell whether there was one."""
        self._end(Ended.AGENT, ident, now)
        return self._agents.remove(ident)
