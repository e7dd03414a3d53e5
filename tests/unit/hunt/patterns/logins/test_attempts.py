from tests.unit.hunt.patterns.made import START, event, login
from vedette.hunt.actions import HTTP
from vedette.hunt.instants import HOUR
from vedette.hunt.patterns.logins.attempts import Attempts, host_of, source_of


def test_failures_are_counted_by_the_hour() -> None:
    attempts = Attempts()
    for time in (START, START + 1, START + HOUR):
        attempts.see(login(time, "anna", "10.0.0.5"))
    assert sorted(one.count for one in attempts.bad.values()) == [1, 2]


def test_where_a_login_came_from() -> None:
    assert source_of(login(START, "a", "10.0.0.5")) == "10.0.0.5"
    assert source_of(login(START, "a", "127.0.0.1", host="pc")) == "pc"
    assert source_of(event(host="pc", fields={"WorkstationName": "KALI"})) == "kali"
    assert source_of(event(host="pc", fields={"rhost": "a.example"})) == "a.example"
    assert host_of(event(fields={})) == "security"


def test_a_wordpress_page_says_no_with_200() -> None:
    attempts = Attempts()
    for status in (200, 302, 404):
        attempts.see(
            event(action=HTTP, method=("POST"), url=("/wp-login.php"), status=status, source_ip=("10.0.0.5"))
        )
    assert [one.count for one in attempts.bad.values()] == [1]
    assert [one.count for one in attempts.good.values()] == [1]


def test_reasons_are_read() -> None:
    attempts = Attempts()
    attempts.see(login(START, "a", "10.0.0.5", fields={"SubStatus": "0xC0000064"}))
    attempts.see(login(START, "a", "10.0.0.5", fields={"ResultType": "50055"}))
    attempts.see(login(START, "a", "10.0.0.5", fields={"invalid_user": True}))
    (bad,) = attempts.bad.values()
    assert (bad.count, bad.unknown, bad.stale) == (3, 2, 1)
