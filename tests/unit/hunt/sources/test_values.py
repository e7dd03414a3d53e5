"""What columns hold, from how records write it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.hunt.sources.values import (
    AS_COLUMN,
    LONGEST_NOTHING,
    NOTHING,
    Memo,
    machine,
    plain,
    strongest_hash,
)


@pytest.mark.parametrize(
    ("column", "text", "says"),
    [
        ("user", "CORP\\Alice", "alice"), ("user", "alice@corp.example", "alice"), ("user", "-", None),
        ("user", "WEB01$", "web01$"), ("host", "WEB01.corp.example.", "web01"),
        ("host", "\\\\WEB01", "web01"),
        ("host", "192.0.2.1", "192.0.2.1"), ("host", "", None),
        ("source_ip", "::ffff:192.0.2.1", "192.0.2.1"),
        ("source_ip", "[2001:DB8::1]", "2001:db8::1"), ("source_ip", "fe80::1%eth0", "fe80::1"),
        ("source_ip", "LOCAL", None), ("source_port", "0", None), ("source_port", "65536", None),
        ("source_port", "443", 443), ("process_id", "0x1F", 31), ("process_id", "-1", None),
        ("process_id", "9" * 30, None), ("domain", "A.Example.", "a.example"), ("transport", "17", "udp"),
        ("transport", "TCP", "tcp"), ("hash", "SHA1=" + "A" * 40 + ",IMPHASH=" + "B" * 32, "a" * 40),
        ("hash", "F" * 64, "f" * 64), ("hash", "none", None), ("answers", "-", None),
        ("answers", "::ffff:192.0.2.1;type: 5 B.example", ("192.0.2.1", "b.example")), ("process", "-", None),
        ("command_line", "  a  ", "  a  "),
    ],
)  # fmt: skip
def test_as_column(column: str, text: str, says: Any) -> None:  # noqa: ANN401
    assert AS_COLUMN[column][text] == says


@given(st.sampled_from(sorted(AS_COLUMN)), st.text(max_size=40))
def test_any_text_has_an_answer_and_always_the_same(column: str, text: str) -> None:
    assert AS_COLUMN[column][text] == AS_COLUMN[column][text]


def test_what_is_remembered_is_bounded() -> None:
    memo = Memo(machine)
    for number in range(50_000):
        assert memo[f"host{number}.x"] == f"host{number}"
    assert memo["h" * 10_000] == "h" * 10_000
    assert len(memo) < 10_000
    assert all(len(text) < 1000 for text in memo)


HASHES = {"SHA1": "A" * 40, "MD5": "B" * 32, "SHA256": "C" * 64, "SHA512": "D" * 128, "IMPHASH": "E" * 32}


@given(st.permutations(list(HASHES)), st.integers(1, 5))
def test_the_strongest_hash_is_taken_in_whatever_order_they_stand(names: list[str], many: int) -> None:
    told = names[:many]
    strongest = next((name for name in ("SHA512", "SHA256", "SHA1", "MD5") if name in told), None)
    says = strongest_hash(",".join(f"{name}={HASHES[name]}" for name in told))
    assert says == (HASHES[strongest].lower() if strongest else None)


def test_a_hash_written_twice_is_what_is_written_last() -> None:
    assert strongest_hash(f"SHA256={'A' * 64},SHA256={'B' * 64}") == "b" * 64


def test_no_longer_text_says_nothing() -> None:
    assert all(plain(word) is None and len(word) <= LONGEST_NOTHING for word in NOTHING)
    assert plain("x" * (LONGEST_NOTHING + 1)) is not None
