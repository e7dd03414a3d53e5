"""Lines of any source, bounded whatever comes."""

import io
import tracemalloc
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.hunt.sources.made import Unseekable, source
from vedette.hunt.event import Event, Logsource
from vedette.hunt.source import Skips, Source
from vedette.hunt.sources.lines.blocks import LINE_CHARS, blocks, events, head_lines


def lines_of(data: bytes) -> tuple[dict[int, str], list[str]]:
    skips = Skips()
    found = {
        number: line
        for first, lines in blocks(source(data), skips)
        for number, line in enumerate(lines, first)
        if line
    }
    return found, [f"{one.why}" for one in skips.skipped()]


@given(
    st.lists(
        st.text(st.characters(exclude_characters="\n\r\0\ufeff", exclude_categories=["Cs"]), max_size=50)
    )
)
def test_every_line_keeps_the_number_an_editor_shows(wanted: list[str]) -> None:
    found, whys = lines_of("\n".join(wanted).encode())
    assert found == {number: line for number, line in enumerate(wanted, 1) if line}
    assert not whys


@pytest.mark.parametrize("ending", [b"\n", b"\r\n"])
def test_both_line_endings_end_a_line_also_at_the_end(ending: bytes) -> None:
    assert lines_of(b"one" + ending + ending + b"three" + ending)[0] == {1: "one", 3: "three"}


def test_a_return_inside_a_line_stays_there_for_it_may_be_an_injection() -> None:
    assert lines_of(b"one\rFAKE\nb\r\n")[0] == {1: "one\rFAKE", 2: "b"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_encodings_are_told_by_their_mark_or_their_zeros(encoding: str) -> None:
    assert lines_of("größe\nzwei\n".encode(encoding))[0] == {1: "größe", 2: "zwei"}


def test_what_is_no_text_is_replaced_and_nothing_is_lost() -> None:
    assert lines_of(b"a\xffb\nc")[0] == {1: "a\ufffdb", 2: "c"}


def test_the_zeros_of_a_rotated_log_are_left_out() -> None:
    assert lines_of(b"\0" * 5000 + b"first\nsecond\n")[0] == {1: "first", 2: "second"}


def test_a_line_of_many_megabytes_is_one_counted_skip_and_little_memory() -> None:
    class Endless(io.RawIOBase):
        left = 64 << 20

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
            size = min(len(buffer), self.left)
            self.left -= size
            buffer[:size] = b"a" * size
            return size

    def opened() -> BinaryIO:
        return io.BufferedReader(Endless())

    skips = Skips()
    tracemalloc.start()
    found = list(blocks(Source(number=0, name="a", size=0, open=opened), skips))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == [(1, [""])]
    assert skips.total == 1
    assert peak < 8 << 20


@pytest.mark.parametrize("sign", ["x", "€", "😀"])
def test_a_line_may_be_as_long_as_the_bound_and_no_longer(sign: str) -> None:
    fits, long = sign * LINE_CHARS, sign * (LINE_CHARS + 1)
    found, whys = lines_of(f"{fits}\n{long}\nlast".encode())
    assert found == {1: fits, 3: "last"}
    assert whys == ["a line is longer than 64 KiB (record 2)"]


def test_a_source_that_breaks_off_gives_what_came_and_says_so() -> None:
    class Broken(Unseekable):
        def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
            got = super().readinto(buffer)
            if not got:
                raise EOFError
            return got

    def opened() -> BinaryIO:
        return Broken(b"one\ntwo\nthr")  # type: ignore[return-value]  # as a stream that is not buffered

    skips = Skips()
    found = list(blocks(Source(number=0, name="a", size=0, open=opened), skips))
    assert found == [(1, ["one", "two"])]
    assert "breaks off" in next(skips.skipped()).why


def test_a_parser_that_stumbles_costs_one_line() -> None:
    def parse(line: str, record: int) -> Event | str:
        if line == "bad":
            raise KeyError(line)
        if line == "heading":
            return ""
        return Event(source=0, record=record, logsource=Logsource(), fields={"line": line})

    skips = Skips()
    made = list(events(source(b"heading\na\nbad\n\nb"), skips, parse))
    assert [(event.record, event.fields["line"]) for event in made] == [(2, "a"), (5, "b")]
    assert skips.total == 1


def test_the_first_lines_are_those_that_say_something_and_are_whole() -> None:
    assert head_lines(b"\n\na\n  \nb\nhalf") == ["a", "b"]
    assert head_lines("\ufeffonly".encode()) == ["only"]
