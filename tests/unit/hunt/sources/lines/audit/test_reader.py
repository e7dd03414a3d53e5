"""Records of one event become one, wherever they lie."""

from tests.unit.hunt.sources.made import read

EXEC = [
    (
        "type=SYSCALL msg=audit(1583049601.001:{n}): arch=c000003e syscall=59 success=yes "
        "exit=0 a0=55d a1=55e items=1 ppid=1"
        ' pid=2 auid=1000 uid=0 euid=0 comm="cat" exe="/bin/cat" key="k"\x1dSYSCALL=execve '
        'AUID="alice" UID="root"'
    ),
    'type=EXECVE msg=audit(1583049601.001:{n}): argc=2 a0="cat" a1="/etc/shadow"',
    'type=CWD msg=audit(1583049601.001:{n}): cwd="/root"',
    'type=PATH msg=audit(1583049601.001:{n}): item=0 name="/bin/cat" nametype=NORMAL',
]


def lines(number: int) -> list[str]:
    return [line.format(n=number) for line in EXEC]


def test_the_parts_of_an_event_are_joined() -> None:
    found, whys = read("\n".join(lines(7)), "audit.log")
    assert not whys
    assert len(found) == 1
    assert found[0].fields["type"] == ["SYSCALL", "EXECVE", "CWD", "PATH"]
    assert found[0].fields["a0"] == ["55d", "cat"]
    assert (found[0].fields["SYSCALL"], found[0].record) == ("execve", 1)


def test_parts_that_lie_between_those_of_others_find_together() -> None:
    mixed = [line for pair in zip(lines(7), lines(8), strict=True) for line in pair]
    found, _ = read("\n".join(mixed), "audit.log")
    assert [(made.record, len(made.fields["type"])) for made in found] == [(1, 4), (2, 4)]  # type: ignore[arg-type]


def test_events_come_in_the_order_of_their_first_lines() -> None:
    alone = "type=SERVICE_STOP msg=audit(1583049601.001:9): pid=1 msg='unit=ufw res=success'"
    found, _ = read("\n".join([*lines(7)[:2], alone, *lines(7)[2:], alone.replace(":9", ":10")]), "audit.log")
    assert [made.record for made in found] == [1, 3, 6]
    assert found[1].fields["unit"] == "ufw"


def test_an_end_is_an_end_and_no_event() -> None:
    end = "type=EOE msg=audit(1583049601.001:7): "
    found, whys = read("\n".join([*lines(7), end, *lines(8), end]), "audit.log")
    assert len(found) == 2
    assert not whys


def test_a_thousand_events_without_an_end_are_given_all_the_same() -> None:
    found, _ = read("\n".join(lines(number)[0] for number in range(1000)), "audit.log")
    assert [made.record for made in found] == list(range(1, 1001))


def test_an_event_with_endless_parts_is_bounded_and_counted() -> None:
    found, whys = read("\n".join([lines(7)[3]] * 500), "audit.log")
    assert len(found) == 1
    assert whys == ["an audit event has more than 256 records (244 records, the first is number 257)"]


def test_calls_are_named_where_the_log_has_only_numbers() -> None:
    found, _ = read(lines(7)[0].split("\x1d")[0], "audit.log")
    assert found[0].fields["SYSCALL"] == "execve"


def test_what_is_no_record_is_counted_and_what_separates_is_not() -> None:
    _, whys = read("\n".join(["----", "time->Sun Mar  1 08:00:01 2020", *lines(7), "nonsense"]), "audit.log")
    assert whys == ["a line is not of this format (record 7)"]
