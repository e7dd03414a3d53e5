from tests.unit.triage.unpack.made import iso
from tests.unit.triage.unpack.packed import files, opened, skips

HELD = {"invoice.lnk": b"L" * 100, "setup.js": b"var a;" * 900}


def test_files_come_out_under_the_names_of_the_image() -> None:
    assert files(opened(iso(HELD))) == {f"D/{name.upper()}": data for name, data in HELD.items()}


def test_the_long_names_of_rock_ridge_are_preferred() -> None:
    assert files(opened(iso(HELD, rock_ridge=True))) == {f"d/{name}": data for name, data in HELD.items()}


def test_a_folder_that_holds_itself_is_told_once() -> None:
    found = opened(iso(HELD, loop=True))
    assert len(files(found)) == 2
    assert skips(found) == {"a.bin!/D/AGAIN/": "a folder that holds itself"} or "holds itself" in str(found)


def test_a_file_beyond_the_end_is_told_and_the_rest_comes_out() -> None:
    found = opened(iso(HELD)[:-4096])
    assert list(files(found)) == ["D/INVOICE.LNK"]
    assert "beyond the end" in str(skips(found))


def test_a_file_system_that_is_not_read_is_named() -> None:
    data = bytes(16 * 2048) + b"\0BEA01\1".ljust(2048, b"\0") + b"\0NSR03\1".ljust(4096, b"\0")
    assert "UDF" in skips(opened(data))["a.bin"]
