"""An SSH server says several things of one attempt; one of them counts."""

import pytest

from tests.unit.hunt.sources.lines.programs.said import said, says
from tests.unit.hunt.sources.made import read

PREAUTH = "Connection closed by authenticating user root 203.0.113.9 port 5 [preauth]"


@pytest.mark.parametrize(
    ("message", "outcome", "user"),
    [
        ("Accepted publickey for Alice from 203.0.113.9 port 5 ssh2: RSA SHA256:x", "success", "alice"),
        ("Accepted password for root from 203.0.113.9 port 5 ssh2", "success", "root"),
        ("Failed password for root from 203.0.113.9 port 5 ssh2", "failure", "root"),
        ("Failed password for invalid user admin from 203.0.113.9 port 5 ssh2", "failure", "admin"),
        ("Failed keyboard-interactive/pam for illegal user x from 203.0.113.9 port 5", "failure", "x"),
        ("Failed none for invalid user  from 203.0.113.9 port 5 ssh2", "failure", None),
        ("Failed password for invalid user a from b from 203.0.113.9 port 5 ssh2", "failure", "a from b"),
    ],
)
def test_an_attempt_is_a_login_with_its_outcome(message: str, outcome: str, user: str | None) -> None:
    made = says(message)
    assert (made.action, made.outcome, made.user) == ("login", outcome, user)
    assert (made.source_ip, made.source_port, made.host, made.protocol) == ("203.0.113.9", 5, "web1", "ssh")
    assert made.logsource.service == "sshd"


def test_one_attempt_told_four_times_is_one_login() -> None:
    told = said(
        "Invalid user admin from 203.0.113.9 port 5",
        "pam_unix(sshd:auth): authentication failure; logname= uid=0 rhost=203.0.113.9",
        "Failed password for invalid user admin from 203.0.113.9 port 5 ssh2",
        "Connection closed by invalid user admin 203.0.113.9 port 5 [preauth]",
    )
    assert [made.action for made in told].count("login") == 1
    assert all(made.source_ip == "203.0.113.9" for made in told)


def test_who_leaves_where_only_keys_are_taken_has_tried_too() -> None:
    assert (says(PREAUTH).action, says(PREAUTH).outcome, says(PREAUTH).user) == ("login", "failure", "root")
    told = said(
        "Invalid user admin from 203.0.113.9 port 5", "Connection closed by 203.0.113.9 port 5 [preauth]"
    )
    assert [(made.action, made.user) for made in told] == [("ssh", "admin"), ("login", "admin")]


def test_each_process_has_an_attempt_of_its_own() -> None:
    first = said("Failed password for root from 203.0.113.9 port 5 ssh2", PREAUTH)
    assert [made.action for made in first] == ["login", "ssh"]
    other = said("Failed password for root from 203.0.113.9 port 5 ssh2", program="sshd[41]") + said(PREAUTH)
    assert [made.action for made in other] == ["login", "login"]


def test_a_session_that_ends_is_a_logout_and_a_stranger_who_leaves_is_not() -> None:
    assert says("Disconnected from user alice 203.0.113.9 port 5").action == "logout"
    stranger = says("Connection closed by 203.0.113.9 port 5 [preauth]")
    assert (stranger.action, stranger.source_ip, stranger.user) == ("ssh", "203.0.113.9", None)


@pytest.mark.parametrize(
    "message",
    [
        "Did not receive identification string from 203.0.113.9 port 5",
        "Bad protocol version identification 'GET / HTTP/1.1' from 203.0.113.9 port 5",
        "Unable to negotiate with 203.0.113.9 port 5: no matching key exchange method found.",
        (
            "reverse mapping checking getaddrinfo for x.example [203.0.113.9] failed - "
            "POSSIBLE BREAK-IN ATTEMPT!"
        ),
        "error: Received disconnect from 203.0.113.9: 14: No supported authentication methods [preauth]",
        "error: maximum authentication attempts exceeded for root from 203.0.113.9 port 5 ssh2 [preauth]",
    ],
)
def test_whatever_else_it_says_the_address_is_found(message: str) -> None:
    made = says(message)
    assert (made.action, made.source_ip) == ("ssh", "203.0.113.9")


def test_no_address_is_made_up() -> None:
    made = says("Server listening on :: port 22.")
    assert (made.action, made.source_ip, made.user) == ("ssh", None, None)


def test_memory_of_processes_is_bounded() -> None:
    text = [
        f"Mar  1 08:00:01 web1 sshd[{pid}]: Invalid user a from 203.0.113.9 port 5" for pid in range(5000)
    ]
    late = "Mar  1 08:00:02 web1 sshd[1]: Connection closed by 203.0.113.9 port 5 [preauth]"
    events, _ = read("\n".join([*text, late]), "auth.log", "syslog")
    assert (events[-1].action, events[-1].user) == ("ssh", None)


@pytest.mark.parametrize(
    ("message", "outcome", "user"),
    [
        ("Bad password attempt for 'root' from 203.0.113.9:5", "failure", "root"),
        ("Login attempt for nonexistent user from 203.0.113.9:5", "failure", None),
        ("Password auth succeeded for 'root' from 203.0.113.9:5", "success", "root"),
        ("Pubkey auth succeeded for 'root' with key md5 aa:bb from 203.0.113.9:5", "success", "root"),
    ],
)
def test_dropbear_has_words_of_its_own(message: str, outcome: str, user: str | None) -> None:
    made = says(message, "dropbear[7]")
    assert (made.action, made.outcome, made.user, made.source_ip) == ("login", outcome, user, "203.0.113.9")
