"""Sessions and passwords, as PAM and login tell them."""

import pytest

from tests.unit.hunt.sources.lines.programs.said import says


def test_a_session_of_a_terminal_is_a_login_and_that_of_sshd_was_told() -> None:
    opened = "session opened for user alice(uid=1000) by (uid=0)"
    assert says(f"pam_unix(login:session): {opened}", "login[9]").action == "login"
    assert says(f"pam_unix(gdm-password:session): {opened}", "gdm-password[9]").outcome == "success"
    assert says(f"pam_unix(sshd:session): {opened}").action == "other"
    assert says(f"pam_unix(cron:session): {opened}", "CRON[9]").action == "other"


def test_becoming_somebody_else_is_told_with_both() -> None:
    made = says("pam_unix(su:session): session opened for user root(uid=0) by alice(uid=1000)", "su[9]")
    assert (made.action, made.user, made.target_user) == ("privilege", "alice", "root")


def test_a_password_refused_says_where_from() -> None:
    made = says(
        "pam_unix(vsftpd:auth): authentication failure; logname= uid=0 euid=0 tty=ftp "
        "ruser=bob rhost=203.0.113.9 user=bob",
        "vsftpd[9]",
    )
    assert (made.action, made.outcome, made.user, made.source_ip) == (
        "login",
        "failure",
        "bob",
        "203.0.113.9",
    )
    named = says("pam_unix(vsftpd:auth): authentication failure; rhost=a.example.net user=bob", "vsftpd[9]")
    assert (named.source_ip, named.fields["source_host"]) == (None, "a")


def test_su_refused_is_no_login() -> None:
    made = says(
        "pam_unix(su:auth): authentication failure; logname=alice uid=1000 ruser=alice user=root", "su[9]"
    )
    assert (made.action, made.outcome, made.user, made.target_user) == (
        "privilege",
        "failure",
        "alice",
        "root",
    )


@pytest.mark.parametrize(
    ("message", "action", "outcome"),
    [
        ("authentication failure; logname= uid=0 rhost=203.0.113.9 user=root", "login", "failure"),
        ("session opened for user root by (uid=0)", "login", "success"),
        ("session closed for user root", "logout", None),
        ("check pass; user unknown", "other", None),
    ],
)
def test_before_pam_named_the_service_the_program_did(message: str, action: str, outcome: str | None) -> None:
    made = says(message, "sshd(pam_unix)[19939]")
    assert (made.action, made.outcome) == (action, outcome)


@pytest.mark.parametrize(
    ("message", "outcome", "user"),
    [
        ("LOGIN ON tty1 BY alice", "success", "alice"),
        ("ROOT LOGIN ON tty1", "success", "root"),
        ("FAILED LOGIN (1) on '/dev/tty1' FOR 'alice', Authentication failure", "failure", "alice"),
        ("FAILED LOGIN 1 FROM 203.0.113.9 FOR alice, Authentication failure", "failure", "alice"),
    ],
)
def test_login_tells_terminals(message: str, outcome: str, user: str) -> None:
    made = says(message, "login[9]")
    assert (made.action, made.outcome, made.user) == ("login", outcome, user)


def test_logind_names_who_but_somebody_else_told_the_login() -> None:
    made = says("New session 3 of user alice.", "systemd-logind[9]")
    assert (made.action, made.user, made.fields["session"]) == ("other", "alice", "3")
