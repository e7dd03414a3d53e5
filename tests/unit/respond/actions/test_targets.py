import ipaddress
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.core.actions import ActionKind
from vedette.core.attacks import EntityKind
from vedette.core.errors import BadInput
from vedette.respond.actions.targets import THIS_HOST, checked, like, network

HOSTILE = [
    "",
    " ",
    "-F",
    "--help",
    "a b",
    "a;id",
    "$(id)",
    "`id`",
    "a\nb",
    "a\0b",
    "\x1b[2J",
    "../../etc/passwd",
    "/etc/../etc/shadow",
    "//etc//shadow",
    "/",
    "/srv/\u202egpj.exe",
    "a" * 5000,
    "١٢٣.0.0.1",
    "fe80::1%eth0",
    "*",
    "é.example",
]


@pytest.mark.parametrize("kind", ActionKind)
@pytest.mark.parametrize("word", HOSTILE)
def test_nothing_hostile_is_a_target(kind: ActionKind, word: str) -> None:
    with pytest.raises(BadInput, match=kind.value):
        checked(kind, word)


@pytest.mark.parametrize(
    ("kind", "word", "name"),
    [
        (ActionKind.BLOCK_ADDRESS, "203.0.113.7", "203.0.113.7"),
        (ActionKind.BLOCK_ADDRESS, " 203.0.113.7/32 ", "203.0.113.7"),
        (ActionKind.BLOCK_ADDRESS, "203.0.113.0/28", "203.0.113.0/28"),
        (ActionKind.BLOCK_ADDRESS, "::ffff:203.0.113.7", "203.0.113.7"),
        (ActionKind.BLOCK_ADDRESS, "2001:DB8::1", "2001:db8::1"),
        (ActionKind.BLOCK_DOMAIN, "EVIL.Example.", "evil.example"),
        (ActionKind.BLOCK_DOMAIN, "xn--bcher-kva.example", "xn--bcher-kva.example"),
        (ActionKind.BLOCK_HASH, "sha256:" + "A" * 64, "a" * 64),
        (ActionKind.BLOCK_HASH, "d41d8cd98f00b204e9800998ecf8427e", "d41d8cd98f00b204e9800998ecf8427e"),
        (ActionKind.DISABLE_ACCOUNT, "CLINIC\\ana", "CLINIC\\ana"),
        (ActionKind.DISABLE_ACCOUNT, "ana@clinic.example", "ana@clinic.example"),
        (ActionKind.QUARANTINE_FILE, "/srv/www/a b.php", "/srv/www/a b.php"),
        (ActionKind.QUARANTINE_FILE, "C:\\Users\\ana\\a.exe", "C:\\Users\\ana\\a.exe"),
        (ActionKind.ISOLATE_HOST, "localhost", THIS_HOST),
        (ActionKind.ISOLATE_HOST, "WS12", "ws12"),
        (ActionKind.SNAPSHOT_EVIDENCE, "10.0.0.12", "10.0.0.12"),
        (ActionKind.ROTATE_SECRET, "billing/db-password", "billing/db-password"),
    ],
)
def test_what_is_meant_is_written_one_way(kind: ActionKind, word: str, name: str) -> None:
    assert checked(kind, word).name == name


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        (ActionKind.BLOCK_DOMAIN, "com"),
        (ActionKind.BLOCK_DOMAIN, "10.0.0.1"),
        (ActionKind.BLOCK_DOMAIN, "-a.example"),
        (ActionKind.BLOCK_ADDRESS, "10.0.0.7/8"),
        (ActionKind.BLOCK_ADDRESS, "10.0.0.1/33"),
        (ActionKind.BLOCK_ADDRESS, "1.2.3"),
        (ActionKind.BLOCK_ADDRESS, "0x7f.1"),
        (ActionKind.ISOLATE_HOST, "10.0.0.0/8"),
        (ActionKind.BLOCK_HASH, "a" * 63),
        (ActionKind.QUARANTINE_FILE, "relative/file"),
        (ActionKind.QUARANTINE_FILE, "/srv/file/"),
        (ActionKind.QUARANTINE_FILE, "C:\\Users\\..\\a.exe"),
        (ActionKind.QUARANTINE_FILE, "C:\\Users/../a.exe"),
        (ActionKind.QUARANTINE_FILE, "C:a.exe"),
        (ActionKind.QUARANTINE_FILE, "\\\\server\\share\\a.exe"),
    ],
)
def test_what_may_be_meant_as_something_else_is_asked_again(kind: ActionKind, word: str) -> None:
    with pytest.raises(BadInput) as raised:
        checked(kind, word)
    assert "give one like" in raised.value.hint


@pytest.mark.parametrize("kind", ActionKind)
def test_the_example_of_a_kind_is_a_target_of_it(kind: ActionKind) -> None:
    words = re.split(r" or |, | \(", like(kind))
    word = "0" * 64 if kind is ActionKind.BLOCK_HASH else words[0]
    assert isinstance(checked(kind, word).kind, EntityKind)


@given(st.sampled_from(ActionKind), st.text(max_size=80))
def test_what_passes_can_be_no_option_and_holds_no_control(kind: ActionKind, word: str) -> None:
    try:
        name = checked(kind, word).name
    except BadInput:
        return
    assert name
    assert name.isprintable()
    assert not name.startswith("-")
    assert ".." not in name.split("/")
    assert checked(kind, name).name == name, "written the same way again"


@given(st.ip_addresses())
def test_every_address_is_read(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    found = network(str(address))
    assert found is not None
    assert found.num_addresses == 1
