"""Prompts are found in the forms people publish them in; a set that does not say what it holds is refused."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.app.evaluation import prompts as reading
from vedette.app.evaluation.prompts import Prompt, prompts
from vedette.core.errors import BadInput, LimitHit


def put(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        (
            "a.json",
            '[{"mutated_prompt": "one", "is_malicious": false, "attack_type": "x"}]',
            ("one", "benign", "x"),
        ),
        ("a.json", '[{"user_prompt": "one", "prompt": "two", "label": "unsafe"}]', ("one", "prohibited", "")),
        ("a.json", '{"prompt": "one", "label": "safe"}', ("one", "benign", "")),
        ("a.jsonl", '{"question": "one", "harmful": true}\n\n', ("one", "prohibited", "")),
        ("a.csv", "id,prompt,type,label\n1,one,homonyms,safe\n", ("one", "benign", "homonyms")),
        ("a.csv", "\ufeffPrompt,Label\none,malicious\n", ("one", "prohibited", "")),
        ("a.json", '[{"prompt": "one", "attack_type": ["p", "q"], "label": "no"}]', ("one", "benign", "p")),
    ],
)
def test_a_prompt_is_found_with_what_it_is(
    tmp_path: Path, name: str, text: str, found: tuple[str, str, str]
) -> None:
    assert list(prompts(put(tmp_path, name, text))) == [Prompt(*found)]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.txt", "one\n\n  \n"),
        ("a.json", '["one"]'),
        ("a.csv", "Prompt,Category\none,Cloud\n"),
        ("a", "one"),
    ],
)
def test_what_does_not_say_needs_a_word(tmp_path: Path, name: str, text: str) -> None:
    path = put(tmp_path, name, text)
    with pytest.raises(BadInput, match="does not say"):
        list(prompts(path))
    assert [(one.text, one.label) for one in prompts(path, "prohibited")] == [("one", "prohibited")]


def test_a_folder_is_all_its_files(tmp_path: Path) -> None:
    put(tmp_path, "b.txt", "two\n")
    put(tmp_path, "a.json", '["one"]')
    put(tmp_path, "README.md", "no prompt")
    assert [one.text for one in prompts(tmp_path, "benign")] == ["one", "two"]


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.json", "[", "a.json"),
        ("a.jsonl", "{}\n{", "a.jsonl"),
        ("a.json", "[" * 20000, "a.json"),
        ("a.json", '[{"title": "x"}, 7, null]', "no prompts"),
        ("a.csv", "x,y\n1,2\n", "no prompts"),
        ("a.txt", "", "no prompts"),
    ],
)
def test_what_is_no_set_is_refused(tmp_path: Path, name: str, text: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        list(prompts(put(tmp_path, name, text), "benign"))


def test_nothing_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such file"):
        list(prompts(tmp_path / "none"))
    (tmp_path / "a.csv").write_bytes(b"prompt\n\xff\n")
    with pytest.raises(BadInput, match=r"a\.csv"):
        list(prompts(tmp_path / "a.csv", "benign"))


def test_there_is_an_end_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST", 2)
    with pytest.raises(LimitHit, match="more than 2"):
        list(prompts(put(tmp_path, "a.txt", "one\ntwo\nthree\n"), "benign"))
    monkeypatch.setattr(reading, "_FILE", 4)
    with pytest.raises(LimitHit, match="larger"):
        list(prompts(put(tmp_path, "b.txt", "one\ntwo\n"), "benign"))
    monkeypatch.setattr(reading, "_FILES", 1)
    with pytest.raises(LimitHit, match="files"):
        list(prompts(tmp_path, "benign"))


@given(st.lists(st.text(min_size=1, max_size=40).filter(str.strip), min_size=1, max_size=8))
def test_what_is_written_comes_back(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    path = tmp_path_factory.mktemp("set") / "a.json"
    path.write_text(json.dumps([{"prompt": one, "label": "safe"} for one in texts]), "utf-8")
    assert [one.text for one in prompts(path)] == texts
