import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.core.attacks import Entity, EntityKind
from vedette.core.errors import BadInput, LimitHit
from vedette.respond.actions.spare import MOST_BYTES, is_here, read, role, spared
from vedette.respond.actions.surroundings import Role, Surroundings

LIST = b"""
# what the clinic cannot do without
never 10.0.0.0/24 printers and phones
never .clinic.example our own names
never user:ana  the doctor on call
never path:/srv/db   # the records
never path:D:\\\\Records
never 2001:db8:9::/48
is domain-controller 10.0.1.5
is dns-server ns.partner.example
"""
AROUND = Surroundings(
    names=("ws12.town.example", "ws12"),
    addresses=("127.0.0.1", "10.0.2.7", "fe80::1"),
    gateways=("10.0.2.1",),
    resolvers=("10.0.2.2", "2001:db8::53"),
    watchers=("198.51.100.9",),
    ours=("root", "ben"),
    known=read(LIST, "spare.txt"),
    quarantine="/var/lib/vedette/quarantine",
    hosts="/etc/hosts",
)


def of(kind: EntityKind, name: str) -> str:
    return spared(Entity(kind, name), AROUND)


@pytest.mark.parametrize(
    ("kind", "name", "why"),
    [
        (EntityKind.ADDRESS, "10.0.0.9", "printers and phones"),
        (EntityKind.ADDRESS, "10.0.0.0/23", "printers"),
        (EntityKind.ADDRESS, "2001:db8:9::7", "spares 2001"),
        (EntityKind.ADDRESS, "10.0.2.7", "this machine"),
        (EntityKind.ADDRESS, "10.0.2.0/30", "gateway"),
        (EntityKind.ADDRESS, "10.0.2.2", "DNS"),
        (EntityKind.ADDRESS, "2001:db8::/32", "DNS"),
        (EntityKind.ADDRESS, "198.51.100.9", "logged in from"),
        (EntityKind.ADDRESS, "127.0.0.53", "loopback"),
        (EntityKind.ADDRESS, "::1", "loopback"),
        (EntityKind.ADDRESS, "fe80::99", "link-local"),
        (EntityKind.ADDRESS, "224.0.0.251", "multicast"),
        (EntityKind.ADDRESS, "255.255.255.255", "broadcast"),
        (EntityKind.ADDRESS, "0.0.0.0/0", "whole Internet"),
        (EntityKind.ADDRESS, "::/0", "whole Internet"),
        (EntityKind.DOMAIN, "mail.clinic.example", "our own names"),
        (EntityKind.DOMAIN, "clinic.example", "our own names"),
        (EntityKind.DOMAIN, "town.example", "own name"),
        (EntityKind.USER, "ana", "on call"),
        (EntityKind.USER, "ANA", "on call"),
        (EntityKind.USER, "root", "administrator"),
        (EntityKind.USER, "Ben", "this is run with it"),
        (EntityKind.FILE, "/srv/db/records", "spares path"),
        (EntityKind.FILE, "/srv/db", "spares path"),
        (EntityKind.FILE, "d:\\records\\2026.mdb", "spares path"),
        (EntityKind.FILE, "/etc/hosts", "our own files"),
        (EntityKind.FILE, "/var/lib/vedette/quarantine/a", "our own files"),
        (EntityKind.FILE, "/proc/1/mem", "no file on a disk"),
        (EntityKind.HOST, "10.0.2.1", "gateway"),
        (EntityKind.HOST, "www.clinic.example", "our own names"),
    ],
)
def test_what_is_never_touched(kind: EntityKind, name: str, why: str) -> None:
    assert why in of(kind, name)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (EntityKind.ADDRESS, "203.0.113.7"),
        (EntityKind.ADDRESS, "10.0.2.3"),
        (EntityKind.ADDRESS, "10.0.1.5"),
        (EntityKind.DOMAIN, "evil.example"),
        (EntityKind.DOMAIN, "notclinic.example"),
        (EntityKind.DOMAIN, "clinic.example.evil.test"),
        (EntityKind.USER, "anabel"),
        (EntityKind.FILE, "/srv/dbx/records"),
        (EntityKind.FILE, "/home/proc/x"),
        (EntityKind.FILE, "C:\\Records\\x"),
        (EntityKind.HOST, "this-host"),
        (EntityKind.HOST, "10.0.2.7"),
        (EntityKind.HASH, "a" * 64),
    ],
)
def test_what_is_none_of_that_may_be_touched(kind: EntityKind, name: str) -> None:
    assert of(kind, name) == ""


def test_what_something_is_for_others_is_known_from_the_list() -> None:
    assert role(Entity(EntityKind.ADDRESS, "10.0.1.5"), AROUND) is Role.DOMAIN_CONTROLLER
    assert role(Entity(EntityKind.ADDRESS, "10.0.1.0/24"), AROUND) is Role.DOMAIN_CONTROLLER
    assert role(Entity(EntityKind.HOST, "ns.partner.example"), AROUND) is Role.DNS_SERVER
    assert role(Entity(EntityKind.ADDRESS, "10.0.1.6"), AROUND) is None


def test_a_machine_is_this_one_by_any_of_its_names() -> None:
    here = ("this-host", "ws12", "ws12.town.example", "10.0.2.7")
    assert all(is_here(Entity(EntityKind.HOST, one), AROUND) for one in here)
    assert not is_here(Entity(EntityKind.HOST, "ws13"), AROUND)


@pytest.mark.parametrize(
    "line",
    [
        "never",
        "is",
        "is king 10.0.0.1",
        "spare 10.0.0.1",
        "never 10.0.0.0/99",
        "is gateway",
        "never 10.0.0.0/x",
    ],
)
def test_a_list_that_is_not_understood_whole_is_not_used_at_all(line: str) -> None:
    with pytest.raises(BadInput, match=r"list:2"):
        read(f"never 10.0.0.1\n{line}\n".encode(), "list")


def test_a_list_has_bounds() -> None:
    with pytest.raises(LimitHit):
        read(b"#" * (MOST_BYTES + 1), "list")
    with pytest.raises(LimitHit):
        read(b"\n" * 5000, "list")
    with pytest.raises(BadInput, match="UTF-8"):
        read(b"never \xff", "list")


@given(st.binary(max_size=200))
def test_a_list_is_read_or_refused(data: bytes) -> None:
    try:
        known = read(data, "list")
    except BadInput:
        return
    for target in (Entity(EntityKind.ADDRESS, "10.0.0.1"), Entity(EntityKind.FILE, "/srv/a")):
        assert isinstance(spared(target, Surroundings(known=known)), str)
