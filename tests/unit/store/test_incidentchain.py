"""Where one part of an event ends and the next begins is part of its hash."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vedette.store.incidentchain import Sent, beginning, link

TEXTS = st.text(alphabet='a"[,\\', max_size=4)
SENT = st.builds(Sent, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS, st.binary(max_size=4))


@given(SENT, SENT, st.integers(1, 3), st.integers(1, 3))
def test_two_events_hash_alike_only_if_they_are_the_same(a: Sent, b: Sent, one: int, two: int) -> None:
    before = beginning("inc")
    assert (link(before, one, a) == link(before, two, b)) is ((a, one) == (b, two))
