from hashlib import sha256
from pathlib import Path

import pytest

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
    assert not any(
        case.holds for case in public.cases() if not case.kept_for.startswith(("third", "fourth", "fifth"))
    )


@pytest.mark.parametrize(
    ("kept_for", "name", "number"), [("fourth", public.FOURTH, 40), ("fifth", public.FIFTH, 32)]
)
def test_each_set_of_a_later_part_says_what_it_holds_and_has_a_half(
    kept_for: str, name: str, number: int
) -> None:
    part = [case for case in public.cases() if case.kept_for.startswith(kept_for)]
    assert len(part) == number
    assert all(len(case.holds) == 16 for case in part)
    assert {case.half for case in part} == {f"{name}, {public.SEEN}", f"{name}, {public.HELD}"}


def test_flows_written_with_bars_are_read_as_zeek_writes_them(tmp_path: Path) -> None:
    names = "ts|uid|id.orig_h|id.orig_p|id.resp_h|id.resp_p|proto|service|orig_bytes|conn_state"
    table = tmp_path / "conn.log.labeled.csv"
    table.write_text(f"{names}\n1538479103.9|C1|192.168.0.3|4|66.0.0.9|443|tcp|-|7|S0\n", encoding="utf-8")
    (event,) = public.events(table)
    assert (event.source_ip, event.destination_ip, event.destination_port) == ("192.168.0.3", "66.0.0.9", 443)
    assert (event.action, event.outcome, event.bytes_out) == ("connection", "failure", 7)
