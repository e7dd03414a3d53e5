"""From a moment to the end of a limit."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.core.errors import BadInput
from vedette.respond.clocks.calendar import ends, is_business_day, moment, stamp

FRIDAY = datetime(2026, 11, 27, 22, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "after", "due"),
    [
        (FRIDAY, "PT4H", "2026-11-28T02:30:00Z"),
        (FRIDAY, "PT24H", "2026-11-28T22:30:00Z"),
        (FRIDAY, "PT72H", "2026-11-30T22:30:00Z"),
        (FRIDAY, "P14D", "2026-12-11T22:30:00Z"),
        (FRIDAY, "P1M", "2026-12-27T22:30:00Z"),
        (datetime(2027, 1, 31, 8, tzinfo=UTC), "P1M", "2027-02-28T08:00:00Z"),
        (datetime(2028, 1, 31, 8, tzinfo=UTC), "P1M", "2028-02-29T08:00:00Z"),
        (datetime(2026, 12, 15, 8, tzinfo=UTC), "P1M", "2027-01-15T08:00:00Z"),
        (datetime(2026, 12, 15, 8, tzinfo=UTC), "P13M", "2028-01-15T08:00:00Z"),
    ],
)
def test_hours_days_and_months(since: datetime, after: str, due: str) -> None:
    assert stamp(ends(since, after)) == due


@pytest.mark.parametrize(
    ("since", "due"),
    [
        ("2026-11-27T22:30Z", "2026-12-04T04:59:59Z"),  # Friday in New York: Monday to Thursday count
        ("2026-11-24T15:00Z", "2026-12-02T04:59:59Z"),  # Thanksgiving and the weekend do not
        ("2026-12-23T15:00Z", "2026-12-31T04:59:59Z"),  # nor Christmas
        ("2026-11-28T03:00Z", "2026-12-04T04:59:59Z"),  # still Friday there
    ],
)
def test_business_days_are_counted_where_the_authority_is(since: str, due: str) -> None:
    assert stamp(ends(moment(since), "P4B", "America/New_York", "us")) == due


@pytest.mark.parametrize(
    ("day", "open_"),
    [
        (date(2026, 1, 1), False),
        (date(2026, 1, 19), False),  # Martin Luther King
        (date(2026, 2, 16), False),
        (date(2026, 5, 25), False),
        (date(2026, 6, 19), False),
        (date(2026, 7, 3), False),  # the fourth is a Saturday
        (date(2026, 9, 7), False),
        (date(2026, 10, 12), False),
        (date(2026, 11, 11), False),
        (date(2026, 11, 26), False),
        (date(2026, 12, 25), False),
        (date(2027, 12, 31), False),  # New Year 2028 is a Saturday
        (date(2026, 11, 27), True),
        (date(2026, 11, 28), False),
        (date(2026, 7, 6), True),
    ],
)
def test_federal_holidays(day: date, *, open_: bool) -> None:
    assert is_business_day(day, "us") is open_


def test_without_a_calendar_only_weekends_are_off() -> None:
    assert is_business_day(date(2026, 11, 26))
    assert not is_business_day(date(2026, 11, 29))


@pytest.mark.parametrize("text", ["", "yesterday", "2026-11-29", "2026-11-29T10:00", "10:00Z", "x" * 500])
def test_a_time_needs_its_zone(text: str) -> None:
    with pytest.raises(BadInput, match="no time with a zone"):
        moment(text)


@pytest.mark.parametrize("text", ["", "P", "PT", "72H", "P1Y", "P-1D", "P99999D"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="no duration"):
        ends(FRIDAY, text)


def test_a_zone_nobody_knows_is_refused() -> None:
    with pytest.raises(BadInput, match="zone"):
        ends(FRIDAY, "P4B", "Mars/Olympus")


times = st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1)).map(lambda one: one.replace(tzinfo=UTC))  # noqa: DTZ001


@given(times, times, st.sampled_from(("PT24H", "PT72H", "P1M", "P60D", "P4B")))
def test_whoever_knows_later_has_until_later_or_the_same(one: datetime, other: datetime, after: str) -> None:
    first, second = sorted((one, other))
    assert ends(first, after) <= ends(second, after)


@given(times, st.integers(1, 20))
def test_business_days_take_at_least_as_many_days(since: datetime, days: int) -> None:
    due = ends(since, f"P{days}B", "", "us")
    assert due >= since + timedelta(days=days - 1)
    assert is_business_day(due.date(), "us")
