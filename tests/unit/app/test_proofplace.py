"""The rooms do all there is to do about proofs, and forget what is over."""

from pathlib import Path

from tests.unit.app.house import house
from vedette.app.proofing_capabilities import ROWS
from vedette.app.proofplace import placed


def test_each_row_has_somebody_who_does_it_and_both_rooms_forget(tmp_path: Path) -> None:
    with house(tmp_path) as made:
        place = placed(made.service.parts)
        assert place.handlers().keys() == {one.id for one in ROWS}
        assert [chore(made.now) for chore in place.chores()] == [0, 0]
