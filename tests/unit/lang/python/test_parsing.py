"""Long runs of comments are not looked at, and nothing else becomes of the file."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import few
from vedette.lang.ir import Block, show
from vedette.lang.python import lower
from vedette.lang.python.parsing import parse

LINES = st.lists(
    st.sampled_from([b"# a", b"", b'  # it\'s """', b"#\\", b"\t#", b"x = 1", b'"""', b"\\"]), max_size=12
)
ENDS = st.sampled_from([b"\n", b"\r\n", b"\r"])


@pytest.mark.parametrize("end", few([b"\n", b"\r\n"]))
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


@pytest.mark.parametrize(
    ("quote", "line", "last"),
    [
        (b'"""', b"# many\n", b'# it\'s """'),
        (b"'''", b"# many\n", b"# end '''"),
        (b'"', b"# many\\\n", b'# end"'),
    ],
)
def test_a_string_of_what_looks_like_comments_ends_where_it_ends(
    quote: bytes, line: bytes, last: bytes
) -> None:
    facts = lower(b"x = " + quote + b"\\\n" + line * 150 + last + b"\ny = f(2)\n")
    assert facts.called == {"f"}
    assert not facts.broken


def test_few_comments_are_all_seen() -> None:
    assert _comments(b"# a\n" * 90 + b"x = 1\n" + b"# b\n" * 90) == 180
    assert _comments(b"# a\n" * 200 + b"x = 1\n" + b"# b\n" * 90) == 91


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_everything_is_found_where_it_stands(end: str) -> None:
    run = "    # a comment é" + end
    string = f'"""{end}{run * 110}"""'
    text = f"def f(a):{end}{run * 150}    b = a{end}{run * 120}{end}    c = {string}{end}{run * 300}"
    source = text.encode()
    nodes = [parse(source).root_node]
    for node in nodes:
        nodes += node.children
        assert node.text == source[node.start_byte : node.end_byte]
        for at, place in ((node.start_byte, node.start_point), (node.end_byte, node.end_point)):
            before = source[:at]
            assert (place.row, place.column) == (before.count(b"\n"), at - before.rfind(b"\n") - 1)
    names = [node for node in nodes if node.type == "identifier"]
    assert [(node.text, node.start_point.row) for node in names][-2:] == [(b"a", 151), (b"c", 273)]


@pytest.mark.parametrize("end", few([b"\n", b"\r\n", b"\r"]))
@pytest.mark.parametrize("line", [b"# a", b"", b"  # a  #"])
@pytest.mark.parametrize("count", [40, 98])
def test_shorter_runs_are_read_in_one_way(line: bytes, end: bytes, count: int) -> None:
    source = (b"# a" + end + (line + end) * count + b"x = 1" + end) * 100
    began = time.process_time()
    assert _comments(source) >= 100
    assert time.process_time() - began < 1


@pytest.mark.parametrize("before", [b"", b"x = 1 ", b"# a\n" * 200])
def test_a_comment_ends_where_python_has_it_end(before: bytes) -> None:
    assert _read(before + b"# a\rimport os\r\nos.f()\r") == _read(before + b"# a\nimport os\nos.f()\n")


@given(LINES, LINES, ENDS)
def test_with_many_comments_the_code_is_what_it_is_with_one(
    before: list[bytes], after: list[bytes], end: bytes
) -> None:
    many, short = (end.join([*before, *[b"  # many"] * count, *after]) for count in (120, 1))
    assert _read(many) == _read(short)


def _shape(block: Block) -> str:
    """Show a block without where its functions end."""
    return re.sub(r"\b\d+ None", "None", show(block))


def _read(source: bytes) -> str:
    try:
        return show(lower(source).body)
    except Exception as error:  # noqa: BLE001  the same mistake, then
        return type(error).__name__


def _comments(source: bytes) -> int:
    return sum(node.type == "comment" for node in parse(source).root_node.children)
