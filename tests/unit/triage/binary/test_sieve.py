"""Which strings are looked at."""

from __future__ import annotations

import pytest

from tests.unit.triage.binary.test_literals import strings
from vedette.triage.binary import wordsearch
from vedette.triage.binary.capabilities import found_in
from vedette.triage.binary.masks import Mask
from vedette.triage.binary.sieve import sifted


def lines(text: bytes) -> list[bytes]:
    return [text[start:end] for start, end in sifted(Mask(text, 0))]


def test_only_strings_that_some_pattern_finds_are_given_each_once() -> None:
    text = b"nothing\n/bin/sh\n\nvmware and so on\ndelete no shadow\n\nxen tool of vmware\n/bin/bash"
    assert lines(text) == [b"/bin/sh", b"vmware and so on", b"xen tool of vmware", b"/bin/bash"]


def test_whatever_rows_are_tried_on_is_given_wherever_it_stands() -> None:
    asked = [text for text in strings() if "\n" not in text and text.isascii() and found_in(text)]
    given = set(lines(b"\n".join(text.encode() for text in asked)))
    missed = [text for text in asked if len(text) <= 300 and text.encode() not in given]
    assert missed == []


def test_a_long_string_is_given_around_what_is_found_in_it() -> None:
    text = b"a" * 1000 + b" autorun.inf " + b"b" * 1000
    (found,) = lines(text)
    assert b" autorun.inf " in found
    assert len(found) < 900


def test_a_pattern_may_go_on_to_the_next_line() -> None:
    query = b"select name\nfrom people\nwhere id = 1"
    assert lines(b"x\n" + query + b"\nx") == [query.rpartition(b"\n")[0] + b"\nwhere id = 1"]


def test_what_needs_nothing_in_particular_is_given_too() -> None:
    assert lines(b"once\n:abc1\n:abc 1\n") == [b":abc1"]


def test_a_text_made_to_take_long_is_read_to_its_end_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wordsearch, "_COMPARED_MAX", 10)
    filling = b"xen\n" * 20_000
    assert lines(filling + b"\n/bin/bash\nautorun.inf\n")[-2:] == [b"/bin/bash", b"autorun.inf"]
