"""Cases from places users give."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.app.evaluation.sets import cases, text_of
from vedette.core.errors import BadInput, LimitHit
from vedette.core.evaluations import Case, Kind

GOOD = {"id": "a", "kind": "detection", "text": "x = 1\n", "truth": False}


def written(folder: Path, *lines: object) -> Path:
    text = "\n".join(one if isinstance(one, str) else json.dumps(one) for one in lines)
    (folder / "cases.jsonl").write_text(text)
    return folder


def test_a_folder_of_cases_is_read_and_sorted_by_kind(tmp_path: Path) -> None:
    asked = {"id": "q", "kind": "questions", "question": "?", "right": ["yes"]}
    place = written(tmp_path, GOOD, "", asked)
    assert [one.id for one in cases(place)] == ["a", "q"]
    assert [one.id for one in cases(place, Kind.QUESTIONS)] == ["q"]
    assert [one.id for one in cases(place / "cases.jsonl")] == ["a", "q"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "cases.jsonl:1"),
        ({**GOOD, "kind": "poetry"}, "poetry"),
        ({**GOOD, "more": 1}, "more"),
        ({"id": "a", "kind": "detection", "text": "x"}, "without truth"),
        ({"id": "a", "kind": "triage", "truth": True}, "without text or file"),
        ({"id": "a", "kind": "questions", "question": "?"}, "without question and right"),
        ({"id": "a", "kind": "patching", "text": "x"}, "without weakness or check"),
        ("[" * 100_000, "cases.jsonl:1"),
    ],
)
def test_a_case_that_makes_no_sense_is_refused_with_its_place(
    tmp_path: Path, line: object, words: str
) -> None:
    with pytest.raises(BadInput, match=words):
        list(cases(written(tmp_path, line)))


def test_an_id_stands_once(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="twice"):
        list(cases(written(tmp_path, GOOD, GOOD)))


def test_a_place_without_cases_says_what_would_be_one(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no cases there") as caught:
        list(cases(tmp_path))
    assert "cases.jsonl" in caught.value.hint


def test_too_many_cases_are_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vedette.app.evaluation.sets.MOST", 1)
    with pytest.raises(LimitHit, match="more than"):
        list(cases(written(tmp_path, GOOD, {**GOOD, "id": "b"})))


def test_a_checkout_with_expected_results_is_read(tmp_path: Path) -> None:
    (tmp_path / "expectedresults-1.csv").write_text(
        "# name, category, real, cwe\nCase1,sqli,true,89\nCase2,x,false,22\n"
    )
    found = list(cases(tmp_path))
    assert [(one.id, one.truth, one.weakness) for one in found] == [
        ("Case1", True, "CWE-89"),
        ("Case2", False, "CWE-22"),
    ]
    (tmp_path / "testcode").mkdir()
    (tmp_path / "testcode" / "Case1.py").write_text("a = 1\n")
    assert text_of(found[0], tmp_path) == "a = 1\n"


@pytest.mark.parametrize("file", ["../secret", "/etc/passwd", "link", "gone.py", "large.py"])
def test_no_file_outside_the_folder_is_read(tmp_path: Path, file: str) -> None:
    (tmp_path / "secret").write_text("x")
    place = tmp_path / "set"
    place.mkdir()
    (place / "link").symlink_to(tmp_path / "secret")
    (place / "large.py").write_text("x" * (1 << 20))
    case = Case(id="a", kind=Kind.DETECTION, file=file, truth=True)
    with pytest.raises(BadInput):
        text_of(case, place)


@given(st.binary(max_size=300))
def test_any_bytes_are_cases_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    place = tmp_path_factory.mktemp("any")
    (place / "cases.jsonl").write_bytes(data)
    with contextlib.suppress(BadInput):
        assert all(one.id is not None for one in cases(place))
