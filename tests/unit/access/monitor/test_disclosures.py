"""Disclosures: what was found in what is others' too, and whether they were told."""

import pytest

from tests.unit.access.monitor.traces import DAY, NOON
from vedette.access.documents import Memory
from vedette.access.monitor.disclosures import KEPT, Disclosures, Said
from vedette.core.errors import BadInput

ASSET = "app.example.org"


def test_a_look_that_finds_something_opens_one_for_the_asset() -> None:
    kept = Disclosures(Memory())
    made = kept.found("ana", "clinic", ASSET, NOON)
    assert made.open
    assert kept.found("ana", "clinic", ASSET, NOON + DAY) == made, "looking again asks for nothing twice"
    assert [(one.person, one.found) for one in kept.untold(NOON)] == [("ana", ((NOON, made.id),))]


@pytest.mark.parametrize("said", [{"whom": "the maintainers"}, {"fixed": True}, {"own": True}])
def test_telling_fixing_or_owning_settles_it(said: dict[str, object]) -> None:
    kept = Disclosures(Memory())
    kept.found("ana", "clinic", ASSET, NOON)
    made = kept.record("ana", "clinic", Said(asset=ASSET, **said), NOON + DAY)  # type: ignore[arg-type]
    assert not made.open
    assert made.found == NOON
    assert kept.untold(NOON + DAY) == []


def test_after_a_fix_it_may_be_found_anew_but_one_s_own_stays_one_s_own() -> None:
    kept = Disclosures(Memory())
    for said, opens in ((Said(asset="a", fixed=True), True), (Said(asset="b", own=True, fixed=True), False)):
        kept.found("ana", "clinic", said.asset, NOON)
        kept.record("ana", "clinic", said, NOON + DAY)
        assert kept.found("ana", "clinic", said.asset, NOON + 2 * DAY).open is opens


def test_what_was_told_stays_told() -> None:
    kept = Disclosures(Memory())
    kept.record("ana", "clinic", Said(asset=ASSET, whom="the maintainers"), NOON)
    made = kept.record("ana", "clinic", Said(asset=ASSET, fixed=True), NOON + DAY)
    assert (made.told, made.whom, made.fixed) == (NOON, "the maintainers", NOON + DAY)


def test_everybody_has_their_own() -> None:
    kept = Disclosures(Memory())
    for person in ("ana", "ben"):
        kept.found(person, "clinic", ASSET, NOON)
    kept.record("ana", "clinic", Said(asset=ASSET, own=True), NOON)
    assert [one.person for one in kept.of_org("clinic") if one.open] == ["ben"]
    assert len(kept.of_person("ana")) == 1


@pytest.mark.parametrize("said", [Said(asset=" "), Said(asset="x" * 301), Said(asset="a", finding="x")])
def test_nonsense_is_refused(said: Said) -> None:
    with pytest.raises(BadInput):
        Disclosures(Memory()).record("ana", "clinic", said, NOON)


def test_what_was_settled_long_ago_is_forgotten_and_nothing_else() -> None:
    kept = Disclosures(Memory())
    kept.found("ana", "clinic", "open", NOON)
    kept.record("ana", "clinic", Said(asset="done", whom="them"), NOON)
    assert kept.sweep(NOON + KEPT) == 0
    assert kept.sweep(NOON + KEPT + 1) == 1
    assert [one.asset for one in kept.of_person("ana")] == ["open"]
