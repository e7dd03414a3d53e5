"""A person's token for an agent's (RFC 8693): claims in, a narrower token for the agent's key out."""

from __future__ import annotations

from typing import Protocol

import msgspec
from msgspec import Struct

from vedette.access.tokens.access import LIFETIME_MAX, AccessTokens, Issued
from vedette.access.tokens.challenges import ACR_AGENT
from vedette.access.tokens.claims import Actor, Claims, Confirmation, require_human
from vedette.core.errors import BadInput, Refused

TOOLS_MAX = 64


class Delegate(Protocol):
    """What has to be known of an agent here; `identity.people.Agent` is one."""

    @property
    def id(self) -> str:
        """Its id."""
        ...

    @property
    def person(self) -> str:
        """Whom it acts for."""
        ...

    @property
    def key(self) -> str:
        """Thumbprint of its own key."""
        ...

    @property
    def tools(self) -> tuple[str, ...]:
        """The capabilities it may ever be given."""
        ...

    @property
    def suspended(self) -> bool:
        """Whether it was stopped."""
        ...


class Ask(Struct, frozen=True, kw_only=True):
    """What the person wants the agent to have."""

    tools: tuple[str, ...]
    """Capabilities, named one by one."""
    seconds: int = LIFETIME_MAX


def exchange(tokens: AccessTokens, held: Claims, agent: Delegate, ask: Ask, now: float) -> Issued:
    """Return a token with which an agent may use some capabilities for a person, for an hour at most.

    It ends with the person's session, is bound to the agent's key, and carries no touch: an agent cannot
    approve, prove scope, step up, or hand anything on. What the person may not do, the agent may not
    either, since tiers and grants are read when it asks.

    Raises:
        Refused: the token is an agent's already, or the agent is another's, stopped, or without a key of its
            own, or the tools are more than it may have.
        BadInput: no tool is named, or too many, or no time.

    """
    person = require_human(held).claims
    if agent.person != person.sub or agent.suspended:
        raise Refused("the agent does not act for you", hint="register it as your own, or take one that is")
    if not agent.key or agent.key == person.cnf.jkt:
        raise Refused("the agent has no key of its own", hint="register it with a key only it holds")
    if not 0 < len(ask.tools) <= TOOLS_MAX or ask.seconds <= 0:
        raise BadInput("no tools or no time were asked for", hint=f"name 1 to {TOOLS_MAX} tools, and seconds")
    if wider := sorted(set(ask.tools) - set(agent.tools)):
        raise Refused(f"the agent may not have {wider[0][:80]!r}", hint="ask for tools it is registered with")
    about = msgspec.structs.replace(
        person,
        cnf=Confirmation(jkt=agent.key),
        act=Actor(sub=agent.id),
        tools=tuple(sorted(set(ask.tools))),
        auth_time=0.0,
        acr=ACR_AGENT,
    )
    return tokens.issue(about, now, lifetime=min(ask.seconds, LIFETIME_MAX))
