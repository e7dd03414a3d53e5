import pytest

from vedette.hunt.patterns.files.endings import deletes_copies, is_note, is_ordinary


@pytest.mark.parametrize(
    ("ending", "ordinary"), [("docx", True), ("7z", True), ("001", True), ("lokt", False)]
)
def test_endings(ending: str, ordinary: bool) -> None:  # noqa: FBT001
    assert is_ordinary(ending) is ordinary


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("!!!read_me!!!.txt", True),
        ("restore-my-files.html", True),
        ("readme.md", False),
        ("notes.txt", False),
    ],
)
def test_notes(name: str, note: bool) -> None:  # noqa: FBT001
    assert is_note(name) is note


@pytest.mark.parametrize(
    ("command", "deletes"),
    [
        ("wmic shadowcopy delete", True),
        ("bcdedit /set {default} recoveryenabled No", True),
        ("bcdedit /enum", False),
        ("wbadmin get versions", False),
    ],
)
def test_copies(command: str, deletes: bool) -> None:  # noqa: FBT001
    assert deletes_copies(command) is deletes
