import struct

from tests.unit.triage.documents.compound_files import compound
from tests.unit.triage.unpack.made import cabinet
from tests.unit.triage.unpack.packed import files, opened, skips
from vedette.triage.identify import identify
from vedette.triage.kinds import Kind
from vedette.triage.unpack.msi import true_name

LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._"


def coded(name: str, *, table: bool = False) -> str:
    """Return a name as installers write it: two letters in one character."""
    made = "\u4840" if table else ""
    for at in range(0, len(name) - 1, 2):
        made += chr(0x3800 + LETTERS.index(name[at]) + 64 * LETTERS.index(name[at + 1]))
    return made + (chr(0x4800 + LETTERS.index(name[-1])) if len(name) % 2 else "")


def test_names_come_out_as_they_were() -> None:
    for name in ("Binary.run.dll", "a", "disk1.cab"):
        assert true_name(coded(name)) == name
    assert true_name(coded("Property", table=True)) == "!Property"


def test_streams_and_the_texts_of_tables_come_out() -> None:
    texts = [b"CustomAction", b"powershell -enc SQBFAFgA"]
    index = struct.pack("<HH", 1252, 0) + b"".join(struct.pack("<HH", len(text), 1) for text in texts)
    data = compound(
        {
            coded("_StringPool", table=True): index,
            coded("_StringData", table=True): b"".join(texts),
            coded("Property", table=True): b"\1\0",
            coded("disk1.cab"): cabinet(),
        }
    )
    assert identify(data) is Kind.MSI
    found = opened(data)
    held = files(found)
    assert set(held) == {"disk1.cab", "tables.txt"}
    assert held["disk1.cab"].startswith(cabinet())
    assert held["tables.txt"].splitlines()[:2] == texts
    assert not skips(found)


def test_one_that_is_cut_off_is_told() -> None:
    data = compound({coded("disk1.cab"): cabinet()})
    assert skips(opened(data[:700], kind=Kind.MSI))
