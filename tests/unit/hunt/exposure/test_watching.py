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


def weak(cwe: str, place: Any, name: str, path: str = "/in", method: str = "GET") -> Finding:  # noqa: ANN401
    route = Route(path=path, methods=(method,), parameters=(Parameter(name=name, place=place),))
    return replace(WEAK, weaknesses=(cwe,), routes=(route,))


def fetched(number: int, host: str, source: int, **more: Any) -> Event:  # noqa: ANN401
    return request(number, f"/in?url=https%3A%2F%2F{host}%2Ffeed", source_ip=f"198.51.100.{source}", **more)


SSRF = weak("CWE-918", "query", "url")
HONEST_FETCHES = [fetched(n, f"partner{n % 3}.example", n % 9 + 1, bytes_in=2_000 + n) for n in range(40)]
METADATA = "/in?url=http%3A%2F%2F169.254.169.254%2Flatest%2Fmeta-data%2F"


def test_addresses_are_no_attempts_where_everybody_sends_them() -> None:
    found = seen(*HONEST_FETCHES, weak=SSRF)
    assert (found.state, found.attempts, found.requests) == (State.UNTOUCHED, 0, 40)
    probed = seen(*HONEST_FETCHES, request(50, METADATA, status=403, source_ip=EVIL), weak=SSRF)
    assert (probed.state, probed.attempts, probed.sources) == (State.PROBED, 1, (EVIL,))
    worked = seen(*HONEST_FETCHES, request(50, METADATA, bytes_in=90_000, source_ip=EVIL), weak=SSRF)
    assert worked.state is State.EXPLOITED


def test_addresses_are_attempts_where_others_send_something_else() -> None:
    words = [request(n, f"/in?url=page{n}", source_ip=f"198.51.100.{n}") for n in range(1, 21)]
    for sources in (1, 4):
        sent = [fetched(30 + n, "evil.example", 100 + n, status=400) for n in range(sources)]
        found = seen(*words, *sent, weak=SSRF)
        assert (found.state, found.attempts) == (State.PROBED, sources)


def test_a_parameter_is_found_behind_many_others() -> None:
    hidden = "/ping?" + "&".join(f"a{n}=1" for n in range(300)) + "&host=x;id"
    assert seen(*HONEST, request(30, hidden, status=403, source_ip=EVIL)).attempts == 1


def test_a_path_that_a_server_decodes_before_it_looks_reaches_the_route() -> None:
    files = weak("CWE-22", "path", "name", "/files/get/{name*}")
    for path in (
        "/files%2Fget%2f..%2f..%2fetc%2fpasswd",
        "/files/get/..%2f..%2fetc%2fpasswd",
        "/./" * 90 + "files/get/../../etc/passwd",
    ):
        found = seen(request(1, path, status=404, source_ip=EVIL), weak=files)
        assert (found.state, found.attempts) == (State.PROBED, 1), path


def test_a_cookie_is_looked_into_where_the_record_has_it() -> None:
    theme = weak("CWE-22", "cookie", "theme")
    for field in ("cs-cookie", "http.request.headers.cookie"):
        one = request(1, "/in", status=404, source_ip=EVIL)
        one.fields[field] = "a=b; theme=../../etc/passwd; other=1"
        assert seen(one, weak=theme).attempts == 1
        one.fields[field] = "a=../../etc/passwd; theme=dark"
        found = seen(one, weak=theme)
        assert (found.attempts, found.blind) == (0, ())
    assert seen(request(1, "/in"), weak=theme).blind


def test_an_odd_header_of_a_capture_is_looked_into() -> None:
    for place in ("header", "any"):
        one = request(1, "/in", status=404, source_ip=EVIL)
        one.fields["request_headers"] = "X-Other: 1\nX-Tenant: a' OR '1'='1' --"
        assert seen(one, weak=weak("CWE-89", place, "X-Tenant")).attempts == 1
        assert seen(one, weak=weak("CWE-89", place, "x_other")).attempts == 0


def test_bodies_are_looked_into_by_the_names_in_them() -> None:
    evil, part = "a' OR '1'='1' --", '--x\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    for body in (
        "other=1&id=a%27+OR+%271%27%3D%271%27+--",
        '{"deep": [{"id": "' + evil + '"}], "other": 1}',
        part.format("other", 1) + part.format("id", evil) + "--x--\r\n",
    ):
        one = request(1, "/in", method="POST", status=404, source_ip=EVIL)
        one.fields["request_body"] = body
        assert seen(one, weak=weak("CWE-89", "body", "id", method="POST")).attempts == 1, body
        assert seen(one, weak=weak("CWE-89", "body", "other", method="POST")).attempts == 0, body


def test_a_capture_shows_all_of_a_request_but_long_bodies() -> None:
    one = request(1, "/in", method="POST")
    one.fields.update({"id.orig_h": "198.51.100.1", "cs-uri-stem": "/in", "request_body_len": 3})
    login = weak("CWE-89", "body", "id", method="POST")
    assert seen(one, weak=login).blind
    one.fields["request_body"] = "a=1"
    assert not seen(one, weak=login).blind
    one.fields["request_body_len"] = 300_000
    assert seen(one, weak=login).blind


def test_a_record_without_a_method_reaches_every_route() -> None:
    assert seen(request(1, "/ping?host=x;id", method=None, status=404, source_ip=EVIL)).attempts == 1
