from pathlib import Path

import pytest

from vedette.triage.identify import languages
from vedette.triage.identify.languages import _Pieces
from vedette.triage.identify.vocabulary import PIECES

HERE = Path(__file__).read_text(encoding="utf-8")
EVERYTHING = " ".join(piece for piece, _ in PIECES)
TEXTS = ["", "x", "#include <a.h>\nstd::cout << 1;\n", EVERYTHING, HERE, "\u0130 local function\nend)"]


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_pieces_are_found_alike_by_search_and_by_automaton(text: str) -> None:
    assert _Pieces(few=10**9).within(text) == _Pieces(few=-1).within(text)


def test_all_pieces_are_found() -> None:
    assert _Pieces(few=-1).within(EVERYTHING) == set(range(len(PIECES)))


def test_after_so_many_letters_it_is_one_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []
    real = languages._automaton  # noqa: SLF001

    def told() -> object:
        made.append(real())
        return made[-1]

    monkeypatch.setattr(languages, "_automaton", told)
    pieces = _Pieces(few=len(HERE) + 1)
    pieces.within(HERE)
    assert made == []
    assert pieces.within(HERE) == pieces.within(HERE) == _Pieces(few=10**9).within(HERE)
    assert len(made) == 1
