"""What is seen of a use, and what is done about it: measures, each with a reason, an end and an appeal."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from vedette.access.nouns import Risk, Tier
from vedette.access.safeguards.nouns import NOTHING_SAID, Signals


class Rule(StrEnum):
    """The rules there are; what each looks for is said where it is written."""

    M1 = "M1"
    """What is asked for is not what the text talks about."""
    M2 = "M2"
    """A text speaks of harm, on a strong capability."""
    M3 = "M3"
    """Targets of others, one after the other."""
    M4 = "M4"
    """A key or a network never seen before, on a strong capability."""
    M5 = "M5"
    """Two keys active together."""
    M6 = "M6"
    """Newly proved assets, far faster than this organisation ever proved any."""
    M7 = "M7"
    """A call proposed after reading something that speaks to models."""
    M8 = "M8"
    """The same two approve too much of what one organisation gets."""
    M9 = "M9"
    """The glass was broken."""
    M10 = "M10"
    """The ledger is late, its witnesses are gone, or something is missing in it."""
    M11 = "M11"
    """Findings in what is others' too, and nobody was told."""
    M12 = "M12"
    """Too many refusals turn out to be wrong."""
    PERSON = "person"
    """None: a person decided."""


class Step(StrEnum):
    """What is done about something, mildest first. No rule goes past a pause by itself; a person may."""

    NOTICE = "notice"
    """The person, and their organisation, are told."""
    REVIEW = "review"
    """Somebody looks at it; nothing rests meanwhile."""
    STEP_UP = "step_up"
    """The key is touched again before the next use."""
    PAUSE = "pause"
    """A class rests until the end of the measure; work goes on from where it stopped."""
    END_SESSIONS = "end_sessions"
    """Everybody signs in anew: two at once with one account is the one thing that does not wait."""
    SUSPEND = "suspend"
    """Nothing may be done but redress. A person decides this."""


class Measure(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something done about a person or an organisation, for a while."""

    id: str
    """Of the decision to do it: an appeal names it."""
    rule: Rule
    step: Step
    person: str = ""
    org: str = ""
    """Of whom it is, where it is about a whole organisation; else of the person."""
    risk: Risk = Risk.C2
    """The lowest class it holds for."""
    capability: str = ""
    """The one capability it holds for; empty: all of that class and above."""
    reason: str
    """In plain words, with the numbers that led to it: what the person reads."""
    remedy: str
    """What they can do now, in one sentence."""
    about: tuple[str, ...] = ()
    """Ids of the decisions that led to it."""
    topic: str = ""
    """What of several things a rule speaks of this one is about: each is answered by itself."""
    agent: str = ""
    """The one program of the person's it is about; empty: whatever they ask through."""
    made: float
    ends: float
    """When it is over by itself, in seconds since the epoch."""
    by: str = ""
    """The person who decided it; empty where a rule did."""
    lifted: float = 0.0
    """When it was lifted before its end; 0 while it was not."""
    lifted_by: str = ""
    why_lifted: str = ""
    """In plain words, where a person lifted it."""

    def holds(self, now: float) -> bool:
        """Tell whether it is in force."""
        return self.made <= now < self.ends and not self.lifted


class Standing(Struct, frozen=True, kw_only=True):
    """What is in force for one caller and one class at one moment."""

    paused: Measure | None = None
    step_up: Measure | None = None
    review: bool = False
    """Whether this very text waits for a person who looks at it first."""


GOOD_STANDING = Standing()


class Seen(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One decided request, as the rules see it. Kept no longer than a rule needs it."""

    at: float
    decision: str
    person: str
    org: str = ""
    kind: str = "person"
    agent: str = ""
    """The program that asked for the person; empty where they did themselves."""
    tier: Tier = Tier.T0
    capability: str
    risk: Risk
    allowed: bool
    reasons: tuple[str, ...] = ()
    session: str = ""
    key: str = ""
    """Thumbprint of the key it was signed with."""
    network: str = ""
    """Where it came from, truncated: a /24 or a /48, or empty."""
    scope: str = "unneeded"
    """What the scope said of its target: proved, missing, foreign, …; `claimed` where nothing is proved, but
    the organisation has said that it is theirs."""
    target: str = ""
    """A keyed digest of its one spelling, never the name."""
    strong: bool = False
    """Whether it is of class C3 or above, or changes the world at a touch of its own."""
    touch_age: int = -1
    """Seconds since a key was touched for exactly this; -1 where none was."""
    known_place: bool = False
    """Whether others of the organisation have worked from that network before."""
    signals: Signals = NOTHING_SAID
    tainted: bool = False
    """Whether it was proposed after reading something from outside."""
    read: str = ""
    """The capability that was read with."""
