"""Moments of many writings, as one number."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.hunt.sources import times
from vedette.hunt.sources.times import (
    LATEST,
    from_any,
    from_clf,
    from_epoch,
    from_filetime,
    from_iso,
    from_seconds,
    from_syslog,
)


def at(*parts: int) -> int:
    return round(datetime(*parts, tzinfo=UTC).timestamp() * 1_000_000)  # type: ignore[misc, arg-type]


MOMENTS = st.datetimes(datetime(1971, 1, 1), datetime(2199, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(MOMENTS)
def test_what_the_calendar_writes_is_read_back_to_the_microsecond(moment: datetime) -> None:
    expected = (moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()
    for text in (moment.isoformat(), moment.isoformat().replace("+00:00", "Z"), moment.isoformat(" ")):
        for _ in "first", "with the day known":
            read = from_iso(text)
            assert read is not None
            assert abs(read / 1e6 - expected) < 1e-5


@pytest.mark.parametrize(
    "text",
    [
        "2020-10-15T13:17:02.5Z",
        "2020-10-15T15:17:02.5+02:00",
        "2020-10-15 13:17:02.500",
        "2020-10-15T13:17:02.5000000Z",
        "2020-10-15T13:17:02.500000000Z",
        "2020-10-15 13:17:02.5 UTC",
        "10/15/2020 1:17:02.5 PM",
        "10/15/2020, 1:17:02.500 PM",
        "/Date(1602767822500)/",
        "1602767822500",
        "1602767822.5",
        "132472414225000000",
        1602767822.5,
        1602767822500,
        1602767822500000,
        1602767822500000000,
    ],
)
def test_the_same_moment_however_it_is_written(text: object) -> None:
    assert from_any(text) == at(2020, 10, 15, 13, 17, 2) + 500_000


@pytest.mark.parametrize(
    "text",
    ["", "-", "yesterday", "0", "2020-13-45T00:00:00Z", "1601-01-01T00:00:00Z", "9" * 20, "2999-01-01", "Z",
     "2020-10-15T25:00:00Z", "2020-10-15T13:75:02Z", "2020-10-15T13:17:xxZ", "2020-10-15T13:17:02.-5Z",
     "2020-10-15T13:17:60Z", "2020-10-15T13:17:02x5Z", "2020-10-15T13:17:02.5+Z",
     "1e9", "nan", True, None, -5, 0, float("nan"), float("inf"), [], {}],
)  # fmt: skip
def test_what_is_no_moment_is_none(text: object) -> None:
    for known in ("2020-10-15T00:00:00Z", "2020-10-15T13:17:00Z", "2020-10-15T13:17:59.5Z"):
        assert from_iso(known) is not None
    assert from_any(text) is None


def test_a_log_without_years_ends_when_the_file_was_last_changed() -> None:
    changed = at(2021, 1, 2, 10, 0, 0)
    assert from_syslog("Jan  2 09:59:59 web sshd", changed) == at(2021, 1, 2, 9, 59, 59)
    assert from_syslog("Jan  3 09:59:59 web sshd", changed) == at(2021, 1, 3, 9, 59, 59)
    assert from_syslog("Dec 31 23:59:59.25 web", changed) == at(2020, 12, 31, 23, 59, 59) + 250_000
    assert from_syslog("Feb 29 12:00:00 web", changed) == at(2020, 2, 29, 12)
    assert from_syslog("Dec 31 23:59:59 web", 0) is None
    assert from_syslog("Foo 31 23:59:59 web", changed) is None
    assert from_syslog("Feb 31 23:59:59 web", changed) is None


def test_web_servers_write_their_zone() -> None:
    assert from_clf("10/Oct/2000:13:55:36 -0700") == at(2000, 10, 10, 20, 55, 36)
    assert from_clf("10/Oct/2000:13:55:36") == at(2000, 10, 10, 13, 55, 36)
    assert from_clf("10/Oct/2000") is None


SECONDS = st.sampled_from(["00", "01", "30", "59", "60", "61", "1", "٣٠", "x1", ""])


@given(
    MOMENTS,
    st.lists(SECONDS, min_size=2, max_size=4),
    st.sampled_from([" -0700", " +0530", "", "+0100", " "]),
)
def test_what_a_minute_was_changes_no_second_of_it(moment: datetime, seconds: list[str], zone: str) -> None:
    for day in ("%d", "%-d"):
        written = [f"{moment:{day}/%b/%Y:%H:%M}:{second}{zone} x" for second in seconds]
        alone = []
        for text in written:
            times._minutes.clear()  # noqa: SLF001
            alone.append(from_clf(text))
        times._minutes.clear()  # noqa: SLF001
        assert [from_clf(text) for text in (*written, *written)] == alone * 2


@given(MOMENTS, st.lists(SECONDS, min_size=2, max_size=4), st.integers(-3, 370), st.integers(0, 61))
def test_nor_of_one_without_a_year(moment: datetime, seconds: list[str], days: int, later: int) -> None:
    start = datetime(1970, 1, 1, tzinfo=UTC)
    changed = (moment.replace(second=0, microsecond=0) - start).total_seconds() + days * 86_400 + later
    for day, more in (("%e", ""), ("%-d", ""), ("%d", ".25"), ("%e", " 2024")):
        written = [f"{moment:%b {day} %H:%M}:{second}{more} web" for second in seconds]
        alone = []
        for text in written:
            times._minutes.clear()  # noqa: SLF001
            alone.append(from_syslog(text, round(changed * 1_000_000)))
        times._minutes.clear()  # noqa: SLF001
        again = [from_syslog(text, round(changed * 1_000_000)) for text in (*written, *written)]
        assert again == alone * 2


def test_counts() -> None:
    assert from_seconds("1602767822.500001") == at(2020, 10, 15, 13, 17, 2) + 500_001
    assert from_seconds("-") is None
    assert from_filetime(0) is None
    assert from_filetime(132472414225000000) == at(2020, 10, 15, 13, 17, 2) + 500_000


@given(st.one_of(st.text(max_size=40), st.floats(), st.integers(), st.from_regex(r"[0-9/:TZ .+-]{1,30}")))
def test_nothing_raises_and_nothing_is_out_of_range(value: object) -> None:
    for read in (from_any(value, 10**15), from_epoch(value) if isinstance(value, int | float) else None):
        assert read is None or 0 < read < LATEST
    if isinstance(value, str):
        for one in (from_iso, from_clf, from_seconds):
            moment = one(value)
            assert moment is None or 0 < moment < LATEST or one is from_iso
