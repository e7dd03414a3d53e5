import pytest

from tests.unit.hunt.patterns.made import START, event, holds_its_word, process, said
from vedette.core.levels import Severity
from vedette.hunt.actions import FILE_RENAME, FILE_WRITE
from vedette.hunt.event import Event
from vedette.hunt.instants import DAY, SECOND
from vedette.hunt.patterns.files.ransom import Ransomware


def written(name: str, count: int = 80, *, action: str = FILE_WRITE, folders: int = 16) -> list[Event]:
    return [
        event(START + number * SECOND, action=action, host="pc1", process="C:\\Temp\\a.exe",
              file=f"C:\\Data\\f{number % folders}\\{name.format(number)}")
        for number in range(count)
    ]  # fmt: skip


SHADOWS = process("a.exe", "cmd.exe", "vssadmin delete shadows /all /quiet")


def test_files_with_a_strange_ending_in_many_folders() -> None:
    (found,) = holds_its_word(Ransomware, written("report{}.docx.lokt", action=FILE_RENAME))
    assert found.severity is Severity.HIGH
    assert found.numbers["endings"] == "lokt"
    assert found.techniques == ("T1486",)


def test_notes_beside_them_and_copies_deleted_make_it_critical() -> None:
    events = [*written("report{}.docx.lokt"), *written("HOW_TO_DECRYPT.txt", 16), SHADOWS]
    (found,) = holds_its_word(Ransomware, events)
    assert found.severity is Severity.CRITICAL
    assert found.numbers["notes"] == "how_to_decrypt.txt"
    assert found.techniques == ("T1486", "T1490")


def test_copies_deleted_alone() -> None:
    (found,) = said(Ransomware(), [SHADOWS])
    assert found.severity is Severity.MEDIUM
    assert said(Ransomware(), [process("a.exe", "cmd.exe", "vssadmin list shadows")]) == []


@pytest.mark.parametrize(
    ("name", "count", "folders"),
    [
        ("report{}.docx", 200, 16),
        ("README.md", 200, 16),
        ("a{}.docx.lokt", 30, 16),
        ("a{}.docx.lokt", 200, 3),
        ("a{}.zip.001", 200, 16),
        ("a{}.lokt", 200, 16),
        ("package.json", 200, 16),
    ],
    ids=["ordinary", "a package's words", "few", "few folders", "parts", "a program's own files", "packages"],
)
def test_what_programs_write_all_day(name: str, count: int, folders: int) -> None:
    assert said(Ransomware(), written(name, count, folders=folders)) == []


def test_slowly_is_not_at_once() -> None:
    events = written("report{}.docx.lokt")
    for number, one in enumerate(events):
        one.time = START + number * DAY
    assert said(Ransomware(), events) == []
