"""Of a proof only `Proof` is kept, it goes no further than its way goes, and it ends."""

from __future__ import annotations

import pytest
from msgspec import structs

from vedette.access.documents import Memory
from vedette.access.identity import oidc
from vedette.access.identity.proofing import (
    CEILING,
    DAY,
    LIFE,
    NO_CLAIM,
    PROOFS_MAX,
    Method,
    Proof,
    Proofs,
    Says,
    account,
    kind,
    label,
    of_oidc,
)
from vedette.core.errors import BadInput, Refused

NOW = 1_800_000_000.0


def proof(**other: object) -> Proof:
    made = Proof(
        level=2,
        method=Method.VIDEO,
        provider="this service",
        digest="a" * 64,
        verified_at=NOW,
        expires_at=NOW + 100 * DAY,
        reviewers=("p-1", "p-2"),
    )
    return structs.replace(made, **other)


def test_what_is_kept_of_a_proof_is_a_short_list() -> None:
    """Nothing else can be put down: there is no field for it."""
    assert set(Proof.__struct_fields__) == {
        "level", "method", "provider", "digest", "verified_at", "expires_at", "reviewers", "account", "says",
    }  # fmt: skip


def test_a_proof_counts_until_it_ends_and_is_forgotten_then() -> None:
    proofs = Proofs(Memory())
    assert proofs.keep("p-9", proof(), NOW) == proof()
    assert proofs.of("p-9", NOW) == (proof(),)
    assert (proofs.level("p-9", NOW), proofs.says("p-9", NOW)) == (2, frozenset({Says.IDENTITY}))
    end = NOW + 100 * DAY
    assert proofs.of("p-9", end - 1) == (proof(),)
    assert proofs.of("p-9", end) == ()
    assert (proofs.level("p-9", end), proofs.says("p-9", end)) == (0, frozenset())
    assert proofs.sweep(end - 1) == 0
    assert proofs.sweep(end) == 1
    assert proofs.of("p-9", NOW) == ()


def test_shown_again_it_counts_from_then() -> None:
    proofs = Proofs(Memory())
    proofs.keep("p-9", proof(), NOW)
    later = proof(verified_at=NOW + DAY, expires_at=NOW + 300 * DAY)
    proofs.keep("p-9", later, NOW + DAY)
    assert proofs.of("p-9", NOW + DAY) == (later,)


def test_an_account_is_one_persons() -> None:
    proofs, mine = Proofs(Memory()), account("https://id.example", "ana")
    proofs.keep("p-1", proof(account=mine), NOW)
    proofs.keep("p-1", proof(account=mine, digest="b" * 64), NOW)
    with pytest.raises(Refused, match="somebody else showed that account"):
        proofs.keep("p-2", proof(account=mine), NOW)
    assert proofs.of("p-2", NOW) == ()
    assert proofs.forget("p-1") == 2
    proofs.keep("p-2", proof(account=mine), NOW)


@pytest.mark.parametrize(
    "wrong",
    [
        {"digest": "no digest"},
        {"digest": "A" * 64},
        {"account": "ana@example.org"},
        {"provider": ""},
        {"provider": "x" * 301},
        {"level": 3},
        {"level": -1},
        {"method": Method.OIDC},
        {"says": ()},
        {"verified_at": NOW + 1},
        {"expires_at": NOW},
        {"expires_at": NOW + LIFE[2] + 1},
    ],
)
def test_what_is_no_proof_is_not_kept(wrong: dict[str, object]) -> None:
    proofs = Proofs(Memory())
    with pytest.raises(BadInput):
        proofs.keep("p-9", proof(**wrong), NOW)
    assert proofs.of("p-9", NOW) == ()


def test_there_is_a_bound() -> None:
    proofs = Proofs(Memory())
    for number in range(PROOFS_MAX):
        proofs.keep("p-9", proof(digest=f"{number:064x}"), NOW)
    with pytest.raises(BadInput, match="too many"):
        proofs.keep("p-9", proof(digest="f" * 64), NOW)
    proofs.keep("p-8", proof(digest="f" * 64), NOW)


def test_every_way_has_a_ceiling_and_only_a_meeting_goes_to_the_top() -> None:
    assert set(CEILING) == set(Method)
    assert [way for way, level in CEILING.items() if level == 3] == [Method.IN_PERSON]


def test_a_label_claims_nothing() -> None:
    assert [label(one) for one in range(4)] == ["no identity", "IAL1-like", "IAL2-like", "IAL3-like"]
    assert kind(proof()) == "proof IAL2-like video (identity)"
    assert kind(proof(level=0, says=(Says.SECTOR,), method=Method.REGISTER)) == "proof register (sector)"
    assert "no claim of conformity" in NO_CLAIM


def test_an_account_elsewhere_is_not_who_somebody_is() -> None:
    evidence = oidc.Evidence(
        method="oidc",
        provider="https://id.example",
        digest="a" * 64,
        account="b" * 64,
        verified_at=NOW,
        expires_at=NOW + 365 * DAY,
    )
    made = Proofs(Memory()).keep("p-9", of_oidc(evidence), NOW)
    assert (made.level, made.says) == (1, (Says.ACCOUNT,))
