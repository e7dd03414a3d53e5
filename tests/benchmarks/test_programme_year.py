"""A short year of a small programme: no host of others is reached, and who means harm is stopped in time."""

import pytest

from benchmarks.programme import stolen, whole
from benchmarks.programme.whole import Part, lived, told


@pytest.mark.parametrize("few", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_whoever_means_harm_is_stopped_and_nobody_elses_host_is_reached(
    monkeypatch: pytest.MonkeyPatch,
    *,
    few: bool,
) -> None:
    if few:
        for name, count in (("_EACH", 3), ("SHARERS", 4), ("THIEVES", 3), ("COLLUDING", 2), ("TRIES", 40)):
            monkeypatch.setattr(whole, name, count)
    part: Part = lived(24, 45, seed=3)
    assert part.foreign_packets == 0
    assert part.decisions > 1000
    for name, found in part.scanners.items():
        assert found, name
        for asked_for, took in found:
            began = took >= 0 or asked_for == 0  # some begin only after the days are over
            assert began, f"{name} was never stopped"
            assert asked_for < 10, name
    caught = [uses for uses in part.sharers if uses >= 0]
    assert caught
    assert max(caught) < 40
    assert part.thieves_strong == 0
    assert part.colluded == 0
    said = told([part], stolen.tried(), 45, 1.0)
    assert said.figures["stolen_tokens_accepted"] == 0
    assert said.figures["programs_turned_stopped_share"] == 1.0
    assert said.figures["members_paused_by_their_program"] == 0
    assert said.figures["foreign_assets_before_stop_max"] in {6, 9}
    assert set(said.figures) >= {
        "foreign_packets",
        "foreign_assets_before_stop_max",
        "honest_paused_share",
        "reviews_per_1000_members",
    }
