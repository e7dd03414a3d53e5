"""Requests in, states out: what counts as proof that it worked, and what does not."""

from typing import Any

from msgspec.structs import replace

from vedette.core.exposures import Exposure, State
from vedette.core.nouns import Confidence, Evidence, Finding, Lines, Parameter, Role, Route, Severity
from vedette.hunt import actions
from vedette.hunt.event import Event, Logsource
from vedette.hunt.exposure.watching import Watching
from vedette.hunt.findings import fingerprint

WEAK = Finding(
    rule="command-injection",
    title="Command built from input",
    message="",
    weaknesses=("CWE-78",),
    severity=Severity.HIGH,
    confidence=Confidence.STRONG,
    reason="",
    evidence=(
        Evidence(
            artefact="sha256:" + "0" * 64,
            name="shop.py",
            locator=Lines(line=7, column=1, end_line=7, end_column=9),
            quote="os.system",
            role=Role.SINK,
        ),
    ),
    fingerprint="sha256:" + "1" * 64,
    routes=(Route(path="/ping", methods=("GET",), parameters=(Parameter(name="host", place="query"),)),),
)


def request(number: int, url: str, **more: Any) -> Event:  # noqa: ANN401
    known: dict[str, Any] = {
        "status": 200,
        "bytes_in": 20,
        "source_ip": "198.51.100.1",
        "method": "GET",
    } | more
    fields: dict[str, Any] = {"cs-uri": url}
    return Event(
        source=0,
        record=number,
        time=number * 1_000_000,
        logsource=Logsource(category="webserver"),
        fields=fields,
        action=actions.HTTP,
        url=url,
        **known,
    )


def seen(*events: Event, weak: Finding = WEAK) -> Exposure:
    watching = Watching([weak])
    for one in events:
        watching.see(one)
    (exposure,) = watching.exposures()
    signals = list(watching.signals())
    assert bool(signals) is (exposure.state is not State.UNTOUCHED)
    return exposure


HONEST = [request(n, f"/ping?host=h{n}") for n in range(1, 21)]
EVIL = "198.51.100.66"


def test_honest_requests_leave_it_untouched() -> None:
    found = seen(*HONEST)
    assert (found.state, found.requests, found.attempts) == (State.UNTOUCHED, 20, 0)


def test_an_attempt_that_is_turned_away_is_a_probe() -> None:
    found = seen(*HONEST, request(30, "/ping?host=x;id", status=403, source_ip=EVIL))
    assert found.state is State.PROBED
    assert found.sources == (EVIL,)
    assert found.payloads == ("x;id",)


def test_an_answer_like_any_other_is_a_probe() -> None:
    assert seen(*HONEST, request(30, "/ping?host=x;id", source_ip=EVIL)).state is State.PROBED


def test_an_answer_nobody_honest_gets_means_it_worked() -> None:
    found = seen(*HONEST, request(30, "/ping?host=x;cat+/etc/passwd", bytes_in=2_900, source_ip=EVIL))
    assert found.state is State.EXPLOITED
    assert any("differs from what others get" in one for one in found.reasons)


def test_a_server_that_waits_as_told_means_it_worked() -> None:
    slow = request(30, "/ping?host=x;sleep+9", duration=9_200_000, source_ip=EVIL)
    honest = [request(n, f"/ping?host=h{n}", duration=30_000) for n in range(1, 21)]
    assert seen(*honest, slow).state is State.EXPLOITED


def test_an_error_alone_says_that_something_broke_and_no_more() -> None:
    found = seen(*HONEST, request(30, "/ping?host=x;id", status=500, source_ip=EVIL))
    assert found.state is State.PROBED
    assert any("something broke" in one for one in found.reasons)


def test_two_sources_that_probe_do_not_add_up_to_one_that_broke_in() -> None:
    one = request(30, "/ping?host=x;id", status=404, source_ip="198.51.100.7")
    other = request(31, "/ping?host=x;id", source_ip="198.51.100.8")
    assert seen(*HONEST, one, other).state is State.PROBED


def test_another_parameter_another_method_and_another_path_are_none_of_it() -> None:
    found = seen(
        request(1, "/ping?other=x;id"),
        request(2, "/ping?host=x;id", method="POST"),
        request(3, "/pong?host=x;id"),
    )
    assert (found.state, found.attempts, found.requests) == (State.UNTOUCHED, 0, 1)


def test_two_weaknesses_tried_in_the_same_second_are_two_findings() -> None:
    same = replace(WEAK, fingerprint="sha256:" + "2" * 64, routes=(replace(WEAK.routes[0], path="/trace"),))
    watching = Watching([WEAK, same])
    for path in ("/ping", "/trace"):
        watching.see(request(30, f"{path}?host=x;id", source_ip=EVIL))
    marks = {fingerprint(one) for one in watching.signals()}
    assert len(marks) == 2
    assert {one.finding for one in watching.exposures()} == marks


def test_what_the_log_cannot_show_is_said() -> None:
    body = (Route(path="/ping", methods=("POST",), parameters=(Parameter(name="host", place="body"),)),)
    weak = Finding(**{**{name: getattr(WEAK, name) for name in WEAK.__struct_fields__}, "routes": body})
    found = seen(request(1, "/ping", method="POST"), weak=weak)
    assert found.state is State.UNTOUCHED
    assert any("bodies" in one for one in found.blind)
    assert seen(weak=weak).blind == ("no request in these logs reached it",)


def test_a_weakness_without_a_route_is_counted_and_not_judged() -> None:
    weak = Finding(**{**{name: getattr(WEAK, name) for name in WEAK.__struct_fields__}, "routes": ()})
    watching = Watching([weak])
    assert watching.exposures() == ()
    assert watching.unreachable == 1


def test_a_flood_of_attempts_is_bounded_and_counted() -> None:
    flood = [
        request(n, f"/ping?host=x;id{n}", status=404, source_ip=f"198.51.{n % 200}.{n % 99}")
        for n in range(3_000)
    ]
    found = seen(*flood)
    assert (found.attempts, found.state) == (3_000, State.PROBED)
    assert len(found.payloads) == 5
