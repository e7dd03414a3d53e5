"""Windows event logs: everything a chunk promises is read, or counted as lost."""

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.hunt.sources.made import read
from tests.unit.hunt.sources.windows.event_log_made import CHUNK, event_log, security
from vedette.hunt import actions
from vedette.hunt.sources.windows.event_logs import BROKEN_CHUNK, CUT, LOST, mark_of

USERS = [f"user{number}" for number in range(1, 26)]
LOG = event_log([security(number, user) for number, user in enumerate(USERS, 1)])


def test_every_event_is_read_and_numbered() -> None:
    events, whys = read(LOG, "Security.evtx")
    assert not whys
    assert [one.user for one in events] == USERS
    assert [one.record for one in events] == list(range(1, 26))


def test_an_event_speaks_by_columns_and_by_its_own_names() -> None:
    event = read(LOG)[0][0]
    assert (event.action, event.outcome, event.host) == (actions.LOGIN, actions.SUCCESS, "web01")
    assert (event.source_ip, event.source_port, event.logon_type) == ("192.0.2.7", 50123, 3)
    assert event.time == 1_609_459_201_500_000
    assert event.logsource.product == "windows"
    assert event.logsource.service == "security"
    assert event.fields["EventID"] == 4624
    assert event.fields["Channel"] == "Security"
    assert event.fields["Provider_Name"] == "Microsoft-Windows-Security-Auditing"
    assert event.fields["Computer"] == "WEB01.corp.example"
    assert event.fields["TargetUserName"] == "user1"
    assert event.fields["IpAddress"] == "::ffff:192.0.2.7"


def test_the_head_of_the_file_is_not_needed() -> None:
    events, whys = read(bytes(4096) + LOG[4096:])
    assert len(events) == 25
    assert not whys


def test_a_log_cut_inside_a_chunk_gives_what_is_there() -> None:
    events, whys = read(LOG[: 4096 + CHUNK + 3000])
    assert [one.user for one in events][:10] == USERS[:10]
    assert 10 < len(events) < 20
    assert any(CUT in why for why in whys)
    assert len(events) + sum(why.startswith(LOST) for why in whys) >= 11


def test_a_chunk_that_is_overwritten_costs_only_itself() -> None:
    data = bytearray(LOG)
    data[4096 + CHUNK : 4096 + CHUNK + 4096] = b"\xaa" * 4096
    events, whys = read(bytes(data))
    assert [one.user for one in events] == USERS[:10] + USERS[20:]
    assert whys == [f"{BROKEN_CHUNK} (record 11)"]


def test_a_record_that_is_overwritten_costs_few_and_all_are_counted() -> None:
    data = bytearray(LOG)
    data[4096 + 512 + 1500 : 4096 + 512 + 1600] = b"\xff" * 100
    events, whys = read(bytes(data))
    assert len(events) >= 15
    assert whys


def test_broken_tables_of_names_cost_nothing() -> None:
    data = bytearray(LOG)
    struct.pack_into("<64I", data, 4096 + 128, *([65000] * 64))
    events, whys = read(bytes(data))
    assert len(events) == 25
    assert not whys


def test_unused_chunks_are_no_loss() -> None:
    whole = read(LOG)
    assert len(whole[0]) == 25
    for unused in (1, 2, 4, 9):
        assert read(LOG + bytes(unused * CHUNK)) == whole
        assert read(LOG[: 4096 + CHUNK] + bytes(unused * CHUNK) + LOG[4096 + CHUNK :]) == whole
        assert read(LOG[:4096] + bytes(unused * CHUNK), forced="evtx") == ([], [])
    assert read(LOG + bytes(3 * CHUNK), forced="evtx-recovered") == read(LOG, forced="evtx-recovered")


def test_a_byte_in_an_unused_chunk_is_said() -> None:
    events, whys = read(LOG + bytes(CHUNK - 1) + b"x" + bytes(CHUNK))
    assert len(events) == 25
    assert whys == [f"{BROKEN_CHUNK} (record 26)"]


def test_a_chunk_that_promises_more_than_it_holds_is_told_on() -> None:
    data = bytearray(LOG)
    struct.pack_into("<Q", data, 4096 + 16, 13)
    events, whys = read(bytes(data))
    assert len(events) == 25
    assert whys == [f"{LOST} (3 records, the first is number 11)"]


@given(
    st.lists(st.tuples(st.integers(4096, 4096 + 6000), st.binary(min_size=1, max_size=8)), max_size=5),
    st.integers(4096, len(LOG)),
)
def test_any_damage_is_events_or_counted(damage: list[tuple[int, bytes]], cut: int) -> None:
    data = bytearray(LOG)
    for at, piece in damage:
        data[at : at + len(piece)] = piece
    events, _ = read(bytes(data[:cut]), forced="evtx")
    assert len(events) <= 100


@pytest.mark.parametrize("data", [b"", b"ElfFile\0", b"ElfFile\0" + bytes(5000), bytes(70_000)])
def test_no_log_is_no_event(data: bytes) -> None:
    assert not read(data, forced="evtx")[0]


@pytest.mark.parametrize("places", [(7, 256), (700, 700), (900, 800, 1000)])
@pytest.mark.parametrize("table", [128, 384])
def test_a_list_of_names_or_templates_that_goes_round_ends(table: int, places: tuple[int, ...]) -> None:
    broken = bytearray(LOG)
    chunk = len(broken) - len(broken) // CHUNK * CHUNK
    free = chunk + CHUNK - 2_000
    at = [chunk + place if place in {7, 256} else free + place for place in places]
    struct.pack_into("<I", broken, chunk + table, at[0] - chunk)
    for here, there in zip(at, (*at[1:], at[0]), strict=True):
        struct.pack_into("<I", broken, here, there - chunk)
    events, _ = read(bytes(broken))
    assert [one.user for one in events][-15:] == USERS[-15:]


def test_a_record_is_known_by_when_and_what_it_was() -> None:
    texts = [security(number) for number in range(1, 26)]
    one, other = io.BytesIO(event_log(texts)), io.BytesIO(event_log([*texts[:20], *map(security, [30] * 5)]))
    marks = [mark_of(one, number) for number in range(27)]
    assert marks[0] == marks[26] == ""
    assert len(set(marks[1:26])) == 25
    assert [mark_of(other, number) == marks[number] for number in (20, 21)] == [True, False]
    assert mark_of(io.BytesIO(event_log(texts[10:], first=11)), 5) == ""


@given(
    st.lists(st.tuples(st.integers(0, 3 * CHUNK), st.integers(0, 255)), max_size=8), st.integers(0, 3 * CHUNK)
)
def test_what_a_record_is_known_by_is_found_or_not(damage: list[tuple[int, int]], cut: int) -> None:
    data = bytearray(event_log([security(number) for number in range(1, 26)])[:cut])
    for at, value in damage:
        if at < len(data):
            data[at] = value
    for number in (1, 10, 25):
        assert isinstance(mark_of(io.BytesIO(bytes(data)), number), str)
