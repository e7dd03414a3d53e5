"""What audit events say."""

import pytest

from tests.unit.hunt.sources.made import one, read
from vedette.hunt.event import Event

CALL = (
    "type=SYSCALL msg=audit(1583049601.001:7): arch=c000003e syscall={} success={} items=1 "
    "ppid=1 pid=2 auid=1000"
    ' uid=0 comm="x" exe="/usr/bin/x" key=(null)\x1dAUID="alice" UID="root"'
)


def call(number: int, *more: str, success: str = "yes") -> Event:
    parts = [CALL.format(number, success), *(f"type={part}" for part in more)]
    return one(
        "\n".join(parts).replace("type=", "type=").replace("@", " msg=audit(1583049601.001:7): "), "audit.log"
    )


def user(kind: str, inner: str, head: str = "pid=9 uid=0 auid=4294967295") -> Event:
    return one(f"type={kind} msg=audit(1583049601.001:7): {head} msg='{inner}'\n", "audit.log")


def test_a_program_that_starts_has_its_line_and_rules_find_it_by_their_names() -> None:
    made = call(59, 'EXECVE@argc=2 a0="sh" a1="-c id"', 'CWD@cwd="/tmp"')
    assert (made.action, made.command_line, made.process) == ("process-start", "sh -c id", "/usr/bin/x")
    assert (made.user, made.outcome, made.logsource.category) == ("alice", "success", "process_creation")
    assert made.fields["CommandLine"] == "sh -c id"
    assert (made.fields["Image"], made.fields["CurrentDirectory"]) == ("/usr/bin/x", "/tmp")  # noqa: S108


def test_a_connection_says_where_to() -> None:
    made = call(42, "SOCKADDR@saddr=020001BBCB007109000000000000")
    assert (made.action, made.destination_ip, made.destination_port) == ("connection", "203.0.113.9", 443)
    assert made.logsource.category == "network_connection"
    six = call(42, "SOCKADDR@saddr=0A0001BB0000000020010DB800000000000000000000000100000000")
    assert six.destination_ip == "2001:db8::1"
    words = call(42, "SOCKADDR@saddr={ saddr_fam=inet laddr=203.0.113.9 lport=443 }")
    assert (words.destination_ip, words.destination_port) == ("203.0.113.9", 443)


def test_a_socket_of_the_machine_itself_is_no_connection() -> None:
    assert call(42, "SOCKADDR@saddr=01002F6465762F6C6F6700").action == "other"


@pytest.mark.parametrize(
    ("number", "path", "action", "file"),
    [
        (257, 'name="x.sh" nametype=CREATE', "file-write", "/tmp/x.sh"),  # noqa: S108
        (257, 'name="/etc/shadow" nametype=NORMAL', "file-read", "/etc/shadow"),
        (263, 'name="/var/log/a" nametype=DELETE', "file-delete", "/var/log/a"),
        (90, 'name="/tmp/x" nametype=NORMAL', "file-write", "/tmp/x"),  # noqa: S108
        (175, 'name="/x.ko" nametype=NORMAL', "module-load", "/x.ko"),
    ],
)
def test_what_was_done_to_which_file(number: int, path: str, action: str, file: str) -> None:
    made = call(number, 'CWD@cwd="/tmp"', 'PATH@item=0 name="/tmp" nametype=PARENT', f"PATH@item=1 {path}")
    assert (made.action, made.file) == (action, file)


def test_a_refused_password_is_one_login_and_its_end_is_not_another() -> None:
    inner = 'op=PAM:authentication acct="root" exe="/usr/sbin/sshd" addr=203.0.113.9 res=failed'
    text = "".join(
        f"type={kind} msg=audit(1583049601.001:{number}): pid=9 uid=0 auid=4294967295 msg='{inner}'\n"
        for number, kind in enumerate(("USER_AUTH", "USER_AUTH", "USER_LOGIN"))
    )
    found, _ = read(text, "audit.log")
    assert [made.action for made in found] == ["login", "login", "other"]
    assert all((made.outcome, made.source_ip) == ("failure", "203.0.113.9") for made in found)


def test_a_login_is_told_at_its_end() -> None:
    good = 'op=login id=1000 exe="/usr/sbin/sshd" hostname=203.0.113.9 addr=203.0.113.9 res=success'
    assert (user("USER_LOGIN", good).action, user("USER_LOGIN", good).outcome) == ("login", "success")
    bad = 'op=login acct="(unknown)" exe="/usr/sbin/sshd" addr=203.0.113.9 res=failed'
    assert (user("USER_LOGIN", bad).action, user("USER_LOGIN", bad).user) == ("login", None)
    early = 'op=PAM:authentication acct="root" exe="/usr/sbin/sshd" addr=203.0.113.9 res=success'
    assert user("USER_AUTH", early).action == "other"


def test_su_refused_is_a_right_not_given() -> None:
    made = user(
        "USER_AUTH",
        ('op=PAM:authentication acct="root" exe="/usr/bin/su" res=failed'),
        "pid=9 uid=1000 auid=1000",
    )
    assert (made.action, made.outcome, made.user, made.target_user) == (
        "privilege",
        "failure",
        "1000",
        "root",
    )


@pytest.mark.parametrize(
    ("kind", "inner", "action", "about"),
    [
        (
            "ADD_USER",
            ('op=adding user acct="eve" exe="/usr/sbin/useradd" res=success'),
            "account-changed",
            "eve",
        ),
        ("DEL_USER", 'op=x acct="eve" res=success', "account-changed", "eve"),
        ("USER_CHAUTHTOK", 'op=x acct="eve" res=success', "account-changed", "eve"),
        ("SERVICE_STOP", 'unit=auditd comm="systemd" res=success', "other", None),
        ("ANOM_PROMISCUOUS", "dev=eth0 res=success", "alert", None),
    ],
)
def test_other_kinds_say_what_they_are(kind: str, inner: str, action: str, about: str | None) -> None:
    made = user(kind, inner)
    assert (made.action, made.target_user, made.fields["type"]) == (action, about, kind)


def test_sudo_says_the_command() -> None:
    made = user("USER_CMD", 'cwd="/" cmd=6964202D75 terminal=pts/0 res=success', "pid=9 uid=1000 auid=1000")
    assert (made.action, made.command_line) == ("privilege", "id -u")
