from tests.unit.triage.documents.samples import facts, told
from vedette.triage.documents.formats.notebook import HEADER
from vedette.triage.fact import Act
from vedette.triage.kinds import Kind


def section(name: str, data: bytes) -> bytes:
    held = HEADER + len(data).to_bytes(8, "little") + bytes(12) + data
    return b"\xe4\x52\x5c\x7b" + bytes(40) + name.encode("utf-16-le") + b"\0\0" + held + b"end"


def test_files_that_run_are_told_by_name_and_by_content() -> None:
    assert told(facts(section("Open.hta", b"<hta>"), Kind.ONENOTE)) == [(Act.EMBEDS, "Open.hta")]
    assert [one.act for one in facts(section("note.txt", b"MZ\x90"), Kind.ONENOTE)] == [Act.EMBEDS]


def test_pictures_and_names_without_files_say_nothing() -> None:
    assert facts(section("photo.png", b"\x89PNG"), Kind.ONENOTE) == []
    assert facts("Open.hta".encode("utf-16-le"), Kind.ONENOTE) == []
