"""One suite over every kind of Budgets: the fake, SQLite and PostgreSQL."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from vedette.access.budgets import Budgets, Cap, Charge, Exceeded, Memory, Period, Reservation, account
from vedette.core.errors import BadInput
from vedette.store.budgets import SqlBudgets
from vedette.store.postgres import Postgres
from vedette.store.sql import Database, on_sqlite

pytest_plugins = ["tests.postgres"]

NOON = datetime(2026, 2, 28, 12, 34, 56, tzinfo=UTC).timestamp()
ADA = Cap(account=account("person", "ada"), limit=10)
ORG = Cap(account=account("org", "acme"), limit=15, period=Period.MONTH)
BOB = Cap(account=account("person", "bob"), limit=10)


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def budgets(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Budgets]:
    if request.param == "memory":
        yield Memory()
        return
    base = (
        on_sqlite(tmp_path / "budgets.sqlite")
        if request.param == "sqlite"
        else Database(
            Postgres(request.getfixturevalue("postgres"), wait_s=60)
        )  # of a hundred threads some wait
    )
    yield SqlBudgets(base)
    base.close()


def reserved(budgets: Budgets, caps: list[Cap], amount: int, *, now: float = NOON) -> Reservation:
    answer = budgets.reserve(caps, amount, now=now, until=now + 600)
    assert isinstance(answer, Reservation), answer
    return answer


def refused(budgets: Budgets, caps: list[Cap], amount: int, *, now: float = NOON) -> Exceeded:
    answer = budgets.reserve(caps, amount, now=now, until=now + 600)
    assert isinstance(answer, Exceeded), answer
    return answer


def test_what_is_reserved_counts_at_once_and_what_was_not_used_comes_back(budgets: Budgets) -> None:
    first = reserved(budgets, [ADA, ORG], 8)
    assert budgets.used(ADA, NOON) == budgets.used(ORG, NOON) == 8
    assert budgets.settle(first.id, 3)
    assert budgets.used(ADA, NOON) == budgets.used(ORG, NOON) == 3
    assert budgets.release(reserved(budgets, [ADA], 7).id)
    assert budgets.used(ADA, NOON) == 3


def test_a_request_that_would_cross_a_cap_is_refused_before_it_runs(budgets: Budgets) -> None:
    reserved(budgets, [ADA], 8)
    march = datetime(2026, 3, 1, tzinfo=UTC).timestamp()
    assert refused(budgets, [ADA], 3) == Exceeded(account="person:ada", limit=10, left=2, refills=march)
    reserved(budgets, [ADA], 2)
    assert refused(budgets, [ADA], 1).left == 0
    assert refused(budgets, [BOB], 11).left == 10


def test_all_accounts_or_none(budgets: Budgets) -> None:
    reserved(budgets, [ADA, ORG], 10)
    assert refused(budgets, [BOB, ORG], 6).account == "org:acme"
    assert budgets.used(BOB, NOON) == 0
    reserved(budgets, [BOB, ORG], 5)


def test_of_several_full_accounts_the_one_that_stays_so_longest_is_named(budgets: Budgets) -> None:
    assert refused(budgets, [ORG, ADA, BOB], 20).account == "org:acme"


def test_the_next_period_begins_with_nothing_used(budgets: Budgets) -> None:
    first = reserved(budgets, [ADA], 10)
    tomorrow = NOON + 86_400
    reserved(budgets, [ADA], 10, now=tomorrow)
    assert budgets.used(ADA, tomorrow) == 10
    assert not budgets.settle(first.id, 4), "its time is over"
    assert budgets.used(ADA, tomorrow) == 10, "yesterday's use is yesterday's"


def test_the_same_account_by_the_day_and_by_the_month_are_two(budgets: Budgets) -> None:
    first = datetime(2026, 3, 1, tzinfo=UTC).timestamp()
    month = Cap(account=ADA.account, limit=20, period=Period.MONTH)
    for now in (first, first + 86_400):
        assert budgets.settle(reserved(budgets, [ADA, month], 10, now=now).id, 10)
    assert refused(budgets, [ADA, month], 1, now=first + 2 * 86_400).limit == 20


def test_of_two_caps_on_one_account_the_lower_counts(budgets: Budgets) -> None:
    lower = Cap(account=ADA.account, limit=4)
    assert refused(budgets, [ADA, lower, ADA], 5).limit == 4
    reserved(budgets, [ADA, lower], 4)
    assert budgets.used(ADA, NOON) == 4


def test_a_lowered_cap_holds_at_once(budgets: Budgets) -> None:
    reserved(budgets, [ADA], 6)
    assert refused(budgets, [Cap(account=ADA.account, limit=5)], 1).left == 0
    reserved(budgets, [ADA], 4)


def test_what_nobody_settles_comes_back_when_its_time_is_over(budgets: Budgets) -> None:
    reserved(budgets, [ADA], 10)
    assert refused(budgets, [ADA], 1, now=NOON + 599).left == 0
    reserved(budgets, [ADA], 1, now=NOON + 600)
    assert budgets.used(ADA, NOON + 600) == 1


def test_what_is_settled_too_late_is_charged_as_far_as_there_is_room(budgets: Budgets) -> None:
    first, second = reserved(budgets, [ADA], 5), reserved(budgets, [ADA], 5)
    reserved(budgets, [ADA], 4, now=NOON + 600)
    assert not budgets.settle(first.id, 5)
    assert budgets.used(ADA, NOON + 600) == 9
    assert not budgets.settle(second.id, 5)
    assert budgets.used(ADA, NOON + 600) == 10


def test_settling_twice_is_settling_once_and_never_charges_more_than_was_reserved(budgets: Budgets) -> None:
    first = reserved(budgets, [ADA], 5)
    assert budgets.settle(first.id, 99)
    assert not budgets.settle(first.id, 1)
    assert not budgets.release(first.id)
    assert not budgets.settle("unknown", 5)
    assert budgets.used(ADA, NOON) == 5
    assert budgets.settle(reserved(budgets, [ADA], 5).id, -7)
    assert budgets.used(ADA, NOON) == 5


@pytest.mark.parametrize(
    ("caps", "amount", "until"),
    [
        ([], 1, NOON + 1),
        ([ADA], -1, NOON + 1),
        ([ADA], 1, NOON),
        ([ADA], 1, float("nan")),
        ([ADA], 1 << 60, NOON + 1),
        ([Cap(account="a", limit=-1)], 0, NOON + 1),
        ([Cap(account="a", limit=1 << 60)], 0, NOON + 1),
    ],
)
def test_what_makes_no_sense_is_not_reserved(
    budgets: Budgets, caps: list[Cap], amount: int, until: float
) -> None:
    with pytest.raises(BadInput):
        budgets.reserve(caps, amount, now=NOON, until=until)


def charged(budgets: Budgets, caps: list[Cap], amount: int) -> bool:
    return isinstance(budgets.charge(caps, amount, now=NOON), Charge)


def test_what_is_charged_counts_at_once_on_all_accounts_or_none(budgets: Budgets) -> None:
    assert all(charged(budgets, [ADA], 1) for _ in range(4))
    both = budgets.charge([ADA, ORG], 5, now=NOON)
    assert isinstance(both, Charge)
    refusal = budgets.charge([ADA, ORG], 2, now=NOON)
    assert isinstance(refusal, Exceeded)
    assert (refusal.account, refusal.left) == (ADA.account, 1)
    assert not charged(budgets, [ADA], 2)
    assert not charged(budgets, [ADA], 11)
    assert (budgets.used(ADA, NOON), budgets.used(ORG, NOON)) == (9, 5)
    budgets.refund(both)
    assert (budgets.used(ADA, NOON), budgets.used(ORG, NOON)) == (4, 0)


def test_each_account_is_charged_an_amount_of_its_own_or_none_is(budgets: Budgets) -> None:
    assert isinstance(budgets.charge_each([(ORG, 6), (ADA, 2)], now=NOON), tuple)
    each = budgets.charge_each([(ORG, 6), (ADA, 2)], now=NOON)
    assert isinstance(each, tuple)
    assert [(one.amount, one.holds[0].account) for one in each] == [
        (6, f"{ORG.account}/month"),
        (2, f"{ADA.account}/day"),
    ]
    for wanted in ([(ADA, 1), (ORG, 4)], [(ORG, 4), (ADA, 1)], [(BOB, 11), (ORG, 1)], [(ORG, 16), (BOB, 1)]):
        refusal = budgets.charge_each(wanted, now=NOON)
        assert isinstance(refusal, Exceeded)
        assert refusal.account == max(wanted, key=lambda one: one[1])[0].account
    used = {cap.account: budgets.used(cap, NOON) for cap in (ADA, ORG, BOB)}
    assert used == {ADA.account: 4, ORG.account: 12, BOB.account: 0}
    for one in each:
        budgets.refund(one)
    assert (budgets.used(ADA, NOON), budgets.used(ORG, NOON)) == (2, 6)


@pytest.mark.parametrize("wanted", [[], [(ADA, 1), (ADA, 1)], [(ADA, -1)], [(ADA, 1), (BOB, 1 << 60)]])
def test_what_makes_no_sense_is_not_charged(budgets: Budgets, wanted: list[tuple[Cap, int]]) -> None:
    with pytest.raises(BadInput):
        budgets.charge_each(wanted, now=NOON)
    assert budgets.used(ADA, NOON) == 0


def test_those_who_charge_each_at_once_pass_no_cap_and_leave_nothing_behind(budgets: Budgets) -> None:
    tokens, requests = Cap(account="tokens", limit=1000), Cap(account="requests", limit=30)

    def work(number: int) -> int:
        wanted = [(requests, 1), (tokens, 10 + number)]
        return sum(not isinstance(budgets.charge_each(wanted, now=NOON), Exceeded) for _ in range(10))

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(work, range(8)))
    assert budgets.used(requests, NOON) == sum(done) == requests.limit
    assert budgets.used(tokens, NOON) == sum((10 + number) * some for number, some in enumerate(done))


def test_what_is_charged_and_what_is_reserved_share_one_cap(budgets: Budgets) -> None:
    held = reserved(budgets, [ADA], 9)
    assert not charged(budgets, [ADA], 2)
    assert charged(budgets, [ADA], 1)
    assert budgets.settle(held.id, 0)
    assert budgets.used(ADA, NOON) == 1
    assert budgets.used(ADA, NOON + 86_400) == 0


@pytest.mark.parametrize("caps", [[ADA], [ADA, ORG]])
def test_those_who_charge_at_once_do_not_pass_a_cap(budgets: Budgets, caps: list[Cap]) -> None:
    def work(_: int) -> int:
        return sum(charged(budgets, caps, 1) for _ in range(5))

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, range(4))) == ADA.limit
    assert budgets.used(ADA, NOON) == ADA.limit


def test_a_hundred_at_once_do_not_pass_a_cap(budgets: Budgets) -> None:
    people = [Cap(account=account("person", str(number)), limit=3) for number in range(20)]
    org = Cap(account=account("org", "acme"), limit=100)
    start = threading.Barrier(100)

    def one(number: int) -> int:
        start.wait()
        taken = 0
        for _ in range(2):
            answer = budgets.reserve([people[number % 20], org], 2, now=NOON, until=NOON + 600)
            if isinstance(answer, Reservation):
                budgets.settle(answer.id, 1)
                taken += 1
        return taken

    with ThreadPoolExecutor(100) as threads:
        taken = sum(threads.map(one, range(100)))
    spent = [budgets.used(person, NOON) for person in people]
    assert all(used <= 3 for used in spent)
    assert budgets.used(org, NOON) == sum(spent) == taken


def test_no_two_names_make_the_same_account() -> None:
    assert account("person", "a", of="C3") == "person:a:C3"
    assert account("person", "a:C3") != account("person", "a", of="C3")
    assert account("person", "a%3AC3") != account("person", "a:C3")


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        (Period.HOUR, "2026-02-28T12:00", "2026-02-28T13:00"),
        (Period.DAY, "2026-02-28T00:00", "2026-03-01T00:00"),
        (Period.MONTH, "2026-02-01T00:00", "2026-03-01T00:00"),
    ],
)
def test_periods_begin_with_the_clocks(period: Period, start: str, end: str) -> None:
    spans = tuple(int(datetime.fromisoformat(f"{when}+00:00").timestamp()) for when in (start, end))
    assert period.span(NOON) == spans
    assert period.span(spans[0]) == spans
    assert period.span(spans[1])[0] == spans[1]


def test_a_month_ends_with_the_year_too() -> None:
    december = datetime(2026, 12, 31, 23, tzinfo=UTC).timestamp()
    assert Period.MONTH.span(december)[1] == datetime(2027, 1, 1, tzinfo=UTC).timestamp()
