"""What waits for a reviewer, and in which order."""

from msgspec.structs import replace

from vedette.access.programme.criteria import DAY
from vedette.access.programme.queue import ANSWER_WITHIN, Waiting, line, ordered


def test_every_kind_has_a_promised_time() -> None:
    assert set(ANSWER_WITHIN) == set(Waiting)
    made = line(Waiting.GLASS, "g", "ada", "an emergency", 100.0)
    assert made.due == 100.0 + 3 * DAY


def test_the_most_urgent_stands_first_and_what_one_may_not_decide_last() -> None:
    case = line(Waiting.CASE, "c", "ada", "T2", 0.0)
    held = line(Waiting.HELD, "h", "ada", "a text", DAY)
    own = replace(line(Waiting.APPROVAL, "a", "rita", "own", 0.0), may=False)
    assert [one.id for one in ordered([case, own, held])] == ["h", "c", "a"]
