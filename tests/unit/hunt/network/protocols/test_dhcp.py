from tests.unit.hunt.network import wire
from vedette.hunt import actions


def message(kind: int, options: bytes, assigned: bytes = bytes(4), reply: bool = False) -> bytes:  # noqa: FBT001, FBT002
    head = bytes((2 if reply else 1, 1, 6, 0)) + bytes(12) + assigned + bytes(8)
    head += bytes.fromhex("020000000001") + bytes(10) + bytes(192)
    return head + b"\x63\x82\x53\x63" + bytes((53, 1, kind)) + options + b"\xff"


def test_a_machine_says_its_name_and_gets_an_address() -> None:
    asked = message(3, b"\0\0\x0c\x07Lap-Top\x3c\x04MSFT\x32\x04\x0a\0\0\x07")
    given = message(5, b"\x33\x04\0\0\x0e\x10\x36\x04\x0a\0\0\x01", bytes((10, 0, 0, 7)), reply=True)
    frames = [(wire.START, wire.udp("0.0.0.0", 68, "255.255.255.255", 67, asked)),  # noqa: S104
              (wire.START + 1, wire.udp("10.0.0.1", 67, "10.0.0.7", 68, given))]  # fmt: skip
    one, two = wire.events(frames, actions.DHCP)
    assert (one.host, one.fields["host_name"], one.fields["mac"]) == (
        "lap-top",
        "Lap-Top",
        "02:00:00:00:00:01",
    )
    assert (one.fields["msg_types"], one.fields["requested_addr"]) == ("REQUEST", "10.0.0.7")
    assert (two.fields["msg_types"], two.fields["assigned_addr"], two.fields["lease_time"]) == (
        "ACK",
        "10.0.0.7",
        3600,
    )
    assert (two.source_port, two.destination_ip) == (68, "10.0.0.1")


def test_what_is_no_message_or_is_cut_says_little() -> None:
    whole = message(3, b"\x0c\x07laptop1")
    for data in (bytes(300), whole[:239], whole[:200]):
        assert wire.events([(wire.START, wire.udp("10.0.0.1", 68, "10.0.0.2", 67, data))], actions.DHCP) == []
    for end in range(240, len(whole)):
        wire.events([(wire.START, wire.udp("10.0.0.1", 68, "10.0.0.2", 67, whole[:end]))])
