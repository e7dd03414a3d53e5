"""What a hunt is told: hits of one rule on one host by one user are one signal, with what shows it."""

from typing import Any

import pytest

from tests.unit.hunt.sigma.probe import event, loaded, rule, windows
from vedette.core.attacks import Entity, EntityKind
from vedette.core.levels import Confidence, Severity
from vedette.hunt.instants import HOUR, MINUTE
from vedette.hunt.sigma import groups
from vedette.hunt.sigma.hits import Hits
from vedette.hunt.signal import PLACES_KEPT, Signal

NOW = 1_772_352_000_000_000
RULE = rule(
    {"selection": {"CommandLine|contains": "mimikatz"}, "condition": "selection"},
    level="high",
    status="stable",
    tags=["attack.t1003.001", "attack.credential-access", "attack.lateral_movement", "attack.t9999"],
    falsepositives=["Unknown", "Tests of the red team"],
)


def seen(*times: int | None, **columns: Any) -> list[Signal]:  # noqa: ANN401
    hits = Hits(loaded(RULE))
    for number, time in enumerate(times, 1):
        fields = {"CommandLine": f"run MIMIKATZ {number}"}
        hits.see(event(fields, time=time, record=number, **({"host": "pc7", "user": "anna"} | columns)))
    return list(hits.signals())


def test_a_signal_says_what_where_who_how_bad_and_how_sure() -> None:
    (one,) = seen(NOW, process="C:\\m.exe")
    assert one.message == "a rule: CommandLine is “run MIMIKATZ 1” on pc7 by anna."
    assert (one.severity, one.confidence) == (Severity.HIGH, Confidence.STRONG)
    assert "stable" in one.reason
    assert one.techniques == ("T1003.001",)
    assert one.tactics == ("lateral-movement",), "the other tactic is the technique's own"
    assert one.benign == "Tests of the red team."
    assert one.targets == (Entity(EntityKind.HOST, "pc7"),)
    assert one.actors == (Entity(EntityKind.USER, "anna"), Entity(EntityKind.PROCESS, "c:\\m.exe"))
    assert [(place.record, place.field, place.quote) for place in one.places] == [
        (1, "CommandLine", "run MIMIKATZ 1")
    ]


def test_what_is_within_an_hour_is_one_signal() -> None:
    assert [one.count for one in seen(NOW, NOW + 30 * MINUTE, NOW + 80 * MINUTE)] == [3]
    assert [one.count for one in seen(NOW, NOW + 3 * HOUR)] == [1, 1]


def test_times_may_jump_back_and_gaps_may_be_filled_later() -> None:
    (one,) = seen(NOW + 2 * HOUR, NOW, NOW + HOUR)
    assert one.count == 3
    assert (one.first, one.last) == (NOW, NOW + 2 * HOUR)


def test_hits_without_a_time_are_told_too() -> None:
    (one,) = seen(None, None)
    assert (one.first, one.count) == (None, 2)


def test_another_host_or_user_is_another_signal() -> None:
    hits = Hits(loaded(RULE))
    for host, user in (("a", "x"), ("a", "y"), ("b", "x"), ("a", "x")):
        hits.see(event({"CommandLine": "mimikatz"}, time=NOW, host=host, user=user))
    assert sorted(one.count for one in hits.signals()) == [1, 1, 2]


def test_visitors_nobody_knows_are_told_apart_by_their_address() -> None:
    hits = Hits(loaded(RULE))
    for address in ("192.0.2.1", "192.0.2.2"):
        hits.see(event({"CommandLine": "mimikatz"}, time=NOW, source_ip=address))
    assert len(list(hits.signals())) == 2


def test_of_a_thousand_hits_the_first_and_the_last_few_are_shown() -> None:
    (one,) = seen(*(NOW + number for number in range(1_000)))
    assert one.count == 1_000
    assert len(one.places) == PLACES_KEPT
    assert [place.record for place in one.places[:5]] == [1, 2, 3, 4, 5]
    assert one.places[-1].record > 900
    assert "1,000 events" in one.message


def test_asking_again_gives_the_same_and_more_later() -> None:
    hits = Hits(loaded(RULE))
    hits.see(event({"CommandLine": "mimikatz"}, time=NOW, host="a"))
    first = list(hits.signals())
    assert list(hits.signals()) == first
    hits.see(event({"CommandLine": "mimikatz"}, time=NOW + 1, host="a", record=2))
    (later,) = hits.signals()
    assert later.count == 2
    assert (later.rule, later.actors, later.targets) == (first[0].rule, first[0].actors, first[0].targets)


def test_too_many_groups_are_counted_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(groups, "GROUPS_MAX", 10)
    hits = Hits(loaded(RULE))
    for number in range(25):
        hits.see(event({"CommandLine": "mimikatz"}, time=NOW, host=f"h{number}"))
    assert len(list(hits.signals())) == 10
    assert any("15 more hits" in words for words in hits.bounds())


def test_control_characters_do_not_reach_the_message() -> None:
    hits = Hits(loaded(RULE))
    evil = "mimikatz \x1b[2J\r\nFAKE \u202e"
    hits.see(event({"CommandLine": evil}, time=NOW, host="a\x1b[1m"))
    (one,) = hits.signals()
    assert not {"\x1b", "\r", "\n", "\u202e"} & set(one.message)
    assert one.places[0].quote == evil, "evidence is to the letter"


def test_a_long_value_is_cut_at_its_end() -> None:
    hits = Hits(loaded(RULE))
    hits.see(event({"CommandLine": "mimikatz" + "x" * 100_000}, time=NOW))
    (one,) = hits.signals()
    assert len(one.places[0].quote) == groups.FIRST_QUOTE
    assert len(one.message) < 300


@pytest.mark.parametrize(
    ("detection", "fields", "field"),
    [
        ("{A: x, B|contains: longer words}", {"A": "x", "B": "these longer words"}, "B"),
        ("['needle']", {"A": "hay", "B": "a needle"}, "B"),
        ("{A|cidr: 10.0.0.0/8}", {"A": "10.0.0.1"}, "A"),
        ("{A|re: '^x+$'}", {"A": "xxx"}, "A"),
        ("{A|gt: 5}", {"A": 6}, "A"),
        ("{A|exists: true}", {"A": "here"}, "A"),
        ("{A|fieldref: B}", {"A": "q", "B": "Q"}, "A"),
        ("{a: {A: x}, b: {B: y}, condition: a or b}", {"A": "z", "B": "y"}, "B"),
        ("{a: {A: x}, b: {B: y}, condition: a and not b}", {"A": "x", "B": "z"}, "A"),
        ("{a: {B: y}, condition: not a}", {"CommandLine": "this at least", "B": "z"}, "CommandLine"),
        ("{a: {B: y}, condition: not a}", {}, ""),
        ("{A: '*x*y*'}", {"A": "x and y"}, "A"),
    ],
)
def test_the_field_that_shows_it_is_named(detection: str, fields: dict[str, Any], field: str) -> None:
    hits = Hits(loaded(rule(detection)))
    hits.see(event(fields, time=NOW))
    (one,) = hits.signals()
    assert one.places[0].field == field
    assert not field or one.places[0].quote == str(fields[field])


def test_what_sort_of_record_it_is_is_no_news() -> None:
    hits = Hits(loaded(rule("{Provider_Name: a long name of a provider, Image: x}")))
    hits.see(event({"Provider_Name": "a long name of a provider", "Image": "x"}, time=NOW))
    hits.see(event({"Provider_Name": "a long name of a provider", "Image": "x"}, time=NOW, host="b"))
    assert [one.places[0].field for one in hits.signals()] == ["Image", "Image"]
    cleared = Hits(loaded(rule("{EventID: 1102}", title="Cleared")))
    cleared.see(event({"EventID": 1102}, time=NOW, host="dc1"))
    (one,) = cleared.signals()
    assert one.message == "Cleared on dc1."
    assert (one.places[0].field, one.places[0].quote) == ("EventID", "1102")


def test_a_column_that_stood_in_is_shown_where_the_record_has_it() -> None:
    hits = Hits(loaded(rule("{c-useragent|contains: sqlmap}", logsource={"category": "webserver"})))
    hits.see(event({"agent": "sqlmap/1"}, time=NOW, action="http", user_agent="sqlmap/1"))
    (one,) = hits.signals()
    assert (one.places[0].field, one.places[0].quote) == ("agent", "sqlmap/1")


def test_one_event_in_two_windows_logs_names_of_the_rule_is_one_hit() -> None:
    both = rule(
        "{selection: {Image|endswith: a.exe}, condition: selection}",
        logsource={"product": "windows", "category": "process_creation"},
    )
    hits = Hits(loaded(both))
    hits.see(windows("Security", 4688, NewProcessName="C:\\a.exe", Image="C:\\a.exe"))
    (one,) = hits.signals()
    assert one.count == 1
    assert one.places[0].field == "NewProcessName"


@pytest.mark.parametrize(
    ("status", "level", "confidence"),
    [
        ("stable", "critical", Confidence.STRONG),
        ("stable", "medium", Confidence.LIKELY),
        ("test", "high", Confidence.LIKELY),
        ("test", "low", Confidence.POSSIBLE),
        ("experimental", "critical", Confidence.POSSIBLE),
        (None, "high", Confidence.POSSIBLE),
    ],
)
def test_a_rule_is_believed_as_much_as_its_authors_believe_it(
    status: str | None, level: str, confidence: Confidence
) -> None:
    more: dict[str, Any] = {"status": status} if status else {}
    (about,) = (one.about for one in loaded(rule("{A: x}", level=level, **more)).rules)
    assert about.confidence is confidence
    assert about.reason
