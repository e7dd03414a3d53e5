"""Assets and exclusions, kept in documents: added, looked up for a target, changed one at a time."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable

from msgspec.structs import replace

from vedette.access.documents import Conflict, Documents, Kept
from vedette.access.hours import hour, lately
from vedette.access.nouns import Kind, Subject
from vedette.access.scope.addresses import as_network, never
from vedette.access.scope.cover import Scope, ScopeAnswer, State, covers
from vedette.access.scope.names import registrable
from vedette.access.scope.nouns import EVERYBODY, Asset, Exclusion
from vedette.access.scope.targets import Target, TargetKind, parse
from vedette.core.codec import dump, load
from vedette.core.errors import BadInput, LimitHit, Refused, Unavailable

ASSET = "scope-asset"
EXCLUSION = "scope-exclusion"
MOST_ASSETS = 5000
"""Assets of one organisation."""
_MOST_CRITICAL = 5
_WIDEST = {4: 8, 6: 19}
_TRIES = 8
_FIRST = "first"


class Assets:
    """What organisations say is theirs, and what is never to be touched."""

    def __init__(self, documents: Documents, *, loopback_allowed: bool = False) -> None:
        self._documents = documents
        self._loopback_allowed = loopback_allowed

    def add(self, subject: Subject, text: str, now: float, *, criticality: int = 0) -> Asset:
        """Note that something belongs to the subject's organisation; nothing is proved by that.

        Raises:
            BadInput: the text names nothing that can be an asset, or it is noted already.
            Refused: an agent asks, or somebody without an organisation.

        """
        check_person(subject)
        target = parse(text)
        _check_ownable(target)
        if not 0 <= criticality <= _MOST_CRITICAL:
            raise BadInput(
                f"criticality {criticality} is not 0 to 5", hint="5: people are hurt when it fails"
            )
        if len(self._documents.tagged(ASSET, _org(subject.org))) >= MOST_ASSETS:
            raise LimitHit(
                f"{subject.org} has {MOST_ASSETS} assets", hint="remove some, or name ranges and domains"
            )
        asset = Asset(
            id=_asset_id(subject.org, target),
            org=subject.org,
            target=target,
            criticality=criticality,
            added_by=subject.id,
            added=now,
        )
        try:
            self._put(asset, 0)
        except Conflict as error:
            raise BadInput(f"{target.value} is an asset of {subject.org} already", hint="prove it") from error
        return asset

    def get(self, asset_id: str) -> Asset:
        """Return one asset.

        Raises:
            BadInput: there is none of that id.

        """
        return self._read(asset_id)[0]

    def of(self, org: str) -> tuple[Asset, ...]:
        """Return an organisation's assets."""
        return self._tagged(_org(org))

    def noted(self, org: str, target: Target) -> bool:
        """Tell whether an organisation has said that something is its own, proved or not."""
        return self._documents.get(ASSET, _asset_id(org, target)) is not None

    def proved(self) -> tuple[Asset, ...]:
        """Return every asset that has or had a proof."""
        return self._tagged("proof")

    def first_proved(self, since: float, until: float) -> tuple[Asset, ...]:
        """Return the assets whose first proof came after one time, and until another."""
        found = map(_asset, lately(self._documents, ASSET, _FIRST, (since, until)))
        return tuple(one for one in found if since < one.first <= until)

    def remove(self, subject: Subject, asset_id: str) -> None:
        """Forget an asset of the subject's organisation, and its proof.

        Raises:
            BadInput: there is none of that id.
            Refused: it is another organisation's.

        """
        check_own(subject, self.get(asset_id).org)
        self._documents.delete(ASSET, asset_id)

    def change(self, asset_id: str, how: Callable[[Asset], Asset]) -> Asset:
        """Change an asset as it is now; `how` may be called again when somebody else was faster.

        Raises:
            BadInput: there is none of that id.
            Unavailable: others were faster each time.

        """
        for _ in range(_TRIES):
            asset, version = self._read(asset_id)
            made = how(asset)
            try:
                self._put(made, version)
            except Conflict:
                continue
            return made
        raise Unavailable(f"asset {asset_id} is being changed by others", hint="try again")

    def rate(self, subject: Subject, asset_id: str, criticality: int) -> Asset:
        """Say how bad it is if an asset fails, 0 to 5.

        Raises:
            BadInput: there is none of that id, or no such criticality.
            Refused: it is another organisation's.

        """
        check_own(subject, self.get(asset_id).org)
        if not 0 <= criticality <= _MOST_CRITICAL:
            raise BadInput(
                f"criticality {criticality} is not 0 to 5", hint="5: people are hurt when it fails"
            )
        return self.change(asset_id, lambda asset: replace(asset, criticality=criticality))

    def exclude(
        self, subject: Subject, text: str, reason: str, now: float, *, everybody: bool = False
    ) -> Exclusion:
        """Say what is never to be touched: by the subject's organisation, or by everybody.

        Raises:
            BadInput: the text names nothing.
            Refused: an agent asks, or somebody who is no operator excludes for everybody.

        """
        check_person(subject)
        if everybody and "operator" not in subject.roles:
            raise Refused(
                "only an operator excludes for everybody", hint="ask the operator of this installation"
            )
        exclusion = Exclusion(
            id=secrets.token_hex(8),
            org=EVERYBODY if everybody else subject.org,
            target=parse(text),
            reason=reason[:500],
            added_by=subject.id,
            added=now,
        )
        self._documents.put(EXCLUSION, exclusion.id, dump(exclusion), expect=0, tags=(_org(exclusion.org),))
        return exclusion

    def readmit(self, subject: Subject, exclusion_id: str) -> None:
        """Take an exclusion back.

        Raises:
            BadInput: there is none of that id.
            Refused: it is not the subject's to take back.

        """
        kept = self._documents.get(EXCLUSION, exclusion_id)
        if kept is None:
            raise BadInput(f"there is no exclusion {exclusion_id[:40]!a}", hint="list them first")
        exclusion = load(kept.value, Exclusion, name=EXCLUSION)
        if exclusion.org != EVERYBODY:
            check_own(subject, exclusion.org)
        elif "operator" not in subject.roles or subject.agent:
            raise Refused("only an operator takes it back for everybody", hint="ask the operator")
        self._documents.delete(EXCLUSION, exclusion_id)

    def exclusions(self, org: str) -> tuple[Exclusion, ...]:
        """Return what an organisation may never touch, its own and everybody's."""
        kept = self._documents.tagged(EXCLUSION, _org(EVERYBODY)) + self._documents.tagged(
            EXCLUSION, _org(org)
        )
        return tuple(load(one.value, Exclusion, name=EXCLUSION) for one in kept)

    def scope(self, org: str) -> Scope:
        """Return all that counts when a target is judged for an organisation."""
        return Scope(
            org=org,
            assets=self.of(org),
            exclusions=self.exclusions(org),
            loopback_allowed=self._loopback_allowed,
        )

    def answer(self, org: str, target: Target, now: float) -> ScopeAnswer:
        """Judge a target for an organisation, by the assets it may lie in.

        Looks at what others proved only to tell foreign from missing.

        Raises:
            BadInput: the target was not made by `parse`.

        """
        scope = Scope(
            org=org,
            assets=self._tagged(_near(target, org)),
            exclusions=self.exclusions(org),
            loopback_allowed=self._loopback_allowed,
        )
        found = covers(scope, target, now)
        if found.state is not State.MISSING:
            return found
        others = tuple(asset for asset in self._tagged(_near(target)) if asset.org != org)
        return covers(replace(scope, assets=scope.assets + others), target, now)

    def _tagged(self, tag: str) -> tuple[Asset, ...]:
        return tuple(map(_asset, self._documents.tagged(ASSET, tag)))

    def _read(self, asset_id: str) -> tuple[Asset, int]:
        kept = self._documents.get(ASSET, asset_id)
        if kept is None:
            raise BadInput(f"there is no asset {asset_id[:40]!a}", hint="add it first")
        return _asset(kept), kept.version

    def _put(self, asset: Asset, expect: int) -> None:
        tags = [_org(asset.org), _near(asset.target), _near(asset.target, asset.org)]
        tags += ["proof"] if asset.proof is not None else []
        tags += [hour(_FIRST, asset.first)] if asset.first else []
        self._documents.put(ASSET, asset.id, dump(asset), expect=expect, tags=tags)


def check_person(subject: Subject) -> None:
    """Refuse who may not speak for an organisation.

    Raises:
        Refused: it is no person, or belongs to no organisation.

    """
    if subject.agent or subject.kind not in (Kind.PERSON, Kind.OWNER):
        raise Refused(
            f"{subject.kind}: only people change scope", hint="a person of the organisation has to do it"
        )
    if not subject.org or subject.org == EVERYBODY:
        raise Refused(
            "whoever belongs to no organisation has no scope", hint="found an organisation, or join one"
        )


def check_own(subject: Subject, org: str) -> None:
    """Refuse who speaks for another organisation.

    Raises:
        Refused: it is an agent, or of another organisation.

    """
    check_person(subject)
    if subject.org != org:
        raise Refused("it belongs to another organisation", hint="ask somebody of that organisation")


def _check_ownable(target: Target) -> None:
    if target.kind in (TargetKind.HOST, TargetKind.DOMAIN):
        _check_registered(target)
    elif target.kind in (TargetKind.ADDRESS, TargetKind.RANGE):
        network = as_network(target.value)
        if never(network) or network.prefixlen < _WIDEST[network.version]:
            raise BadInput(
                f"{target.value} is nobody's: too wide, or addresses that name no host",
                hint="name the ranges you run, at most an IPv4 /8 or an IPv6 /19 each",
            )


def _check_registered(target: Target) -> None:
    owned = registrable(target.host)
    if owned is None:
        raise BadInput(
            f"{target.host} is a public suffix: many owners register names below it",
            hint="name what you registered below it",
        )
    if target.kind is TargetKind.DOMAIN and owned != target.host:
        raise BadInput(
            f"{target.host} is not the apex: all below a name is proved at the registered domain only",
            hint=f"add *.{owned}, or each host by its name",
        )


def _asset(kept: Kept) -> Asset:
    return load(kept.value, Asset, name=ASSET)


def _asset_id(org: str, target: Target) -> str:
    return hashlib.sha256(f"{org}\0{target.value}".encode()).hexdigest()[:32]


def _org(org: str) -> str:
    return f"org:{org}"


def _near(target: Target, org: str = "") -> str:
    """Return a tag a target shares with every asset it may lie in: of all organisations, or of one."""
    if target.host:
        what = registrable(target.host) or target.host
    elif target.kind is TargetKind.DIGEST:
        what = target.value
    else:
        what = f"v{as_network(target.value).version}"
    return f"near:{what}:{org}"
