"""People, assets and proofs to test scope with."""

from __future__ import annotations

from msgspec.structs import replace

from vedette.access.documents import Memory
from vedette.access.nouns import Kind, Subject
from vedette.access.scope.assets import Assets
from vedette.access.scope.cover import Scope
from vedette.access.scope.nouns import LIFE, Asset, Challenge, Exclusion, Proof, ProofKind
from vedette.access.scope.ports import Branch, Found, Pages, Ports, Texts, Zone
from vedette.access.scope.proofs import Proofs
from vedette.access.scope.targets import Target, parse

NOW = 1_800_000_000.0

ANNA = Subject(id="anna", kind=Kind.PERSON, org="acme")
"""Of the organisation whose assets these are."""
BORIS = Subject(id="boris", kind=Kind.PERSON, org="birch")
"""Of another organisation."""
ROBOT = replace(ANNA, kind=Kind.AGENT, agent="robot-1")
OPERATOR = replace(ANNA, id="olga", roles=("operator",))
REVIEWERS = tuple(replace(BORIS, id=name, roles=("reviewer",)) for name in ("rita", "rolf"))
LETTER = "sha256:" + "1" * 64


def proof(asset: Asset, kind: ProofKind = ProofKind.LETTER, made: float = NOW) -> Proof:
    """A proof that was made at that time."""
    challenge = Challenge(
        id=f"{asset.id}.{kind}",
        org=asset.org,
        asset=asset.id,
        target=asset.target,
        kind=kind,
        nonce="ab" * 32,
        requester="anna",
        made=made,
        expires=made + LIFE[kind],
    )
    return Proof(challenge=challenge, made=made, checked=made)


def asset(
    text: str,
    org: str = "acme",
    *,
    kind: ProofKind | None = ProofKind.LETTER,
    made: float = NOW,
    criticality: int = 0,
) -> Asset:
    """An asset, proved unless there is no kind."""
    bare = Asset(
        id=f"{org}:{text}", org=org, target=parse(text), added_by="anna", added=made, criticality=criticality
    )
    return bare if kind is None else replace(bare, proof=proof(bare, kind, made))


def exclusion(text: str, org: str = "*") -> Exclusion:
    """Something not to be touched."""
    return Exclusion(id=f"not {text}", org=org, target=parse(text), reason="", added_by="olga", added=NOW)


def scope(*assets: Asset | Exclusion, loopback_allowed: bool = False) -> Scope:
    """What ACME has."""
    return Scope(
        org="acme",
        assets=tuple(one for one in assets if isinstance(one, Asset)),
        exclusions=tuple(one for one in assets if isinstance(one, Exclusion)),
        loopback_allowed=loopback_allowed,
    )


class Office:
    """Everything proofs need, with fakes outside."""

    def __init__(self, *, loopback_allowed: bool = False) -> None:
        self.documents = Memory()
        self.assets = Assets(self.documents, loopback_allowed=loopback_allowed)
        self.zone, self.pages = Zone(), Pages()
        self.branch = Branch(files={})
        self.houses: dict[str, tuple[str, ...]] = {}
        """Organisations people belong to beside the one they act for."""
        self.proofs = Proofs(
            self.documents,
            self.assets,
            Ports(resolver=self.zone, web=self.pages, repository=self.open_branch),
            lambda person: self.houses.get(person, ()),
        )

    def open_branch(self, _: Target) -> Branch:
        return self.branch

    def publish(self, challenge: Challenge) -> None:
        """Put the token where it belongs."""
        page, host = b'{"tokens": ["%s"]}' % challenge.token.encode(), challenge.target.host
        match challenge.kind:
            case ProofKind.DNS:
                self.zone.tell(f"_vedette-scope.{host}", Texts(values=("other", challenge.token)))
            case ProofKind.HTTPS:
                self.zone.tell(host, Found(addresses=("93.184.216.34",)))
                self.pages.pages[host, "93.184.216.34"] = page
            case ProofKind.REPOSITORY:
                files = {".well-known/vedette-scope.json": page}
                self.branch = Branch(files=files, signed_by=challenge.keys[0])
            case ProofKind.LETTER | ProofKind.OPERATOR:
                for reviewer in REVIEWERS[: challenge.needed]:
                    self.proofs.review(reviewer, challenge.id, LETTER)
