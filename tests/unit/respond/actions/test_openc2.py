import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.core.actions import ActionKind
from vedette.core.errors import BadInput
from vedette.respond.actions.openc2 import MAPPING, command, knows, numbered, taking_back, understood
from vedette.respond.actions.targets import checked

# Language Specification 1.0, tables of 3.3.1.1 and 3.3.1.2.
ACTIONS = {
    *("scan", "locate", "query", "deny", "contain", "allow", "start", "stop", "restart", "cancel"),
    *("set", "update", "redirect", "create", "delete", "detonate", "restore", "copy", "investigate"),
    "remediate",
}
TARGETS = {"device", "domain_name", "file", "ipv4_net", "ipv6_net", "features"}


@pytest.mark.parametrize(
    ("kind", "target", "does", "what", "undoes"),
    [
        (ActionKind.BLOCK_ADDRESS, "203.0.113.7", "deny", {"ipv4_net": "203.0.113.7"}, "allow"),
        (ActionKind.BLOCK_ADDRESS, "2001:db8::/48", "deny", {"ipv6_net": "2001:db8::/48"}, "allow"),
        (ActionKind.BLOCK_DOMAIN, "evil.example", "deny", {"domain_name": "evil.example"}, "allow"),
        (ActionKind.BLOCK_HASH, "a" * 64, "deny", {"file": {"hashes": {"sha256": "a" * 64}}}, "allow"),
        (ActionKind.BLOCK_HASH, "a" * 32, "deny", {"file": {"hashes": {"md5": "a" * 32}}}, "allow"),
        (ActionKind.QUARANTINE_FILE, "/srv/a", "contain", {"file": {"path": "/srv", "name": "a"}}, "restore"),
        (ActionKind.ISOLATE_HOST, "ws12", "contain", {"device": {"hostname": "ws12"}}, "restore"),
        (ActionKind.DISABLE_ACCOUNT, "ana", "deny", {"x-vedette:account": "ana"}, "allow"),
        (ActionKind.REVOKE_SESSIONS, "ana", "stop", {"x-vedette:sessions": "ana"}, ""),
        (ActionKind.ROTATE_SECRET, "db", "update", {"x-vedette:secret": "db"}, ""),
        (ActionKind.SNAPSHOT_EVIDENCE, "ws12", "investigate", {"device": {"hostname": "ws12"}}, ""),
    ],
)
def test_how_each_is_said(kind: ActionKind, target: str, does: str, what: object, undoes: str) -> None:
    said = json.loads(command(kind, checked(kind, target)))
    assert (said["action"], said["target"]) == (does, what)
    assert does in ACTIONS
    (name,) = said["target"]
    assert name in TARGETS or name.startswith("x-vedette:")
    back = command(kind, checked(kind, target), undoing=True)
    assert (json.loads(back)["action"] if back else "") == undoes
    assert not undoes or undoes in ACTIONS


def test_every_kind_can_be_said() -> None:
    assert MAPPING.keys() == set(ActionKind)


def test_a_rule_that_has_a_number_is_deleted_by_it() -> None:
    answered = understood(b'{"status":200,"results":{"slpf":{"rule_number":1234}}}')
    assert numbered(answered) == "1234"
    assert json.loads(taking_back("{}", "1234")) == {"action": "delete", "target": {"slpf:rule_number": 1234}}
    assert taking_back("{}", "") == "{}"
    assert taking_back("{}", "١٢") == "{}"


@pytest.mark.parametrize("number", ['"7"', "-1", "1.5", "null", "[1]", "99999999999999999999"])
def test_what_is_no_number_of_a_rule_is_passed_over(number: str) -> None:
    body = f'{{"status":200,"results":{{"slpf":{{"rule_number":{number}}}}}}}'
    assert numbered(understood(body.encode())) == ""


def test_what_a_consumer_knows() -> None:
    target = checked(ActionKind.BLOCK_ADDRESS, "203.0.113.7")
    yes = understood(b'{"status":200,"results":{"pairs":{"deny":["ipv4_net"]}}}')
    other = understood(b'{"status":200,"results":{"pairs":{"deny":["file"]}}}')
    assert knows(yes, ActionKind.BLOCK_ADDRESS, target) is True
    assert knows(other, ActionKind.BLOCK_ADDRESS, target) is False
    assert knows(understood(b'{"status":200}'), ActionKind.BLOCK_ADDRESS, target) is None


@given(st.binary(max_size=80) | st.sampled_from([b"[" * 5000, b'{"status":"200"}', b"{}", b"null"]))
def test_what_is_no_answer_is_refused(data: bytes) -> None:
    try:
        understood(data)
    except BadInput:
        return
    assert json.loads(data)["status"] is not None
