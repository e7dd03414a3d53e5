import random
from collections.abc import Sequence

import pytest

from vedette.hunt.instants import SECOND
from vedette.hunt.patterns.repeats import Call, calls, mark


def connections(*seconds: float, port: int = 50_000, failed: bool = True) -> list[tuple[int, int, int]]:
    return [(int(at * SECOND), 60, mark(port, failed=failed)) for at in seconds]


def begun(moments: Sequence[tuple[int, int, int]]) -> list[float]:
    return [call.time / SECOND for call in calls(moments)]


@pytest.mark.parametrize(
    "tries",
    [
        (0, 1, 3, 7, 15, 31, 63),
        (0, 3, 9),
        (0, 7.2, 15.4, 32, 64.7),
        (0, 7.22, 15.38, 32.02, 64.66, 130.0),
        (0, 9.01),
        (0, 0.5, 1.0),
    ],
    ids=["Linux", "Windows", "a log of Linux", "its end", "a log of Windows", "refused"],
)
def test_what_a_system_repeats_is_one_call(tries: Sequence[float]) -> None:
    assert begun(connections(*tries)) == [0]


def test_what_a_program_tries_next_is_a_call_of_its_own() -> None:
    moments = [*connections(0, 9, port=50_000), *connections(21, 30, port=50_001)]
    random.Random(5).shuffle(moments)  # noqa: S311  not a secret
    assert begun(moments) == [0, 21], "whatever order records come in"
    again = [at + more for at in range(0, 100, 10) for more in (0, 0.4, 0.9)]
    assert begun(connections(*again)) == pytest.approx([*range(0, 100, 10)]), "from one port, too"
    assert begun(connections(0, 60, 120, 180)) == [0, 60, 120, 180]
    assert begun(connections(0, 200)) == [0, 200], "systems give up by then"


def test_what_is_answered_at_last_is_one_call_and_is_over_then() -> None:
    tries = [*connections(0, 7.2), (16 * SECOND, 854, mark(50_000, failed=False))]
    assert calls(tries) == [Call(0, 854, failed=False)]
    assert begun([*tries, *connections(17)]) == [0, 17]


def test_of_unknown_ports_nothing_is_known() -> None:
    assert begun(connections(0, 1, 3, port=0)) == [0, 1, 3]
