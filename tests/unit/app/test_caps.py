import pytest

from tests.toys import OWNER
from vedette.access.nouns import Kind, Risk, Subject, Tier
from vedette.app.callers import Caller
from vedette.app.capabilities import CAPABILITIES
from vedette.app.capability import Capability
from vedette.app.caps import A_CAPABILITY, A_PERSON, NEW_DAYS, caps, held, is_new


def caller(tier: Tier = Tier.T0, org: str = "mill") -> Caller:
    return Caller(subject=Subject(id="p-ana", kind=Kind.PERSON, org=org, tier=tier), bound=True)


def accounts(name: str, org: str = "mill") -> dict[str, int]:
    return {one.account: one.limit for one in caps(caller(org=org), CAPABILITIES[name])}


def test_the_owner_of_a_machine_is_not_counted() -> None:
    assert caps(OWNER, CAPABILITIES["code.scan"]) == ()


def test_a_run_counts_against_person_capability_and_organisation() -> None:
    found = accounts("code.scan")
    assert found["person:p-ana"] == A_PERSON[Tier.T0]
    assert found["capability:code.scan:p-ana"] == A_CAPABILITY["C1"]
    assert "org:mill" in found
    assert not any(one.startswith("org:") for one in accounts("code.scan", org=""))


@pytest.mark.parametrize("name", ["access.appeal", "identity.me", "access.review", "identity.leave"])
def test_ones_own_affairs_and_offices_are_counted_apart(name: str) -> None:
    assert set(accounts(name)) == {"person:p-ana:own affairs"}


def test_a_higher_tier_may_use_more_and_a_graver_class_less() -> None:
    tiers = [A_PERSON[one] for one in Tier]
    assert tiers == sorted(tiers)
    risks = [A_CAPABILITY[one] for one in Risk]
    assert risks == sorted(risks, reverse=True)
    assert A_CAPABILITY[Risk.CX] == 0


@pytest.mark.parametrize("tier", list(Tier))
@pytest.mark.parametrize("risk", [Risk.C2, Risk.C3, Risk.C4])
def test_a_new_grant_of_a_high_tier_allows_a_tenth_of_what_is_grave(tier: Tier, risk: Risk) -> None:
    known = CAPABILITIES["code.discover"]
    row = Capability(id=known.id, does="", reads="", risk=risk, request=known.request, cost_unit="")
    less = {one.account: one.limit for one in caps(caller(tier), row, new=True)}
    usual = {one.account: one.limit for one in caps(caller(tier), row)}
    grave = tier >= Tier.T3 and risk in {Risk.C3, Risk.C4}
    mine = "capability:code.discover:p-ana"
    assert less.pop(mine) == (usual[mine] // 10 if grave else usual[mine])
    assert less.pop("org:mill") == usual["org:mill"]
    assert less == {"person:p-ana": usual["person:p-ana"]}
    assert held(caller(tier), row) == grave


def test_a_grant_is_new_for_thirty_days() -> None:
    assert is_new(1000.0, 1000.0 + NEW_DAYS * 86_400 - 1)
    assert not is_new(1000.0, 1000.0 + NEW_DAYS * 86_400)
    assert not is_new(0.0, 1e9)


def test_nothing_in_the_table_costs_more_than_somebody_may_use() -> None:
    for one in CAPABILITIES.values():
        assert all(0 < one.estimate <= cap.limit for cap in caps(caller(), one))
