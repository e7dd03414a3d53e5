"""An entry is always written the same way, comes back equal, and holds digests nobody can guess."""

import msgspec
import pytest
from inline_snapshot import snapshot

from vedette.core.errors import BadInput
from vedette.ledger.entries import Entry, Kind, digest_with, entry_of, salted

ENTRY = Entry(
    kind=Kind.DECIDED,
    id="d1",
    time=1_760_000_000.25,
    subject="7.ab",
    tier=1,
    capability="code.scan",
    risk="C1",
    verdict="allow",
    reasons=("tier",),
    policy="sha256:00",
    digests={"target": "hmac-sha256:01", "request": "hmac-sha256:02"},
    counts={"findings": 2, "files": 1},
)


def test_an_entry_is_written_in_one_way() -> None:
    assert ENTRY.leaf().decode() == snapshot(
        '{"capability":"code.scan","counts":{"files":1,"findings":2},"digests":{"request":"hmac-sha256:02",'
        '"target":"hmac-sha256:01"},"id":"d1","kind":"decided","policy":"sha256:00","reasons":["tier"],'
        '"risk":"C1","subject":"7.ab","tier":1,"time":1760000000.25,"verdict":"allow"}'
    )
    turned = msgspec.structs.replace(ENTRY, counts={"files": 1, "findings": 2})
    assert turned.leaf() == ENTRY.leaf()


def test_an_entry_comes_back_equal() -> None:
    assert entry_of(ENTRY.leaf()) == ENTRY


@pytest.mark.parametrize("leaf", [b"", b"{}", b"\xff", b'{"kind":"x","id":"","time":0}', b"[" * 100_000])
def test_what_is_no_entry_is_refused(leaf: bytes) -> None:
    with pytest.raises(BadInput, match="not an entry"):
        entry_of(leaf)


def test_a_salted_digest_says_nothing_without_its_salt() -> None:
    one, other = salted(b"example.org"), salted(b"example.org")
    assert one.digest != other.digest
    assert len(one.salt) == 16
    assert digest_with(one.salt, b"example.org") == one.digest
    assert digest_with(one.salt, b"example.net") != one.digest
