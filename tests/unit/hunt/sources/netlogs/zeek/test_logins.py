"""What Zeek says of logins and of what is odd."""

import json

import pytest

from tests.unit.hunt.sources.made import one
from vedette.hunt.event import Event

ENDS = {
    "ts": 1583049601.5,
    "uid": "C1",
    "id.orig_h": "10.0.0.9",
    "id.orig_p": 5000,
    "id.resp_h": "10.0.0.5",
    "id.resp_p": 22,
}


def made(log: str, **more: object) -> Event:
    return one(json.dumps({"_path": log, **ENDS, **more}) + "\n", "x.json")


@pytest.mark.parametrize(
    ("path", "more", "action", "outcome", "user"),
    [
        ("ssh", {"auth_success": False}, "login", "failure", None),
        ("ssh", {"auth_success": True}, "login", "success", None),
        ("ssh", {"client": "SSH-2.0-x"}, "ssh", None, None),
        ("ntlm", {"username": "Alice", "success": True}, "login", "success", "alice"),
        ("ntlm", {"username": "Alice"}, "login", None, "alice"),
        ("kerberos", {"client": "Alice/EXAMPLE.COM", "success": False}, "ticket", "failure", "alice"),
        ("radius", {"username": "alice", "result": "failed"}, "login", "failure", "alice"),
        (
            "ldap",
            {"message_type": "bind simple", "object": "alice", "result": "success"},
            "login",
            "success",
            "alice",
        ),
        ("ldap", {"message_type": "search", "result": "success"}, "other", None, None),
        ("rdp", {"cookie": "Alice"}, "other", None, "alice"),
        ("ftp", {"user": "bob", "command": "PASS", "reply_code": 530}, "login", "failure", "bob"),
        ("ftp", {"user": "bob", "command": "RETR", "reply_code": 226}, "file-read", None, "bob"),
    ],
)
def test_who_tried_and_how_it_went_as_far_as_the_wire_shows(
    path: str, more: dict[str, object], action: str, outcome: str | None, user: str | None
) -> None:
    event = made(path, **more)
    assert (event.action, event.outcome, event.user) == (action, outcome, user)


def test_ntlm_names_the_machine_it_was_at() -> None:
    assert made("ntlm", username="a", server_nb_computer_name="DC1").host == "dc1"
    assert made("kerberos", client="a/X", service="cifs/fs1.example.com").target_host == "fs1"


@pytest.mark.parametrize(
    ("what", "action"),
    [
        ("SMB::FILE_OPEN", "share"),
        ("SMB::FILE_WRITE", "file-write"),
        ("SMB::FILE_DELETE", "file-delete"),
        ("SMB::FILE_RENAME", "file-rename"),
    ],
)
def test_a_file_on_a_share_has_its_whole_name(what: str, action: str) -> None:
    event = made("smb_files", action=what, path="\\\\srv\\c$", name="x.exe")
    assert (event.action, event.file) == (action, "srv\\c$\\x.exe")


def test_what_zeek_found_odd_is_told() -> None:
    event = made("notice", note="Scan::Port_Scan", msg="10.0.0.9 scanned", src="10.0.0.8", p=22)
    assert (event.action, event.message, event.source_ip) == ("alert", "10.0.0.9 scanned", "10.0.0.9")
    assert made("weird", name="data_before_established").message == "data_before_established"
    assert made("dce_rpc", endpoint="svcctl", operation="CreateServiceW").message == "svcctl::CreateServiceW"
    assert made("smb_mapping", path="\\\\srv\\ipc$").action == "share"
    assert made("unheard_of").action == "other"
