"""Logins to mailboxes and file servers."""

import pytest

from tests.unit.hunt.sources.lines.programs.said import says

HERE = "203.0.113.9"


@pytest.mark.parametrize(
    ("program", "message", "outcome", "user"),
    [
        (
            "dovecot",
            f"imap-login: Login: user=<Bob@example.com>, method=PLAIN, rip={HERE}, lip=10.0.0.1, TLS",
            "success",
            "bob",
        ),
        (
            "dovecot",
            f"pop3-login: Aborted login (auth failed, 3 attempts in 9 secs): user=<bob>, rip={HERE}",
            "failure",
            "bob",
        ),
        (
            "dovecot",
            f"imap-login: Disconnected (auth failed, 1 attempts): user=<bob>, rip={HERE}",
            "failure",
            "bob",
        ),
        (
            "postfix/smtpd[9]",
            f"warning: unknown[{HERE}]: SASL LOGIN authentication failed: UGFzc3dvcmQ6",
            "failure",
            None,
        ),
        (
            "postfix/submission/smtpd[9]",
            f"4F2: client=unknown[{HERE}], sasl_method=PLAIN, sasl_username=bob",
            "success",
            "bob",
        ),
        ("vsftpd", f'[pid 2] [bob] FAIL LOGIN: Client "{HERE}"', "failure", "bob"),
        ("vsftpd", f'[bob] OK LOGIN: Client "{HERE}"', "success", "bob"),
        ("proftpd[9]", f"web1 (x[{HERE}]): USER bob (Login failed): Incorrect password", "failure", "bob"),
        ("pure-ftpd", f"(?@{HERE}) [WARNING] Authentication failed for user [bob]", "failure", "bob"),
        ("pure-ftpd", f"(?@{HERE}) [INFO] bob is now logged in", "success", "bob"),
    ],
)
def test_who_tried_is_told_with_the_address(
    program: str, message: str, outcome: str, user: str | None
) -> None:
    made = says(message, program)
    assert (made.action, made.outcome, made.user, made.source_ip) == ("login", outcome, user, HERE)


def test_leaving_without_trying_is_no_login() -> None:
    assert (
        says(f"imap-login: Disconnected (no auth attempts in 2 secs): user=<>, rip={HERE}", "dovecot").action
        == "other"
    )


def test_a_connection_to_a_file_server_is_one() -> None:
    made = says(f"connection from {HERE} (x.example) at Sun Mar  1 08:00:01 2020", "ftpd[9]")
    assert (made.action, made.source_ip) == ("connection", HERE)
