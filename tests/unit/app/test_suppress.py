from datetime import date
from pathlib import Path

import pytest

from tests.toys import Toy, plant, still
from vedette.app.acquire.folder import open_folder
from vedette.app.acquire.opened import Opened, Selection
from vedette.app.stamps import Stamps
from vedette.app.suppress import suppress
from vedette.core.errors import BadInput
from vedette.core.limits import DEFAULTS
from vedette.core.nouns import Finding

TODAY = date(2026, 11, 22)


def opened(root: Path) -> Opened:
    return open_folder(root, Selection(), DEFAULTS, Stamps(None, still().wall_ns), lambda _: None)


def suppressed(root: Path, files: dict[str, str]) -> tuple[list[str], tuple[str, ...]]:
    """What was suppressed, and what was said."""
    target = opened(plant(root, files))
    findings, notes = suppress(found(target), target, TODAY)
    return [f"{one.suppressed.where}: {one.suppressed.reason}" for one in findings if one.suppressed], notes


def found(target: Opened) -> tuple[Finding, ...]:
    return Toy().scan(target.files, None, lambda *_: None).findings


def test_a_comment_with_a_reason_on_the_line_counts(tmp_path: Path) -> None:
    assert suppressed(tmp_path, {"a.py": "eval(x)  # vedette: ignore[toy-eval] it is a constant\n"}) == (
        ["a.py:1: it is a constant"],
        (),
    )


def test_a_comment_alone_on_the_line_above_counts(tmp_path: Path) -> None:
    assert suppressed(tmp_path, {"a.py": "# vedette: ignore[other, toy-eval]: fine\neval(x)\n"})[0] == [
        "a.py:1: fine"
    ]


def test_a_comment_beside_the_line_above_does_not_count_for_the_next(tmp_path: Path) -> None:
    what, notes = suppressed(tmp_path, {"a.py": "y = 1  # vedette: ignore[toy-eval] fine\neval(x)\n"})
    assert (what, notes) == ([], ("a.py:1: ignore[toy-eval] suppresses nothing",))


@pytest.mark.parametrize("mark", ["vedette: ignore", "vedette:ignore it is fine", "vedette: ignore[] fine"])
def test_a_comment_that_names_no_rule_is_not_honoured_and_that_is_said(mark: str, tmp_path: Path) -> None:
    what, notes = suppressed(tmp_path, {"a.py": f"eval(x)  # {mark}\n"})
    assert what == []
    assert "names no rule" in notes[0]


def test_a_comment_needs_no_space(tmp_path: Path) -> None:
    assert suppressed(tmp_path, {"a.py": "eval(x)  #vedette:ignore[toy-eval] fine\n"})[0] == ["a.py:1: fine"]


def test_other_words_to_us_are_no_suppression(tmp_path: Path) -> None:
    assert suppressed(tmp_path, {"a.py": "eval(x)  # vedette: ignored by all\n"}) == ([], ())


def test_without_a_reason_it_is_not_honoured_and_that_is_said(tmp_path: Path) -> None:
    what, notes = suppressed(tmp_path, {"a.py": "eval(x)  # vedette: ignore[toy-eval]\n"})
    assert what == []
    assert "without a reason" in notes[0]


def test_another_rule_is_not_suppressed(tmp_path: Path) -> None:
    assert suppressed(tmp_path, {"a.py": "eval(x)  # vedette: ignore[sql-injection] fine\n"})[0] == []


ENTRY = '[[ignore]]\nreason = "ours"\n'


@pytest.mark.parametrize(
    ("more", "counts"),
    [
        ('rule = "toy-eval"', True),
        ('rule = "toy-eval"\npath = "a.py"', True),
        ('rule = "toy-eval"\npath = "tests/"', False),
        ('rule = "other"', False),
        ('path = "a.py"', False),
        ('rule = "toy-eval"\nuntil = 2026-11-22', True),
        ('rule = "toy-eval"\nuntil = 2026-11-21', False),
        ('rule = "toy-eval"\nreason = " "', False),
        ('fingerprint = "abc"', False),
    ],
)
def test_an_entry_counts_when_it_fits_and_says_so_when_not(more: str, counts: bool, tmp_path: Path) -> None:  # noqa: FBT001
    entry = f"[[ignore]]\n{more}\n" if "reason" in more else ENTRY + more
    what, notes = suppressed(tmp_path, {"a.py": "eval(x)\n", ".vedette-ignore.toml": entry})
    assert bool(what) is counts
    assert bool(notes) is not counts


def test_an_entry_may_name_a_fingerprint(tmp_path: Path) -> None:
    (finding,) = found(opened(plant(tmp_path, {"a.py": "eval(x)\n"})))
    entry = ENTRY + f'fingerprint = "{finding.fingerprint[:12]}"'
    assert suppressed(tmp_path, {".vedette-ignore.toml": entry})[0]


@pytest.mark.parametrize(
    "text",
    [
        "[[ignore]]",
        "[[ignore]]\nreason = 1",
        'reasons = "x"',
        "[[",
        "\udcff",
        "[[ignore]]\nreason='x'\nrules='y'",
    ],
)
def test_a_file_that_makes_no_sense_is_an_error(text: str, tmp_path: Path) -> None:
    (tmp_path / ".vedette-ignore.toml").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(BadInput, match=r"\.vedette-ignore\.toml"):
        suppressed(tmp_path, {})


def test_a_flood_of_notes_is_counted(tmp_path: Path) -> None:
    _, notes = suppressed(tmp_path, {"a.py": "# vedette: ignore[x] y\n" * 100})
    assert len(notes) == 51
    assert "50 more" in notes[-1]


def test_a_file_that_changed_in_between_is_told_of(tmp_path: Path) -> None:
    target = opened(plant(tmp_path, {"a.py": "eval(x)  # vedette: ignore[toy-eval] y\n"}))
    findings = found(target)
    plant(tmp_path, {"a.py": "changed"})
    kept, notes = suppress(findings, target, TODAY)
    assert kept == findings
    assert "were not read" in notes[0]
