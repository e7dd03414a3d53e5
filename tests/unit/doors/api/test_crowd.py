from contextlib import ExitStack

import pytest

from vedette.app.job_answers import TooMany
from vedette.doors.api.crowd import Crowd


def test_one_may_be_in_so_often_and_all_together_so_often() -> None:
    crowd = Crowd(3, 2)
    with ExitStack() as stack:
        for who in ("ana", "ana", "ben"):
            stack.enter_context(crowd.joined(who))
        for who in ("ana", "cem"):
            with pytest.raises(TooMany), crowd.joined(who):
                pass
    for _ in range(5):
        with crowd.joined("ana"), crowd.joined("ana"), crowd.joined("cem"):
            pass


def test_whoever_fails_has_left() -> None:
    crowd = Crowd(1, 1)
    for _ in range(3):
        with pytest.raises(KeyError), crowd.joined("ana"):
            raise KeyError
