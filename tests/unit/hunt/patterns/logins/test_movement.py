from tests.unit.hunt.patterns.made import START, event, holds_its_word, login, said
from vedette.core.levels import Severity
from vedette.hunt.actions import CONNECTION, LOGIN, SERVICE_INSTALL, SHARE
from vedette.hunt.event import Event
from vedette.hunt.instants import DAY, HOUR, MINUTE
from vedette.hunt.patterns.logins.movement import LateralMovement


def hop(source: str, host: str, time: int, user: str = "anna", kind: int = 3) -> Event:
    return login(time, user, source, good=True, host=host, logon_type=kind)


def own(host: str, address: str) -> Event:
    """What says whose an address is."""
    return event(action=CONNECTION, host=host, source_ip=address, fields={"Initiated": "true"})


def deeds(host: str, time: int, source: str) -> list[Event]:
    return [
        event(
            time,
            action=SHARE,
            host=host,
            file=("svcctl"),
            source_ip=source,
            fields={("ShareName"): ("\\\\*\\IPC$")},
        ),
        event(time + MINUTE, action=SERVICE_INSTALL, host=host, file="upd", command_line="cmd /c x"),
    ]


NAMES = [own("b", "10.0.0.2"), own("c", "10.0.0.3")]
THREE = [
    hop("10.0.0.1", "b", START),
    hop("10.0.0.2", "c", START + HOUR),
    hop("10.0.0.3", "d", START + 2 * HOUR),
]


def test_three_hops_are_a_chain() -> None:
    (found,) = holds_its_word(LateralMovement, [*NAMES, *THREE])
    assert "10.0.0.1 -> b -> c -> d" in found.message
    assert [one.name for one in found.targets] == ["b", "c", "d"]
    assert found.techniques == ("T1021.002",)
    assert found.severity is Severity.MEDIUM


def test_a_stranger_does_not_name_himself() -> None:
    first = login(START, "anna", "203.0.113.9", good=True, host="b", logon_type=3)
    first.fields["WorkstationName"] = "DC1"
    (found,) = holds_its_word(LateralMovement, [*NAMES, first, *THREE[1:]])
    assert "203.0.113.9 -> b -> c -> d" in found.message


def test_two_hops_alone_are_a_jump_host() -> None:
    assert said(LateralMovement(), [*NAMES, *THREE[:2]]) == []


def test_two_hops_with_services_installed_are_a_chain() -> None:
    events = [
        *NAMES,
        *THREE[:2],
        *deeds(("b"), START + MINUTE, ("10.0.0.1")),
        *deeds(("c"), START + HOUR + MINUTE, ("10.0.0.2")),
    ]
    (found,) = holds_its_word(LateralMovement, events)
    assert found.severity is Severity.HIGH
    assert "T1569.002" in found.techniques
    assert "a service was installed" in found.message


def test_hops_of_every_day_are_habit() -> None:
    again = [hop(one.source_ip or "", one.host or "", (one.time or 0) + DAY) for one in THREE]
    assert said(LateralMovement(), [*NAMES, *THREE, *again]) == []


def test_hops_in_the_wrong_order_or_too_late_are_no_chain() -> None:
    backwards = [
        hop("10.0.0.1", "b", START + 2 * HOUR),
        hop("10.0.0.2", "c", START + HOUR),
        hop("10.0.0.3", "d", START),
    ]
    assert said(LateralMovement(), [*NAMES, *backwards]) == []
    late = [
        hop("10.0.0.1", "b", START),
        hop("10.0.0.2", "c", START + 9 * HOUR),
        hop("10.0.0.3", "d", START + 20 * HOUR),
    ]
    assert said(LateralMovement(), [*NAMES, *late]) == []


def test_another_account_follows_only_with_explicit_credentials() -> None:
    other = [
        THREE[0],
        hop("10.0.0.2", "c", START + HOUR, "bert"),
        hop("10.0.0.3", "d", START + 2 * HOUR, "bert"),
    ]
    assert said(LateralMovement(), [*NAMES, *other]) == []
    handed = event(
        START + HOUR,
        action=LOGIN,
        host=("b"),
        user=("anna"),
        target_user=("bert"),
        target_host=("c"),
        fields={"EventID": 4648},
    )
    (found,) = said(LateralMovement(), [*NAMES, THREE[0], handed, other[2]])
    assert "anna, bert went" in found.message


def test_one_source_on_many_hosts_at_once_is_a_fan() -> None:
    (found,) = holds_its_word(
        LateralMovement,
        [hop("10.0.0.1", f"srv{number}", START + number * MINUTE) for number in range(10)],
    )
    assert found.rule == "pattern:lateral-movement-fan"
    assert found.numbers["hosts"] == 10


def test_a_server_that_manages_others_is_no_fan() -> None:
    events = [
        hop("10.0.0.1", f"srv{number}", START + day * DAY + number)
        for number in range(10)
        for day in range(2)
    ]
    assert said(LateralMovement(), events) == []


def test_machines_and_logins_at_the_keyboard_do_not_move() -> None:
    events = [hop("10.0.0.1", f"srv{number}", START, "pc$") for number in range(10)]
    events += [hop("10.0.0.1", f"srv{number}", START, kind=2) for number in range(10)]
    assert said(LateralMovement(), events) == []


def test_a_service_installed_through_a_share_is_carried_out_from_there() -> None:
    (found,) = holds_its_word(LateralMovement, [THREE[0], *deeds("b", START + MINUTE, "10.0.0.1")])
    assert found.rule == "pattern:lateral-movement-run"
    assert [one.name for one in found.actors] == ["anna", "10.0.0.1"]
    assert found.techniques == ("T1021.002", "T1569.002")


def test_a_service_installed_beside_somebody_elses_share_is_not() -> None:
    assert said(LateralMovement(), [THREE[0], *deeds("b", START + MINUTE, "10.0.0.66")]) == []
    late = deeds("b", START + MINUTE, "10.0.0.1")
    late[1].time = START + 2 * HOUR
    assert said(LateralMovement(), [THREE[0], *late]) == []


def test_software_rolled_out_day_by_day_is_work() -> None:
    events = []
    for day in range(3):
        at = START + day * DAY
        events += [hop("10.0.0.1", f"pc{day}", at), *deeds(f"pc{day}", at + MINUTE, "10.0.0.1")]
    assert said(LateralMovement(), events) == []


def test_software_rolled_out_again_and_again_is_work_too() -> None:
    events = []
    for day in range(3):
        at = START + day * DAY
        events += [hop("10.0.0.1", "pc1", at), *deeds("pc1", at + MINUTE, "10.0.0.1")]
    assert said(LateralMovement(), events) == []
