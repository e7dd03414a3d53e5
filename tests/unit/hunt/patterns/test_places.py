from tests.unit.hunt.patterns.made import event
from vedette.hunt.patterns.places import Fields, Spot, kept, places


def test_the_field_that_holds_a_value_is_found_and_remembered() -> None:
    fields = Fields()
    first = event(domain="evil.example", fields={"ts": 1, "query": "Evil.Example.", "n": 5})
    assert fields.spot(first, "evil.example", "domain")[3:] == ("query", "Evil.Example.")
    other = event(domain="b.example", fields={"query": "-", "rrname": "b.example"})
    assert fields.spot(other, "b.example", "domain")[3:] == ("rrname", "b.example")
    assert fields.spot(event(fields={"port": 443}), "443", "destination_port")[3] == "port"


def test_without_such_a_field_the_record_stands_for_it() -> None:
    assert Fields().spot(event(fields={"ok": True}), "10.0.0.1", "source_ip")[3:] == ("", "10.0.0.1")


def test_the_first_and_the_last_are_kept() -> None:
    spots: list[Spot] = []
    for time in (5, 1, 9, 3, 7, 2, 8, 4, 6, 5):
        kept(spots, (time, 0, time, "f", "q"), 4)
    assert sorted(spot[0] for spot in spots) == [1, 2, 8, 9]
    assert [one.record for one in places(spots)] == [1, 2, 8, 9]
