from collections import Counter

from vedette.hunt.instants import SECOND
from vedette.hunt.patterns.web.pages import SIZES_KEPT, Answer, Page, judge

NONE_COMMON: Counter[tuple[int, int]] = Counter()


def page(*sizes: int, errors: int = 0) -> Page:
    made = Page()
    for size in sizes:
        made.add(200, size, SECOND // 10)
    for _ in range(errors):
        made.add(500, 10, None)
    return made


def test_a_page_that_often_fails_says_nothing_by_failing() -> None:
    answer = Answer(500, 10, -1, 5, 0)
    assert judge(answer, page(1, 2, 3), NONE_COMMON, reads=True).level == 2
    assert judge(answer, page(1, 2, 3, errors=3), NONE_COMMON, reads=True).level == 0


def test_a_page_that_varies_says_nothing_by_varying() -> None:
    varies = page(100, 5_000, 900, 7_000, 2_000, 3_000)
    assert judge(Answer(200, 6_500, -1, 5, 0), varies, NONE_COMMON, reads=True).level == 1
    assert judge(Answer(200, 60_000, -1, 5, 0), varies, NONE_COMMON, reads=True).level == 3


def test_an_echo_of_a_long_payload_is_no_success() -> None:
    steady = page(*[500] * 9)
    assert judge(Answer(200, 1_500, -1, 400, 0), steady, NONE_COMMON, reads=True).level == 1
    assert judge(Answer(200, 1_500, -1, 40, 0), steady, NONE_COMMON, reads=True).level == 3
    assert judge(Answer(200, 1_500, -1, 40, 0), steady, NONE_COMMON, reads=False).level == 1


def test_a_page_that_is_slow_for_everybody_did_not_wait_for_us() -> None:
    slow = Page()
    for _ in range(5):
        slow.add(200, 5, 6 * SECOND)
    answer = Answer(200, 5, 6 * SECOND, 9, 5 * SECOND)
    assert judge(answer, slow, NONE_COMMON, reads=True).level == 1
    assert judge(answer, page(5), NONE_COMMON, reads=True).level == 3


def test_a_page_keeps_few_answers() -> None:
    assert len(page(*range(1_000)).sizes) == SIZES_KEPT
