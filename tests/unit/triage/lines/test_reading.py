"""A few lines of a script are pointed at, with their place to the letter."""

import pytest

from vedette.core.errors import LimitHit
from vedette.core.nouns import Lines
from vedette.core.text import cut
from vedette.triage.allowance import Allowance, Bounds
from vedette.triage.fact import Act
from vedette.triage.kinds import Kind
from vedette.triage.lines import facts
from vedette.triage.sample import Sample

DUMP = r"rundll32.exe C:\windows\System32\comsvcs.dll, MiniDump 624 C:\temp\lsass.dmp full"


def sample(text: str, kind: Kind = Kind.BATCH) -> Sample:
    return Sample(name="a.bat", data=text.encode(), kind=kind)


def test_the_likeliest_line_is_named_where_it_stands() -> None:
    text = f"@echo off\r\n  {DUMP}\r\necho done\r\n"
    (fact,) = facts(sample(text), Allowance())
    assert fact.act is Act.RESEMBLES
    assert isinstance(fact.place, Lines)
    assert (fact.place.line, fact.place.column) == (2, 3)
    assert cut(text, fact.place) == fact.quote == DUMP
    assert "secrets" in fact.says


def test_ordinary_scripts_and_comments_give_none() -> None:
    text = f"rem {DUMP}\ncd build\ncmake ..\nmake install\n"
    assert list(facts(sample(text), Allowance())) == []


def test_languages_it_was_not_made_for_give_none() -> None:
    assert list(facts(sample(DUMP, Kind.PYTHON), Allowance())) == []


def test_a_script_of_nothing_else_gives_a_few() -> None:
    text = "\n".join(f"{DUMP} {number}" for number in range(100))
    assert len(list(facts(sample(text), Allowance()))) == 5


def test_no_more_work_is_done_than_allowed() -> None:
    with pytest.raises(LimitHit):
        list(facts(sample(DUMP * 1000), Allowance(Bounds(fuel=100))))
