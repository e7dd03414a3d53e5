"""What could not be looked at: one line for each thing."""

from vedette.core.nouns import Skipped
from vedette.triage.causes import Cause, Damaged, Spent, skip
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
    why = "its data grows"
    told = together(skip(f"{number}.zip!/a", why, cause=Cause.CRAFTED) for number in range(9))
    assert told == (Skipped(what="0.zip!/a", why=f"{why}, and so it is with 8 more things"),)
    assert together([skip("a", why, cause=Cause.CRAFTED)]) == (Skipped(what="a", why=why),)


def test_words_alone_decide_nothing() -> None:
    told = together(Skipped(what=f"{number}", why="more than enough") for number in range(3))
    assert [one.what for one in told] == ["0", "1", "2"]


def test_a_bound_of_the_whole_is_told_once() -> None:
    why = Spent("all bytes are used", hint="")
    told = together(skip(f"{number}", why, partial=True) for number in range(3))
    assert told == (Skipped(what="0", why=f"{why}, and so it is with 2 more things", partial=True),)


def test_what_is_damaged_in_a_file_read_in_part_is_told_with_it() -> None:
    cut = Skipped(what="a.zip", why="only its first bytes", partial=True)
    inside = [skip(f"a.zip!/{name}", Damaged("ends early", hint="")) for name in "xy"]
    other = Skipped(what="a.zip!/z", why="locked")
    told = together([*inside, other], cut)
    words = "only its first bytes; 2 things in it could not be read, the first of them, x: ends early"
    assert told == (Skipped(what="a.zip", why=words, partial=True), other)
