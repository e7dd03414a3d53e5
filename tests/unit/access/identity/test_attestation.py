"""Where the operator asks whose make passkeys are, T3 and T4 need passkeys of makers they trust."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.authenticator import Maker
from tests.unit.app.house import House, Member, house, promoted
from vedette.access.identity.attestation import roots
from vedette.app import programme_requests as asked
from vedette.core.errors import BadInput

MAKER = Maker()


def keys(place: House) -> list[bool]:
    people = {one.id for one in place.service.parts.people.all() if one.name == "Ana"}
    return [one.attested for person in people for one in place.service.parts.passkeys.of(person)]


def joined(operator: Member, *makers: Maker | None) -> Member:
    """Ana, whose passkeys are of these makers."""
    invited = operator.ask("identity.invite", asked.Invite(name="Ana", org="Mill"))
    made = Member(operator.house)
    made.enrol_with(invited.link, makers)
    return made.sign_in()


def tier_three(operator: Member, ana: Member) -> None:
    reviewers = [operator.joined(name, org, "reviewer") for name, org in (("Rex", "A"), ("Ria", "B"))]
    promoted(ana, operator, reviewers)


@pytest.mark.parametrize(
    ("makers", "attested", "tier"),
    [
        ((MAKER, MAKER), [True, True], "T3"),
        ((MAKER, None), [False, True], "T2"),
        ((None, None), [False, False], "T2"),
    ],
)
def test_a_tier_counts_as_far_as_all_passkeys_are_of_makers_who_count(
    tmp_path: Path, makers: tuple[Maker | None, ...], attested: list[bool], tier: str
) -> None:
    (tmp_path / "makers.pem").write_bytes(Maker("Other").root() + MAKER.root())
    with house(tmp_path / "house", makers=tmp_path / "makers.pem") as place:
        operator = place.operator()
        ana = joined(operator, *makers)
        tier_three(operator, ana)
        assert sorted(keys(place)) == attested
        me = ana.ask("identity.me", asked.Me())
        assert me.tier == tier
        assert bool(me.limited) == (tier == "T2")


def test_where_nobody_asks_nothing_changes(tmp_path: Path) -> None:
    with house(tmp_path / "house") as place:
        operator = place.operator()
        ana = joined(operator, MAKER, None)
        tier_three(operator, ana)
        assert keys(place) == [False, False]
        me = ana.ask("identity.me", asked.Me())
        assert (me.tier, me.limited) == ("T3", "")


def wrong() -> dict[str, Maker]:
    other, model, may_sign = Maker(), Maker(), Maker()
    model.named = bytes(16)
    may_sign.ca = True
    return {"another maker of that name": other, "another model": model, "may sign others": may_sign}


@pytest.mark.parametrize("why", wrong())
def test_a_passkey_nobody_trusted_vouches_for_is_a_passkey_all_the_same(tmp_path: Path, why: str) -> None:
    maker = wrong()[why]
    trusted = MAKER if why == "another maker of that name" else maker
    (tmp_path / "makers.pem").write_bytes(trusted.root())
    with house(tmp_path / "house", makers=tmp_path / "makers.pem") as place:
        joined(place.operator(), maker, maker)
        assert keys(place) == [False, False]


def test_what_holds_no_certificates_is_no_list_of_makers(tmp_path: Path) -> None:
    assert roots(None) == ()
    (tmp_path / "makers.pem").write_text("none")
    for name in ("makers.pem", "absent.pem"):
        with pytest.raises(BadInput, match="no certificates of makers"):
            roots(tmp_path / name)
