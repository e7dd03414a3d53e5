"""One line of an audit log."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.hunt.sources.lines.audit.records import read_line

HEAD = "type=EXECVE msg=audit(1583049601.123:42): "


def pairs(text: str) -> dict[str, str]:
    line = read_line(text)
    assert line is not None
    return line.pairs


def test_a_line_says_its_type_moment_and_event() -> None:
    line = read_line(f"node=web1 {HEAD}argc=1")
    assert line is not None
    assert (line.node, line.kind, line.moment, line.event) == (
        "web1",
        "EXECVE",
        1_583_049_601_123_000,
        "1583049601.123:42",
    )


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (HEAD + 'argc=2 a0="cat" a1=2F657463', {"argc": "2", "a0": "cat", "a1": "/etc"}),
        (HEAD + "a0[0]=2F65 a0[1]=7463", {"a0": "/etc"}),
        ("type=SYSCALL msg=audit(1.000:1): a0=2F65 exe=2F62 key=(null)", {"a0": "2F65", "exe": "/b"}),
        ("type=PROCTITLE msg=audit(1.000:1): proctitle=6C73002D61", {"proctitle": "ls -a"}),
        ("type=PROCTITLE msg=audit(1.000:1) : proctitle=ls -a /x", {"proctitle": "ls -a /x"}),
        ("type=USER_LOGIN msg=audit(1.000:1): pid=9 msg='op=login acct=\"a b\" addr=? res=failed'", {
            "pid": "9", "op": "login", "acct": "a b", "res": "failed"}),
        (('type=SYSCALL msg=audit(1.000:1): pid=9\x1dUID="root" '
            'SYSCALL=execve'), {"pid": "9", "UID": "root", "SYSCALL": "execve"}),
        ("type=1309 msg=audit(1.000:1): a0=6C73", {"a0": "ls"}),
    ],
)  # fmt: skip
def test_values_are_what_the_user_wrote(text: str, wanted: dict[str, str]) -> None:
    assert pairs(text) == wanted


def test_interpreted_times_are_read() -> None:
    line = read_line("type=CWD msg=audit(03/01/2020 08:00:01.123:42) : cwd=/root ")
    assert line is not None
    assert (line.moment, line.pairs) == (1_583_049_601_123_000, {"cwd": "/root"})


@pytest.mark.parametrize("text", ["", "type=CWD", "Mar  1 08:00:01 web1 x: y", "type=CWD msg=audit(1.0)"])
def test_other_lines_are_none(text: str) -> None:
    assert read_line(text) is None


@given(st.binary(min_size=1, max_size=60))
def test_hexadecimal_comes_back_whatever_was_in_it(raw: bytes) -> None:
    text = raw.replace(b"\0", b"").decode("utf-8", "replace")
    if text:
        assert pairs(f"{HEAD}a0={text.encode().hex().upper()}") == {"a0": text}
