from tests.unit.access.programme.people import ADA, DAY, NOW, RITA, SUE, Town, given
from vedette.access.documents import Memory
from vedette.access.nouns import Tier
from vedette.access.programme.applications import Applications
from vedette.access.programme.sponsors import Vetted, vetted


def test_only_who_was_vetted_themselves_speaks_for_a_house() -> None:
    town = Town()
    cases = Applications(Memory(), town)
    known = Vetted(town, cases.of)
    assert town.speaks("sue", "acme", NOW)
    assert not known.speaks("sue", "acme", NOW)
    given(cases, Tier.T1, SUE)
    assert not known.speaks("sue", "acme", NOW)
    case = given(cases, Tier.T2, SUE)
    assert known.speaks("sue", "acme", NOW)
    assert not known.speaks("sue", "umbrella", NOW)
    assert not known.speaks("sue", "acme", NOW + 182 * DAY), "it ends as it ends for anybody"
    cases.revoke(RITA, case, reason="left", now=NOW)
    assert not known.speaks("sue", "acme", NOW)


def test_a_capability_makes_nobody_vetted_and_the_rest_is_passed_on() -> None:
    town = Town(founding=5, change={"acme": 7}, invited={"ada": "boss"})
    cases = Applications(Memory(), town)
    known = Vetted(town, cases.of)
    assert not vetted(cases.of(ADA.id), NOW)
    assert known.orgs("ada") == ("acme",)
    assert (known.inviter("ada"), known.changed("acme"), known.founded()) == ("boss", 7, 5)
    assert known.belongs("ada", "acme", NOW)
    assert known.proved("ada", "acme", NOW) == town.known
