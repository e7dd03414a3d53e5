"""Rights taken, accounts changed."""

import pytest

from tests.unit.hunt.sources.lines.programs.said import says


def test_sudo_says_who_ran_what_as_whom() -> None:
    made = says(
        "   alice : TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=/bin/sh -c 'a ; USER=x'", "sudo"
    )
    assert (made.action, made.outcome, made.user, made.target_user) == (
        "privilege",
        "success",
        "alice",
        "root",
    )
    assert (made.command_line, made.process) == ("/bin/sh -c 'a ; USER=x'", "/bin/sh")
    assert (made.fields["USER"], made.fields["PWD"]) == ("root", "/home/alice")
    assert made.logsource.service == "sudo"


@pytest.mark.parametrize(
    "why", ["3 incorrect password attempts", "user NOT in sudoers", "command not allowed"]
)
def test_sudo_refused_says_why(why: str) -> None:
    made = says(f"bob : {why} ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/bash", "sudo")
    assert (made.outcome, made.user, made.fields["reason"]) == ("failure", "bob", why)


@pytest.mark.parametrize(
    ("message", "outcome"),
    [
        ("(to root) alice on pts/0", "success"),
        ("Successful su for root by alice", "success"),
        ("+ /dev/pts/0 alice:root", "success"),
        ("FAILED SU (to root) alice on pts/1", "failure"),
        ("FAILED su for root by alice", "failure"),
        ("- /dev/pts/0 alice:root", "failure"),
        ("BAD SU alice to root on /dev/ttyp0", "failure"),
    ],
)
def test_su_says_who_became_whom(message: str, outcome: str) -> None:
    made = says(message, "su[9]")
    assert (made.action, made.outcome, made.user, made.target_user) == ("privilege", outcome, "alice", "root")


@pytest.mark.parametrize(
    ("program", "message", "about", "group"),
    [
        (
            "useradd[9]",
            "new user: name=Mallory, UID=0, GID=0, home=/root, shell=/bin/bash, from=/dev/pts/0",
            "mallory",
            None,
        ),
        ("useradd[9]", "new group: name=mallory, GID=1001", "mallory", None),
        ("usermod[9]", "add 'mallory' to group 'sudo'", "mallory", "sudo"),
        ("usermod[9]", "add 'mallory' to shadow group 'sudo'", "mallory", "sudo"),
        ("userdel[9]", "delete user 'mallory'", "mallory", None),
        ("usermod[9]", "change user 'mallory' password", "mallory", None),
        ("gpasswd[9]", "user mallory added by root to group sudo", "mallory", "sudo"),
        ("passwd[9]", "pam_unix(passwd:chauthtok): password changed for mallory", "mallory", None),
        ("passwd[9]", "password for 'mallory' changed by 'root'", "mallory", None),
        ("groupadd[9]", "group added to /etc/group: name=mallory, GID=1001", "mallory", None),
    ],
)
def test_an_account_changed_is_told_with_its_name(
    program: str, message: str, about: str, group: str | None
) -> None:
    made = says(message, program)
    assert (made.action, made.target_user, made.fields.get("group")) == ("account-changed", about, group)


def test_what_changes_nothing_is_nothing_of_the_kind() -> None:
    assert says("failed adding user 'x', exit code: 9", "useradd[9]").action == "other"
    assert says("unable to resolve host web1", "sudo").action == "other"
