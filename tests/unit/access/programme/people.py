"""The people of these tests, by name."""

from vedette.access.nouns import Kind, Subject, Tier

DAY = 86_400.0
NOW = 1_770_000_000.0


def someone(name: str, org: str = "", *roles: str, tier: Tier = Tier.T3, key: str = "") -> Subject:
    """A person who logged in; `key` is that of one of their accounts."""
    return Subject(id=name, kind=Kind.PERSON, tier=tier, org=org, roles=roles, key=key or f"key of {name}")


ADA = someone("ada", "acme", tier=Tier.T0)
RITA = someone("rita", "acme", "reviewer")
ROB = someone("rob", "umbrella", "reviewer")
RUTH = someone("ruth", "initech", "reviewer")
AGENT = Subject(id="rita", kind=Kind.AGENT, org="acme", roles=("reviewer",), agent="robot", tier=Tier.T4)
WITH_ACT = Subject(id="rita", kind=Kind.PERSON, org="acme", roles=("reviewer",), agent="robot", tier=Tier.T4)
SEAT = Subject(id="seat", kind=Kind.SERVICE, org="acme", roles=("reviewer",), tier=Tier.T4)
OWNER = Subject(id="owner", kind=Kind.OWNER, roles=("reviewer",), tier=Tier.T4)
PROGRAMS = [AGENT, WITH_ACT, SEAT, OWNER]
