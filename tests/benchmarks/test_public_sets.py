from hashlib import sha256
from pathlib import Path

from benchmarks.hunt import public


def test_a_set_that_holds_anything_else_than_was_labelled_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.pcap").write_bytes(b"flows")
    case = public.Case(
        rule="pattern:beacon", path="a.pcap", kept_for="third", holds=sha256(b"flows").hexdigest()[:16]
    )
    assert case.found(tmp_path) == tmp_path / "a.pcap"
    (tmp_path / "a.pcap").write_bytes(b"other flows")
    assert case.found(tmp_path) is None
    assert public.Case(rule="pattern:beacon", path="a.pcap").found(tmp_path) == tmp_path / "a.pcap"
    assert public.Case(rule="pattern:beacon", path="b.pcap").found(tmp_path) is None


def test_a_folder_holds_its_files_by_name(tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    folder.mkdir()
    (folder / "b.log").write_bytes(b"2")
    (folder / "a.log").write_bytes(b"1")
    holds = sha256(b"12").hexdigest()[:16]
    assert public.Case(rule="pattern:beacon", path="logs", holds=holds).found(tmp_path) == folder


def test_each_set_of_the_third_part_says_what_it_holds_and_has_a_half() -> None:
    third = [case for case in public.cases() if case.kept_for == "third"]
    assert len(third) > 100
    assert all(len(case.holds) == 16 for case in third)
    assert {case.half for case in third} == {
        f"{public.THIRD}, {public.SEEN}",
        f"{public.THIRD}, {public.HELD}",
    }
    assert not any(case.holds for case in public.cases() if case.kept_for != "third")
