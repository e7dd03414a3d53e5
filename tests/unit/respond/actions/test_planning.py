import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.core.actions import ActionKind, Blast, Plan
from vedette.core.errors import BadInput
from vedette.respond.actions.contract import Answer
from vedette.respond.actions.planning import Wish, action_id, blast_of, digest, plan
from vedette.respond.actions.spare import read
from vedette.respond.actions.surroundings import AccountThere, FileThere, Surroundings

AROUND = Surroundings(
    names=("ws12",),
    addresses=("10.0.2.7",),
    known=read(b"is domain-controller 10.0.1.5\nis plant 10.0.9.0/24\nis admin user:eve\n", "list"),
    programs=("nft", "iptables", "ip", "usermod", "pkill"),
    account=AccountThere(uid=1001, locked=False, empty=False, expires=""),
    file=FileThere(digest="a" * 64, size=3, links=1),
    deny="/d/deny.txt",
    quarantine="/d/quarantine",
    evidence="/d/evidence",
)
TARGETS = {
    ActionKind.ISOLATE_HOST: "this-host",
    ActionKind.DISABLE_ACCOUNT: "ana",
    ActionKind.REVOKE_SESSIONS: "ana",
    ActionKind.BLOCK_ADDRESS: "203.0.113.7",
    ActionKind.BLOCK_DOMAIN: "evil.example",
    ActionKind.BLOCK_HASH: "b" * 64,
    ActionKind.QUARANTINE_FILE: "/srv/www/a.php",
    ActionKind.ROTATE_SECRET: "db-password",
    ActionKind.SNAPSHOT_EVIDENCE: "this-host",
}
NO_WAY_BACK = {ActionKind.REVOKE_SESSIONS, ActionKind.ROTATE_SECRET, ActionKind.SNAPSHOT_EVIDENCE}


def made(kind: ActionKind, target: str = "", **more: object) -> Plan:
    wish = Wish(kind=kind, target=target or TARGETS[kind])
    return plan(msgspec.structs.replace(wish, **more), AROUND)


@pytest.mark.parametrize("kind", ActionKind)
def test_every_kind_has_a_plan_that_says_all_of_it(kind: ActionKind) -> None:
    one = made(kind)
    assert one.does
    assert one.breaks
    assert one.undoes
    assert one.steps
    assert all(step.does and step.command for step in one.steps)
    assert any(step.undo for step in one.steps) is (kind not in NO_WAY_BACK)
    assert all(step.check for step in one.steps if step.undo)
    assert one.digest == digest(one)
    assert "{name}" not in one.does + one.breaks + one.undoes


@pytest.mark.parametrize("kind", ActionKind)
@pytest.mark.parametrize("adapter", ["folder", "webhook", "openc2"])
def test_every_kind_can_be_asked_of_others(kind: ActionKind, adapter: str) -> None:
    one = made(kind, adapter=adapter, parameters={"at": "https://fw.example.org/x"})
    assert len(one.steps) == 1
    assert "fw.example.org" in " ".join(one.steps[0].command)


@pytest.mark.parametrize(
    ("kind", "target", "blast"),
    [
        (ActionKind.SNAPSHOT_EVIDENCE, "this-host", Blast.NONE),
        (ActionKind.BLOCK_ADDRESS, "203.0.113.7", Blast.SMALL),
        (ActionKind.BLOCK_ADDRESS, "203.0.113.0/24", Blast.SMALL),
        (ActionKind.BLOCK_ADDRESS, "203.0.112.0/23", Blast.WIDE),
        (ActionKind.BLOCK_ADDRESS, "203.0.0.0/15", Blast.CRITICAL),
        (ActionKind.BLOCK_ADDRESS, "2a00:1234::/44", Blast.WIDE),
        (ActionKind.BLOCK_ADDRESS, "2a00::/12", Blast.CRITICAL),
        (ActionKind.BLOCK_ADDRESS, "10.0.5.0/28", Blast.WIDE),
        (ActionKind.BLOCK_ADDRESS, "10.0.1.5", Blast.CRITICAL),
        (ActionKind.DISABLE_ACCOUNT, "ana", Blast.WIDE),
        (ActionKind.DISABLE_ACCOUNT, "eve", Blast.CRITICAL),
        (ActionKind.QUARANTINE_FILE, "/srv/a", Blast.SMALL),
        (ActionKind.QUARANTINE_FILE, "/usr/bin/less", Blast.WIDE),
        (ActionKind.ISOLATE_HOST, "this-host", Blast.WIDE),
    ],
)
def test_how_much_may_break(kind: ActionKind, target: str, blast: Blast) -> None:
    one = made(kind, target)
    assert one.blast is blast
    assert blast_of(action_id(one)) is blast


def test_a_plant_is_said_to_be_one() -> None:
    one = made(
        ActionKind.ISOLATE_HOST, "10.0.9.3", adapter="webhook", parameters={"at": "https://fw.example.org"}
    )
    assert one.blast is Blast.CRITICAL
    assert "plant" in one.breaks


@pytest.mark.parametrize(
    "change",
    [
        {"minutes": 5},
        {"breaks": "Nothing."},
        {"undoes": ""},
        {"spared": "x"},
        {"blast": Blast.NONE},
        {"steps": ()},
        {"check": ("ip",)},
        {"parameters": {"keep": "10.0.0.1"}},
        {"adapter": "folder"},
    ],
)
def test_any_change_is_another_plan(change: dict[str, object]) -> None:
    one = made(ActionKind.BLOCK_ADDRESS)
    assert digest(msgspec.structs.replace(one, **change)) != one.digest


@given(
    st.dictionaries(
        st.sampled_from(["keep", "with", "root", "spare", "at", "key", "x"]), st.text(max_size=20)
    )
)
def test_parameters_are_taken_or_refused(parameters: dict[str, str]) -> None:
    wish = Wish(kind=ActionKind.ISOLATE_HOST, target="this-host", parameters=parameters)
    try:
        one = plan(wish, AROUND)
    except BadInput:
        return
    words = [word for step in one.steps for word in (*step.command, *step.undo, *step.check)]
    assert all(word.isprintable() for word in words)


def test_a_file_of_windows_is_for_others_to_lock_away() -> None:
    name = "C:\\Windows\\Temp\\a.exe"
    at = {"at": "https://edr.example.org"}
    assert made(ActionKind.QUARANTINE_FILE, name, adapter="webhook", parameters=at).blast is Blast.WIDE
    command = made(ActionKind.QUARANTINE_FILE, name, adapter="openc2", parameters=at).steps[0].command[2]
    assert '"file":{"path":"C:\\\\Windows\\\\Temp","name":"a.exe"}' in command


@pytest.mark.parametrize("path", ["etc/hosts", "/etc/../x", "-x", "/a\nb", ".."])
@pytest.mark.parametrize("name", ["root", "hosts", "spare", "key"])
def test_a_path_is_whole_or_refused(name: str, path: str) -> None:
    with pytest.raises(BadInput, match=name):
        made(ActionKind.BLOCK_DOMAIN, parameters={name: path})


@pytest.mark.parametrize("minutes", [-1, 366 * 24 * 60 + 1])
def test_a_time_nobody_can_keep_is_refused(minutes: int) -> None:
    with pytest.raises(BadInput):
        made(ActionKind.BLOCK_ADDRESS, minutes=minutes)


def test_what_cannot_be_taken_back_has_no_end() -> None:
    assert made(ActionKind.REVOKE_SESSIONS, minutes=30).minutes == 0
    assert made(ActionKind.BLOCK_ADDRESS, minutes=30).minutes == 30
    assert made(ActionKind.BLOCK_ADDRESS).minutes > 0


@pytest.mark.parametrize(
    ("kind", "target", "why"),
    [
        (ActionKind.ISOLATE_HOST, "ws99", "is not this machine"),
        (ActionKind.DISABLE_ACCOUNT, "CLINIC\\ana", "cannot be an account"),
        (ActionKind.SNAPSHOT_EVIDENCE, "ws99", "is not this machine"),
    ],
)
def test_what_cannot_be_done_here_says_how_else(kind: ActionKind, target: str, why: str) -> None:
    with pytest.raises(BadInput, match=why) as raised:
        made(kind, target)
    assert "--adapter" in raised.value.hint


def test_evidence_comes_before_what_destroys_it() -> None:
    kinds = (ActionKind.ISOLATE_HOST, ActionKind.REVOKE_SESSIONS, ActionKind.QUARANTINE_FILE)
    for kind in kinds:
        assert made(kind).steps[0].command[0] == "vedette:keep-evidence"
        assert made(kind, parameters={"evidence": "no"}).steps[0].command[0] != "vedette:keep-evidence"


def test_an_account_comes_back_as_it_was() -> None:
    def steps(there: AccountThere) -> list[tuple[str, ...]]:
        around = msgspec.structs.replace(AROUND, account=there)
        wish = Wish(kind=ActionKind.DISABLE_ACCOUNT, target="ana", parameters={"root": "/mnt"})
        return [step.undo for step in plan(wish, around).steps]

    usual = AccountThere(uid=1001, locked=False, empty=False, expires="20000")
    assert steps(usual) == [
        ("usermod", "--prefix", "/mnt", "--unlock", "ana"),
        ("usermod", "--prefix", "/mnt", "--expiredate", "2024-10-04", "ana"),
    ]
    locked = msgspec.structs.replace(usual, locked=True, expires="")
    assert steps(locked) == [("usermod", "--prefix", "/mnt", "--expiredate", "", "ana")], "not unlocked"
    empty = msgspec.structs.replace(usual, empty=True, expires="")
    assert len(steps(empty)) == 1, "no program could unlock it again"


def test_what_an_adapter_says_is_quoted_as_its_words() -> None:
    wish = Wish(
        kind=ActionKind.BLOCK_ADDRESS, target="203.0.113.7", adapter="folder", parameters={"at": "/s"}
    )
    said = Answer(ok=True, breaks="the shop", undoes="", can_undo=False)
    one = plan(wish, AROUND, said)
    assert "The adapter says: the shop" in one.breaks
    assert one.steps[0].undo == ()
    assert one.minutes == 0
    assert "cannot be taken back" in one.undoes


@pytest.mark.parametrize("adapter", ["ssh", "", "folder"])
def test_an_adapter_is_known_and_somewhere(adapter: str) -> None:
    with pytest.raises(BadInput):
        made(ActionKind.BLOCK_ADDRESS, adapter=adapter)
