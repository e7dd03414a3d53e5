"""Looking for a challenge's token where it counts and nowhere else: what was seen, or why not."""

from __future__ import annotations

import hmac
import json

from msgspec import Struct

from vedette.access.scope.addresses import as_network, special
from vedette.access.scope.cover import Scope, covers
from vedette.access.scope.names import registrable, within
from vedette.access.scope.nouns import Challenge, ProofKind
from vedette.access.scope.ports import NotShown, Ports
from vedette.access.scope.targets import Target, TargetKind, parse
from vedette.core.errors import BadInput

LABEL = "_vedette-scope"
FILE = ".well-known/vedette-scope.json"
_LARGEST = 16 * 1024
_HINT = "publish the token of this challenge exactly as it was given, and leave it there"


class Seen(Struct, frozen=True, kw_only=True):
    """That the token was there."""

    dnssec: bool = False


def look(ports: Ports, scope: Scope, challenge: Challenge, now: float) -> Seen:
    """Look for a challenge's token where its kind says, and nowhere else.

    Raises:
        NotShown: it is not there, or what is there does not count.
        Unavailable: somebody needed does not answer.

    """
    match challenge.kind:
        case ProofKind.DNS:
            return _in_dns(ports, challenge)
        case ProofKind.HTTPS:
            return _on_host(ports, scope, challenge, now)
        case ProofKind.REPOSITORY:
            return _in_repository(ports, challenge)
        case ProofKind.LETTER | ProofKind.OPERATOR:
            return _vouched(challenge)


def _in_dns(ports: Ports, challenge: Challenge) -> Seen:
    name = f"{LABEL}.{challenge.target.host}"
    found = ports.resolver.txt(name)
    if found.aliases:
        # Whoever can be given the alias's target next could prove what is not theirs.
        raise NotShown(
            f"{name} is an alias of {found.aliases[0]!a}", hint="put the record at the name itself"
        )
    _require(challenge, found.values, name)
    return Seen(dnssec=found.dnssec)


def _on_host(ports: Ports, scope: Scope, challenge: Challenge, now: float) -> Seen:
    host = challenge.target.host
    found = ports.resolver.addresses(host)
    for alias in found.aliases:
        _check_alias(scope, host, alias, now)
    if not found.addresses:
        raise NotShown(f"{host} has no address", hint="a host that is not there proves nothing")
    addresses = [_checked_address(scope, host, address, now) for address in found.addresses]
    page = ports.web.fetch(host, addresses[0], f"/{FILE}")
    _require(challenge, tokens(page), f"https://{host}/{FILE}")
    return Seen(dnssec=found.dnssec)


def _check_alias(scope: Scope, host: str, alias: str, now: float) -> None:
    try:
        target = parse(alias)
    except BadInput as error:
        raise NotShown(f"{host} is an alias of {alias[:80]!a}", hint="name a host that exists") from error
    apex = registrable(host)
    if apex is not None and within(target.host, apex):
        return
    if not covers(scope, target, now).proved:
        raise NotShown(
            f"{host} is an alias of {target.value}, which is not proved",
            hint=f"prove {target.value} first, or show {host} in DNS",
        )


def _checked_address(scope: Scope, host: str, address: str, now: float) -> str:
    try:
        target = parse(address)
    except BadInput as error:
        raise NotShown(f"{host} has the address {address[:80]!a}", hint="give it a plain address") from error
    if target.kind is not TargetKind.ADDRESS:
        raise NotShown(f"{host} has the address {address[:80]!a}", hint="give it a plain address")
    if special(as_network(target.value)) and not covers(scope, target, now).proved:
        raise NotShown(
            f"{host} leads to {target.value}, which is not reached from everywhere",
            hint="for a lab, the operator states its range first",
        )
    return target.value


def _in_repository(ports: Ports, challenge: Challenge) -> Seen:
    where: Target = challenge.target
    repository = ports.repository(where)
    commit = repository.head_commit()
    page = repository.file_at_head(FILE)
    if page is None:
        raise NotShown(f"{where.value} has no {FILE}", hint="commit it to the default branch")
    _require(challenge, tokens(page), f"{FILE} in {where.value}")
    if not repository.signature_ok(challenge.keys):
        raise NotShown(
            f"commit {commit[:12]} of {where.value} is not signed by a named key", hint="sign the last commit"
        )
    if repository.head_commit() != commit:
        raise NotShown(f"{where.value} changed while it was read", hint="check again")
    return Seen()


def _vouched(challenge: Challenge) -> Seen:
    """See whether as many people of other organisations stand for it as it takes."""
    found, needed = len(set(challenge.reviewers) - {challenge.requester}), challenge.needed
    if found < needed:
        what = "read the letter" if challenge.kind is ProofKind.LETTER else "confirmed the statement"
        raise NotShown(f"{found} of {needed} reviewers {what}", hint="ask another reviewer")
    return Seen()


def _require(challenge: Challenge, values: tuple[str, ...], where: str) -> None:
    wanted = challenge.token.encode()
    if not any(hmac.compare_digest(wanted, value.encode("utf-8", "replace")) for value in values):
        raise NotShown(f"the token is not at {where}", hint=_HINT)


def tokens(page: bytes) -> tuple[str, ...]:
    """Read `{"tokens": ["…"]}`, as it is put into a file to show something.

    Raises:
        NotShown: it is too large, or not that.

    """
    if len(page) > _LARGEST:
        raise NotShown(f"{FILE} is larger than {_LARGEST} bytes", hint="put nothing but the tokens in it")
    try:
        read = json.loads(page, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise NotShown(f"{FILE} is no small JSON object", hint='write {"tokens": ["…"]}') from error
    listed = read.get("tokens") if isinstance(read, dict) else None
    if not isinstance(listed, list):
        raise NotShown(f"{FILE} has no list of tokens", hint='write {"tokens": ["…"]}')
    return tuple(one for one in listed if isinstance(one, str))


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key is there twice")
    return made
