"""Syslog in its dialects."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.hunt.sources.made import one, read, source
from vedette.hunt.source import Source
from vedette.hunt.sources.lines import syslog

MARCH_1 = 1_583_049_601_000_000
SAID = "web1 sshd[42]: Server listening on 0.0.0.0 port 22."


@pytest.mark.parametrize(
    "header",
    [
        "Mar  1 08:00:01 ",
        "Mar 1 08:00:01 ",
        "<38>Mar  1 08:00:01 ",
        "Mar  1 08:00:01.000 ",
        "2020-03-01T08:00:01+00:00 ",
        "2020-03-01T09:00:01.000+01:00 ",
        "2020-03-01T08:00:01Z ",
        "2020-03-01 08:00:01 ",
        "Sun 2020-03-01 08:00:01 UTC ",
        "Mar 01 2020 08:00:01 ",
        "1583049601.000000 ",
    ],
)
def test_every_dialect_says_when_where_and_who(header: str) -> None:
    made = one(header + SAID + "\n", "auth.log")
    assert (made.time, made.host, made.process_id) == (MARCH_1, "web1", 42)
    assert (made.fields["program"], made.message) == ("sshd", "Server listening on 0.0.0.0 port 22.")


def test_the_new_protocol_has_structured_data() -> None:
    made = one(
        '<34>1 2020-03-01T08:00:01.000Z web1.example.com app 42 ID47 [x@1 a="1" b="q\\"]"] \ufeffhello\n',
        "messages",
    )
    assert (made.time, made.host, made.message, made.process_id) == (MARCH_1, "web1", "hello", 42)
    assert (made.fields["a"], made.fields["msgid"], made.fields["program"]) == ("1", "ID47", "app")


def test_a_year_is_that_in_which_the_log_was_written() -> None:
    """It was last changed on the first of January 2021."""
    assert one("Dec 31 23:59:59 web1 a: b\n", "x").time == 1_609_459_199_000_000
    assert one("Jan  1 00:00:01 web1 a: b\n", "x").time == 1_609_459_201_000_000
    unknown = Source(number=0, name="x", size=0, open=source("").open)
    assert syslog.Reader(unknown).parse("Mar  1 08:00:01 web1 a: b", 1).time is None  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("rest", "program", "message"),
    [
        ("su(pam_unix)[7]: hello", "su(pam_unix)", "hello"),
        ("CRON[7]: (root) X", "CRON", "(root) X"),
        ("/usr/sbin/cron[7]: x: y", "/usr/sbin/cron", "x: y"),
        ("kernel: [1.5] x", "kernel", "[1.5] x"),
        ("no tag at all here", "", "no tag at all here"),
        ("tag:", "tag", ""),
    ],
)
def test_what_stands_before_the_colon_is_the_program(rest: str, program: str, message: str) -> None:
    made = one(f"Mar  1 08:00:01 web1 {rest}\n", "messages")
    assert (made.fields["program"], made.message) == (program, message)


def test_a_message_repeated_happens_as_often_as_it_says_to_a_bound() -> None:
    failed = "Failed password for root from 203.0.113.9 port 22 ssh2"
    found, _ = read(f"Mar  1 08:00:01 web1 sshd[42]: message repeated 4 times: [ {failed}]\n", "auth.log")
    assert [(made.action, made.user) for made in found] == [("login", "root")] * 4
    found, _ = read(
        f"Mar  1 08:00:01 web1 sshd[42]: {failed}\nMar  1 08:00:02 web1 last message repeated 2 times\n",
        "auth.log",
    )
    assert [made.record for made in found] == [1, 1, 1]
    found, _ = read(f"Mar  1 08:00:01 web1 a: message repeated 999999 times: [ {failed}]\n", "auth.log")
    assert len(found) == 100


def test_headings_of_the_journal_are_no_loss_and_other_lines_are() -> None:
    text = f"-- Logs begin at Sun 2020-03-01. --\nMar  1 08:00:01 {SAID}\n-- Reboot --\n\tat x.y\n"
    found, whys = read(text, "messages", "syslog")
    assert len(found) == 1
    assert whys == ["a line is not of this format (record 4)"]


def test_a_log_of_an_application_is_not_syslog() -> None:
    assert not syslog.fits(b"2020-03-01 08:00:01,978 INFO [main] org.x.Y: a\n" * 5, "app.log")
    assert not syslog.fits(b"2020-03-01 08:00:01,978 - WARN  [x] a\n" * 5, "app.log")
    assert syslog.fits(f"Mar  1 08:00:01 {SAID}\n".encode() * 5, "x")


@given(st.text(max_size=200))
def test_any_message_keeps_its_host_and_its_words(text: str) -> None:
    text = "x" + text.replace("\n", " ").replace("\r", " ").replace("\0", " ")
    found, _ = read(f"Mar  1 08:00:01 web1 app[7]: {text}\n", "messages", "syslog")
    assert [(made.host, made.message) for made in found] == [("web1", text)]
