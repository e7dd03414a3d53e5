"""Addresses and digests are found however they are written; what only looks like one is not."""

from __future__ import annotations

import time

import pytest

from vedette.export.incidents.identifiers import (
    homes,
    is_internal,
    without_addresses,
    without_digests,
    without_mail,
)


def hidden(text: str) -> str:
    return without_addresses(text, lambda found: f"<{found}>")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("from 10.0.0.5:443.", "from <10.0.0.5>:443."),
        ("10[.]0[.]0[.]5 and 10(.)0(.)0(.)6", "<10.0.0.5> and <10.0.0.6>"),
        ("[fe80::1%eth0]", "[<fe80::1>%eth0]"),
        ("2001:DB8::1, ::1", "<2001:db8::1>, <::1>"),
        ("at 22:14:03", "at 22:14:03"),
        ("999.1.1.1", "999.1.1.1"),
        ("1.2.3.4.5", "1.2.3.4.5"),
        ("00:1A:2b:3c:4d:5e", "<00:1a:2b:3c:4d:5e>"),
        ("a::b or std::vector", "<a::b> or std::vector"),
    ],
)
def test_an_address_is_found_and_what_only_looks_like_one_is_not(text: str, shown: str) -> None:
    assert hidden(text) == shown


def test_what_nobody_outside_can_reach_is_internal() -> None:
    inside = ("10.1.2.3", "172.31.0.1", "192.168.1.1", "100.64.0.1", "127.0.0.1", "fe80::1", "fd00::1", "::1")
    assert all(map(is_internal, (*inside, "::ffff:10.0.0.1")))
    assert not any(map(is_internal, ("203.0.113.9", "172.32.0.1", "2001:db8::1", "host", "")))


def test_mail_addresses_are_found_broken_or_not() -> None:
    assert without_mail("to a.b+c@x.example, d@y[.]example", lambda one: f"<{one}>") == (
        "to <a.b+c@x.example>, <d@y.example>"
    )


def test_digests_that_link_stay_links_and_others_become_words() -> None:
    text = f"sha256:{'AB' * 32} {'cd' * 16} {'ef' * 20} abcdef {'12' * 70}"
    assert without_digests(text, lambda one: f"<{one[:4]}>", "[digest]") == (
        f"<abab> [digest] [digest] abcdef {'12' * 70}"
    )


def test_folders_of_people_name_them() -> None:
    assert homes("c:\\Users\\Anna\\x /home/bob/y C:\\users\\Public\\z /users/eve") == {"Anna", "bob", "eve"}


def test_long_rubbish_takes_no_time() -> None:
    begin = time.process_time()
    for rubbish in (":" * 200_000, "1." * 100_000, "a" * 200_000, "a@" * 100_000, "\\users\\" * 50_000):
        hidden(rubbish)
        without_mail(rubbish, str)
        without_digests(rubbish, str, "")
        homes(rubbish)
    assert time.process_time() - begin < 5
