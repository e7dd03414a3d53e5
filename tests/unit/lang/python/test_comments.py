"""Long runs of comments are parsed as one, and nothing else becomes of the file."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.lang.ir import Block, show
from vedette.lang.python import lower
from vedette.lang.python.comments import joined

LINES = st.lists(
    st.sampled_from([b"# a", b"", b'  # it\'s """', b"#\\", b"\t#", b"x = 1", b'"""', b"\\"]), max_size=12
)
ENDS = st.sampled_from([b"\n", b"\r\n", b"\r"])


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("line", [b"# a comment", b"    #", b"# a\n\n  "])
def test_a_megabyte_of_comments_is_read_at_once(line: bytes, end: bytes) -> None:
    run = (line.replace(b"\n", end) + end) * (1_000_000 // len(line))
    began = time.process_time()
    facts = lower(b"def f(a):" + end + b"    b = a" + end + run + b"    return b" + end)
    assert time.process_time() - began < 5
    assert facts.lines == run.count(b"\n") + 4
    assert _shape(facts.body) == _shape(lower(b"def f(a):\n    b = a\n    return b\n").body)


def test_what_a_string_holds_stays_as_it_is() -> None:
    text = b"# a line\n\n" * 500
    facts = lower(b'x = """\n' + text + b'"""\ny = 1\n')
    assert show(facts.body) == show(lower(b"x = " + repr("\n" + text.decode()).encode() + b"\ny = 1\n").body)


def test_few_comments_are_left_alone() -> None:
    source = b"# a\n" * 90 + b"x = 1\n" + b"# b\n" * 90
    assert joined(source) == source


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("line", [b"# a", b"", b"  # a  #"])
@pytest.mark.parametrize("count", [40, 98])
def test_shorter_runs_are_read_in_one_way(line: bytes, end: bytes, count: int) -> None:
    source = (b"# a" + end + (line + end) * count + b"x = 1" + end) * 100
    began = time.process_time()
    assert joined(source) == source
    assert time.process_time() - began < 1


@given(LINES, LINES, ENDS)
def test_only_ends_of_lines_are_changed_and_the_code_is_the_same(
    before: list[bytes], after: list[bytes], end: bytes
) -> None:
    source = end.join([*before, *[b"  # many"] * 120, *after])
    given = joined(source)
    assert len(given) == len(source)
    assert all(was == now or (was in b"\r\n" and now == 32) for was, now in zip(source, given, strict=True))
    short = end.join([*before, b"  # many", *after])
    assert _read(source) == _read(short)


def _shape(block: Block) -> str:
    """Show a block without where its functions end."""
    return re.sub(r"\b\d+ None", "None", show(block))


def _read(source: bytes) -> str:
    try:
        return show(lower(source).body)
    except Exception as error:  # noqa: BLE001  the same mistake, then
        return type(error).__name__
