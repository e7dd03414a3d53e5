"""Error logs of web servers."""

from tests.unit.hunt.sources.made import one, read


def test_apache_says_who_and_what() -> None:
    made = one(
        "[Sun Mar 01 08:00:01.902022 2020] [core:error] [pid 35708:tid 43] [client "
        "203.0.113.9:1234] AH00135: not there\n",
        "error.log",
    )
    assert (made.source_ip, made.source_port, made.process_id) == ("203.0.113.9", 1234, 35708)
    assert (made.message, made.logsource.service, made.time) == (
        "AH00135: not there",
        "apache",
        1_583_049_601_000_000,
    )


def test_old_apache_has_less() -> None:
    made = one(
        "[Sun Mar  1 08:00:01 2020] [notice] child pid 12 exit signal Segmentation Fault\n", "error_log"
    )
    assert (made.message, made.source_ip) == ("child pid 12 exit signal Segmentation Fault", None)


def test_nginx_says_the_request_it_was_about() -> None:
    made = one(
        '2020/03/01 08:00:01 [error] 12#12: *7 open() "/x" failed (2: No such file), '
        "client: 203.0.113.9, server: _, "
        'request: "GET /a?b=1, 2 HTTP/1.1", host: "www.example.com"\n',
        "error.log",
    )
    assert (made.source_ip, made.method, made.domain, made.logsource.service) == (
        "203.0.113.9",
        "GET",
        "www.example.com",
        "nginx",
    )
    assert made.fields["request"] == "GET /a?b=1, 2 HTTP/1.1"


def test_a_trace_behind_a_message_is_counted() -> None:
    _, whys = read("[Sun Mar  1 08:00:01 2020] [notice] a\n  Traceback\n", "error_log", "web-errors")
    assert whys == ["a line is not of this format (record 2)"]
