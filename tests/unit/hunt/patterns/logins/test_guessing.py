import pytest

from tests.unit.hunt.patterns.made import START, event, holds_its_word, login, request, said
from vedette.core.errors import BadInput
from vedette.core.levels import Severity
from vedette.hunt.actions import FAILURE, TICKET
from vedette.hunt.event import Event
from vedette.hunt.instants import DAY, HOUR, MINUTE, SECOND
from vedette.hunt.patterns.logins.guessing import PasswordGuessing

USERS = [f"user{number}" for number in range(60)]


def tries(user: str, source: str, count: int, *, every: int = SECOND, start: int = START) -> list[Event]:
    return [login(start + number * every, user, source) for number in range(count)]


def test_one_account_tried_often_is_brute_force() -> None:
    (found,) = holds_its_word(PasswordGuessing, tries("admin", "203.0.113.5", 40))
    assert found.title == "Password guessed by brute force"
    assert found.techniques == ("T1110.001",)
    assert found.numbers["most_in_two_hours"] == 40
    assert found.severity is Severity.MEDIUM


def test_getting_in_afterwards_names_the_account_and_the_time() -> None:
    events = [*tries("admin", "203.0.113.5", 40), login(START + MINUTE, "admin", "203.0.113.5", good=True)]
    (found,) = holds_its_word(PasswordGuessing, events)
    assert found.severity is Severity.CRITICAL
    assert "admin got in from 203.0.113.5 at 2026-03-02T00:01:00Z" in found.message
    assert "T1078" in found.techniques


def test_a_name_that_gives_orders_is_shown_and_not_obeyed() -> None:
    (found,) = holds_its_word(PasswordGuessing, tries("ad\x1b[31mmin\r\n\u202e", "203.0.113.5", 40))
    assert "ad\ufffd[31mmin" in found.message


def test_a_person_who_mistypes_is_not() -> None:
    assert (
        said(
            PasswordGuessing(),
            [*tries("anna", "10.0.0.5", 4), login(START + MINUTE, "anna", "10.0.0.5", good=True)],
        )
        == []
    )


def test_many_accounts_few_tries_each_is_spraying() -> None:
    events = [login(START + number * SECOND, user, "203.0.113.5") for number, user in enumerate(USERS[:12])]
    (found,) = holds_its_word(PasswordGuessing, events)
    assert found.title == "Passwords sprayed over many accounts"
    assert found.numbers["accounts"] == 12
    assert {one.name for one in found.targets} >= set(USERS[:12])


def test_slow_spraying_over_days_is_seen() -> None:
    events = [login(START + number * 7 * HOUR, user, "203.0.113.5") for number, user in enumerate(USERS[:24])]
    (found,) = said(PasswordGuessing(), [*events, login(START, "zoe", "10.0.0.4", good=True)])
    assert found.numbers["window"] == "longer"


def test_the_account_a_spray_let_in_at_once_is_named() -> None:
    events = [login(START + number * SECOND, user, "203.0.113.5") for number, user in enumerate(USERS[:12])]
    (found,) = said(
        PasswordGuessing(), [*events, login(START + 5 * SECOND, "carla", "203.0.113.5", good=True)]
    )
    assert "carla got in" in found.message
    assert found.severity is Severity.HIGH


def test_many_people_behind_one_address_who_slip_are_not() -> None:
    events = []
    for number, user in enumerate(USERS):
        at = START + number * MINUTE
        events += [login(at, user, "10.9.9.9"), login(at + 9 * SECOND, user, "10.9.9.9", good=True)]
    assert said(PasswordGuessing(), events) == []


def test_people_at_home_behind_an_address_do_not_hide_a_few_who_forgot() -> None:
    home = [login(START + number, user, "10.9.9.9", good=True) for number, user in enumerate(USERS)]
    forgot = [login(START + DAY + number, user, "10.9.9.9") for number, user in enumerate(USERS[:10])]
    assert said(PasswordGuessing(), [*home, *forgot]) == []


def test_a_host_that_tells_of_failures_only_hides_who_is_at_home() -> None:
    slips = [login(START + number * 5 * MINUTE, user, "10.9.9.9") for number, user in enumerate(USERS)]
    assert said(PasswordGuessing(), slips) == []
    at_once = [login(START + number * SECOND, user, "10.9.9.9") for number, user in enumerate(USERS[:14])]
    assert len(said(PasswordGuessing(), at_once)) == 1
    assert len(said(PasswordGuessing(), [*slips, login(START, "zoe", "10.0.0.4", good=True)])) == 1


@pytest.mark.parametrize("every", [10 * SECOND, 5 * MINUTE])
def test_a_program_with_an_old_password_is_not(every: int) -> None:
    assert said(PasswordGuessing(), tries("svc", "10.0.0.7", 8 * HOUR // every, every=every)) == []


def test_an_account_that_is_expired_is_not() -> None:
    events = [
        login(START + number * SECOND, "bob", "10.0.0.7", fields={"SubStatus": "0xC0000071"})
        for number in range(90)
    ]
    assert said(PasswordGuessing(), events) == []


def test_a_list_gone_through_from_many_addresses_is_stuffing() -> None:
    events = [
        login(START + number * MINUTE, user, f"198.51.100.{number % 30}", host=("vpn"))
        for number, user in enumerate(USERS)
    ]
    (found,) = holds_its_word(PasswordGuessing, events)
    assert found.techniques == ("T1110.004",)
    assert found.numbers["sources"] == 30


def test_a_crowd_no_bigger_than_on_other_days_is_not() -> None:
    events = [
        login(START + day * DAY + number * MINUTE, f"{user}.{day}", f"198.51.{day}.{number % 30}", host="vpn")
        for day in range(6) for number, user in enumerate(USERS[:30])
    ]  # fmt: skip
    assert said(PasswordGuessing(), events) == []


def test_one_account_from_many_addresses() -> None:
    events = [
        one
        for number in range(15)
        for one in tries("root", f"198.51.100.{number}", 6, start=START + number * MINUTE)
    ]
    (found,) = said(PasswordGuessing(), events)
    assert found.title == "One account's password guessed from many addresses"


def test_machine_accounts_and_service_tickets_do_not_count() -> None:
    events = [login(START + number, f"pc{number}$", "10.0.0.9") for number in range(30)]
    events += [
        event(
            START + number,
            action=TICKET,
            outcome=FAILURE,
            user=user,
            source_ip=("10.0.0.9"),
            host=("dc"),
            fields={"EventID": 4769},
        )
        for number, user in enumerate(USERS)
    ]
    assert said(PasswordGuessing(), events) == []


def test_first_tickets_count() -> None:
    events = [
        event(
            START + number,
            action=TICKET,
            outcome=FAILURE,
            user=user,
            source_ip=("10.0.0.9"),
            host=("dc"),
            fields={"EventID": 4768},
        )
        for number, user in enumerate(USERS[:9])
    ]
    assert len(said(PasswordGuessing(), events)) == 1


def test_a_page_to_log_in_at_counts() -> None:
    events = [
        request("/login", time=START + number * SECOND, method=("POST"), status=401) for number in range(50)
    ]
    events.append(request("/login", time=START + HOUR, method="POST", status=302))
    (found,) = holds_its_word(PasswordGuessing, events)
    assert found.severity is Severity.CRITICAL
    assert said(PasswordGuessing(), [request("/cart", method="POST", status=401) for _ in range(50)]) == []


def test_what_is_forgotten_is_said() -> None:
    detector = PasswordGuessing()
    detector._attempts.bad.limit = 10  # noqa: SLF001
    said(detector, tries("x", "203.0.113.5", 40, every=HOUR))
    assert "forgotten" in next(detector.bounds())


def test_a_baseline_of_something_else_is_refused() -> None:
    with pytest.raises(BadInput):
        PasswordGuessing().restore(b"no")
