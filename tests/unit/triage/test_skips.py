"""What could not be looked at: one line for each thing."""

from vedette.core.nouns import Skipped
from vedette.triage.skips import together


def test_two_reasons_of_one_thing_are_one_line() -> None:
    told = together(
        [
            Skipped(what="a", why="cut", partial=True),
            Skipped(what="b", why="locked"),
            Skipped(what="a", why="too deep", partial=True),
            Skipped(what="a", why="cut", partial=True),
        ]
    )
    assert told == (Skipped(what="a", why="cut; too deep", partial=True), Skipped(what="b", why="locked"))


def test_very_many_of_one_reason_are_counted() -> None:
    told = together(Skipped(what=f"{number}", why="locked") for number in range(1000))
    assert len(told) == 26
    assert told[-1] == Skipped(what="25", why="locked, and so it is with 974 more things")


def test_bombs_in_many_archives_are_one_line() -> None:
    why = "its data grows more than 200-fold when unpacked"
    told = together(Skipped(what=f"{number}.zip!/a", why=why) for number in range(9))
    assert told == (Skipped(what="0.zip!/a", why=f"{why}, and so it is with 8 more things"),)
    assert together([Skipped(what="a", why=why)]) == (Skipped(what="a", why=why),)
