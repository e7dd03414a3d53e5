"""Challenges and the proofs made of them: begun, checked, looked at again, revoked.

Each is for one organisation and one asset, and ends. Challenges in, assets with proofs in documents out.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable

from msgspec import Struct
from msgspec.structs import replace

from vedette.access.documents import Documents
from vedette.access.nouns import Subject
from vedette.access.scope.addresses import as_network, wholly_special
from vedette.access.scope.assets import Assets, check_own, check_person
from vedette.access.scope.cover import ScopeAnswer, State
from vedette.access.scope.evidence import FILE, LABEL, Seen, look
from vedette.access.scope.names import within
from vedette.access.scope.nouns import (
    ALONE,
    LIFE,
    MAY_SHOW,
    RECHECK_EVERY,
    RECHECKED,
    VOUCHED_BY,
    Asset,
    Challenge,
    Proof,
    ProofKind,
)
from vedette.access.scope.ports import NotShown, Ports
from vedette.access.scope.targets import Target
from vedette.core.codec import dump, load
from vedette.core.errors import BadInput, Refused, Unavailable

CHALLENGE = "scope-challenge"
AT_USE = 600.0
"""Seconds after which a proof is looked at again when it is used."""
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_MOST_KEYS = 20
# Names that nobody can register (RFC 2606, 6761, 6762, 8375, and ICANN's own for private use).
_LAB_NAMES = ("test", "internal", "home.arpa", "local", "localhost", "example", "invalid")

_EVIDENCED = frozenset(VOUCHED_BY)


class Ask(Struct, frozen=True, kw_only=True):
    """How somebody wants to prove an asset."""

    kind: ProofKind
    keys: tuple[str, ...] = ()
    """For a repository: whose signatures count."""
    evidence: str = ""
    """For a letter or a statement: its digest, `sha256:…`."""
    until: float = 0.0
    """An earlier end than the kind's life (a letter may name one); 0 for none."""
    alone: bool = False
    """Whether an operator's statement needs nobody else, since nobody else is there yet."""


class Proofs:
    """How control of assets is shown."""

    def __init__(
        self,
        documents: Documents,
        assets: Assets,
        ports: Ports,
        orgs: Callable[[str], Iterable[str]] = lambda _: (),
    ) -> None:
        """Take where they are kept, how others are asked, and who knows where a person belongs."""
        self._documents = documents
        self._assets = assets
        self._ports = ports
        self._orgs = orgs

    def start(self, subject: Subject, asset_id: str, ask: Ask, now: float) -> Challenge:
        """Begin to prove an asset; what was begun before, and not finished, in the same way is void.

        Raises:
            BadInput: there is no such asset, or it cannot be proved in that way.
            Refused: an agent asks, or the asset is another organisation's, or only an operator may.

        """
        asset = self._assets.get(asset_id)
        check_own(subject, asset.org)
        _check_ask(subject, asset.target, ask, now)
        alone = ask.alone and ask.kind is ProofKind.OPERATOR
        life = ALONE if alone else LIFE[ask.kind]
        challenge = Challenge(
            id=f"{asset.id}.{ask.kind}",
            org=asset.org,
            asset=asset.id,
            target=asset.target,
            kind=ask.kind,
            nonce=secrets.token_hex(32),
            requester=subject.id,
            made=now,
            expires=min(now + life, ask.until or now + life),
            keys=ask.keys,
            evidence=ask.evidence,
            alone=alone,
        )
        self._documents.put(CHALLENGE, challenge.id, dump(challenge), tags=(f"org:{asset.org}",))
        return challenge

    def challenge(self, challenge_id: str) -> Challenge:
        """Return a challenge.

        Raises:
            BadInput: there is none of that id.

        """
        return self._read(challenge_id)[0]

    def review(self, reviewer: Subject, challenge_id: str, evidence: str) -> Challenge:
        """Note that a reviewer read the letter with this digest, and found that it says what is claimed.

        Or the statement of an operator: nobody proves what is theirs by their own word.

        Raises:
            BadInput: there is no such challenge, or it is about another letter or statement.
            Refused: they are no reviewer, asked for it themselves, are of that organisation, or an agent.
            Conflict: another reviewer was noted at the same time.

        """
        check_person(reviewer)
        challenge, version = self._read(challenge_id)
        if not challenge.needed or challenge.evidence != evidence:
            raise BadInput(
                f"{challenge_id} is not about that letter", hint="give the digest of the letter you read"
            )
        if "reviewer" not in reviewer.roles or reviewer.id == challenge.requester:
            raise Refused(
                "whoever asked, or is no reviewer, cannot review it", hint="two other reviewers have to"
            )
        theirs = {challenge.org, *self._orgs(challenge.requester)}
        if theirs & {reviewer.org, *self._orgs(reviewer.id)} - {""}:
            raise Refused(
                "nobody reviews a letter of their own organisation", hint="reviewers of others have to"
            )
        if reviewer.id in challenge.reviewers:
            return challenge
        made = replace(challenge, reviewers=(*challenge.reviewers, reviewer.id))
        self._documents.put(CHALLENGE, challenge.id, dump(made), expect=version, tags=(f"org:{made.org}",))
        return made

    def letters(self, now: float) -> tuple[Challenge, ...]:
        """Return the challenges that wait for reviewers to read a letter or a statement, the oldest first."""
        kept = (load(one.value, Challenge, name=CHALLENGE) for one in self._documents.all(CHALLENGE))
        waiting = [one for one in kept if one.needed and now < one.expires]
        return tuple(sorted(waiting, key=lambda one: (one.made, one.id)))

    def check(self, subject: Subject, challenge_id: str, now: float) -> Proof:
        """Look whether a challenge is met; if so, its asset is proved, and the challenge spent.

        Raises:
            BadInput: there is no such challenge.
            Refused: it is another organisation's; or (NotShown) it is over, or its token is not there.
            Unavailable: somebody needed does not answer.

        """
        challenge = self.challenge(challenge_id)
        check_own(subject, challenge.org)
        seen = self._look(challenge, now)
        proof = Proof(challenge=challenge, made=now, checked=now, dnssec=seen.dnssec)
        asset = self._assets.change(
            challenge.asset, lambda asset: replace(asset, proof=proof, first=asset.first or now)
        )
        self._documents.delete(CHALLENGE, challenge.id)
        return _proof(asset)

    def recheck(self, asset_id: str, now: float) -> Proof:
        """Look again whether a proof holds. What is seen to be gone is revoked at once, and stays so.

        No answer is no verdict: it is noted, and after an hour of it the proof counts no longer until it
        is answered again.

        Raises:
            BadInput: there is no such asset, or no proof of it.

        """
        proof = _proof(self._assets.get(asset_id))
        if proof.revoked or proof.kind not in RECHECKED:
            return proof
        try:
            seen = self._look(proof.challenge, now)
        except NotShown as error:
            made = replace(proof, revoked=now, unanswered=0.0, why=str(error))
        except Unavailable as error:
            made = replace(proof, unanswered=proof.unanswered or now, why=str(error))
        else:
            made = replace(proof, checked=now, unanswered=0.0, why="", dnssec=seen.dnssec)
        return _proof(self._assets.change(asset_id, lambda asset: _after(asset, made)))

    def at_use(self, org: str, target: Target, now: float, *, older: float = AT_USE) -> ScopeAnswer:
        """Judge a target as `Assets.answer` does, but look again at proofs last seen `older` seconds ago.

        Raises:
            BadInput: the target was not made by `parse`.

        """
        found = self._assets.answer(org, target, now)
        if found.state not in (State.PROVED, State.EXPIRED):
            return found
        stale = [one for one in found.decided if _stale(self._assets.get(one).proof, now, older)]
        for one in stale:
            self.recheck(one, now)
        return self._assets.answer(org, target, now) if stale else found

    def due(self, now: float) -> tuple[str, ...]:
        """Return the assets whose proofs are to be looked at again: daily, or while unanswered.

        Those that answered last time come first: nobody's silence keeps others waiting.
        """
        found = [
            (bool(asset.proof.unanswered), asset.id)
            for asset in self._assets.proved()
            if asset.proof is not None and _due(asset.proof, now)
        ]
        return tuple(asset for _, asset in sorted(found))

    def revoke(self, asset_id: str, why: str, now: float) -> Proof:
        """End a proof by hand.

        Raises:
            BadInput: there is no such asset, or no proof of it.

        """
        proof = _proof(self._assets.get(asset_id))
        made = replace(proof, revoked=proof.revoked or now, why=why)
        return _proof(self._assets.change(asset_id, lambda asset: _after(asset, made)))

    def _look(self, challenge: Challenge, now: float) -> Seen:
        if now >= challenge.expires:
            raise NotShown(f"the challenge for {challenge.target.value} is over", hint="start a new one")
        return look(self._ports, self._assets.scope(challenge.org), challenge, now)

    def _read(self, challenge_id: str) -> tuple[Challenge, int]:
        kept = self._documents.get(CHALLENGE, challenge_id)
        if kept is None:
            raise BadInput(f"there is no challenge {challenge_id[:60]!a}", hint="start one")
        return load(kept.value, Challenge, name=CHALLENGE), kept.version


def instructions(challenge: Challenge) -> str:
    """Return what to do to meet a challenge, to the letter."""
    page = f'{{"tokens": ["{challenge.token}"]}}'
    host = challenge.target.host
    match challenge.kind:
        case ProofKind.DNS:
            return f'add this record, and leave it there:\n{LABEL}.{host}. 300 IN TXT "{challenge.token}"\n'
        case ProofKind.HTTPS:
            return f"serve this at https://{host}/{FILE}, without a redirect, and leave it there:\n{page}\n"
        case ProofKind.REPOSITORY:
            keys = ", ".join(challenge.keys)
            return f"commit this as {FILE} on the default branch; sign the last commit with {keys}:\n{page}\n"
        case ProofKind.LETTER:
            return (
                f"{challenge.needed} reviewers have to read the letter {challenge.evidence}; "
                f"it has to name {challenge.target.value} and this token:\n{challenge.token}\n"
            )
        case ProofKind.OPERATOR:
            if challenge.needed:
                others = "a reviewer of another organisation has to confirm the statement:"
            else:
                others = "nothing is left to do: check it; the statement is"
            return f"{others}\n{challenge.evidence}\n"


def _check_ask(subject: Subject, target: Target, ask: Ask, now: float) -> None:
    if target.kind not in MAY_SHOW[ask.kind]:
        ways = ", ".join(kind.value for kind, what in MAY_SHOW.items() if target.kind in what)
        raise BadInput(f"a {target.kind} is not proved by {ask.kind}", hint=f"prove it by {ways}")
    if ask.until and not now < ask.until:
        raise BadInput("it would be over before it began", hint="name a later end")
    if (ask.kind is ProofKind.REPOSITORY) != bool(ask.keys) or len(ask.keys) > _MOST_KEYS:
        raise BadInput("a repository is proved by named signing keys", hint=f"name 1 to {_MOST_KEYS} keys")
    if (ask.kind in _EVIDENCED) != bool(_DIGEST.fullmatch(ask.evidence)):
        raise BadInput("a letter or statement is named by its digest", hint="give sha256: and 64 digits")
    if ask.kind is ProofKind.OPERATOR:
        _check_lab(subject, target)


def _check_lab(subject: Subject, target: Target) -> None:
    if "operator" not in subject.roles:
        raise Refused(
            "only an operator states what a lab is", hint="prove it another way, or ask the operator"
        )
    host = target.host
    lab = any(within(host, name) for name in _LAB_NAMES) if host else wholly_special(as_network(target.value))
    if not lab:
        raise BadInput(
            f"{target.value} is no lab: others reach it",
            hint="prove it by what it shows, or by a reviewed letter",
        )


def _proof(asset: Asset) -> Proof:
    if asset.proof is None:
        raise BadInput(f"there is no proof of {asset.target.value}", hint="start one")
    return asset.proof


def _after(asset: Asset, proof: Proof) -> Asset:
    """Put the outcome of a re-check in, unless another proof took its place, or it was revoked, meanwhile."""
    now = asset.proof
    if now is None or now.challenge != proof.challenge or now.revoked:
        return asset
    return replace(asset, proof=proof)


def _stale(proof: Proof | None, now: float, older: float) -> bool:
    """Tell whether looking again could change what a proof is worth."""
    if proof is None or proof.revoked or proof.kind not in RECHECKED:
        return False
    return proof.checked + older <= now < proof.challenge.expires


def _due(proof: Proof, now: float) -> bool:
    if proof.revoked or proof.kind not in RECHECKED or now >= proof.challenge.expires:
        return False
    if proof.unanswered:
        return True
    return now >= proof.checked + RECHECK_EVERY
