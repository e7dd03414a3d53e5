"""Tags by the hour: what happened between two times is found, wherever the hours lie."""

from hypothesis import given
from hypothesis import strategies as st

from vedette.access.documents import Memory
from vedette.access.hours import HOUR, hour, lately

MOMENTS = st.floats(min_value=0, max_value=90 * HOUR, allow_nan=False)


@given(st.lists(MOMENTS, max_size=30), MOMENTS, MOMENTS)
def test_nothing_between_two_times_is_missed(moments: list[float], one: float, other: float) -> None:
    documents = Memory()
    for number, at in enumerate(moments):
        documents.put("asset", f"{number:03}", str(at).encode(), tags=(hour("first", at),))
    since, until = sorted((one, other))
    found = [float(kept.value) for kept in lately(documents, "asset", "first", (since, until))]
    assert {at for at in moments if since < at <= until} <= set(found)
    assert len(found) <= len(moments)


def test_of_a_short_time_only_its_hours_are_read_and_of_a_long_one_all() -> None:
    documents = Memory()
    for number in range(100):
        documents.put("asset", f"{number:03}", b"", tags=(hour("first", number * HOUR),))
    documents.put("asset", "older", b"")
    assert [one.key for one in lately(documents, "asset", "first", (98 * HOUR, 99.5 * HOUR))] == [
        "098",
        "099",
    ]
    assert len(lately(documents, "asset", "first", (0, 99 * HOUR))) == 101
