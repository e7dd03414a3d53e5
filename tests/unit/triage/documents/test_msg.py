from tests.unit.triage.documents.letters import message
from tests.unit.triage.documents.samples import facts, told
from vedette.triage.fact import Act
from vedette.triage.kinds import Kind


def test_a_sender_shown_as_another_and_programs_in_it_are_told() -> None:
    data = message(
        {"0C1A": "pay@bigbank.com", "5D01": "x@cheap-host.top", "007D": "X: y\n"}, {"a.pdf.js": b"1"}
    )
    assert told(facts(data, Kind.MSG)) == [
        (Act.DIFFERS, "x@cheap-host.top"),
        (Act.EMBEDS, "a.pdf.js"),
        (Act.DIFFERS, "a.pdf.js"),
    ]


def test_an_ordinary_message_says_nothing() -> None:
    assert facts(message({"0C1A": "Ann", "5D01": "ann@firm.com"}, {"a.pdf": b"%PDF"}), Kind.MSG) == []
    assert facts(b"\xd0\xcf\x11\xe0", Kind.MSG) == []
