import random
from collections.abc import Iterable, Iterator

import pytest

from tests.unit.hunt.patterns.made import START, Column, event, said
from tests.unit.hunt.patterns.wires import (
    ME,
    THERE,
    ask,
    beats,
    colleagues,
    fetched,
    flow,
    heard,
    refused,
    secure,
)
from vedette.core.errors import BadInput
from vedette.core.levels import Confidence
from vedette.hunt.actions import CONNECTION
from vedette.hunt.event import Event
from vedette.hunt.patterns.beacons import Beacons
from vedette.hunt.patterns.services import Services
from vedette.hunt.signal import Signal


def by_address(times: Iterable[float], source: str = ME, where: str = THERE) -> Iterator[Event]:
    return (flow(at, source, where) for at in times)


@pytest.mark.parametrize(("jitter", "missed"), [(0, 0), (0.2, 0.1), (0.5, 0)])
def test_a_host_that_calls_an_address_in_a_rhythm_is_named(jitter: float, missed: float) -> None:
    [signal] = heard(by_address(beats(60, 200, jitter, missed)))
    assert signal.rule == "pattern:beacon"
    assert [one.name for one in signal.actors] == [ME]
    assert [one.name for one in signal.targets] == [THERE]
    assert signal.numbers["period_s"] == pytest.approx(60, rel=0.2)
    assert signal.places
    assert signal.places[0].field == "destination_ip"
    assert signal.places[0].quote == THERE


def test_intervals_that_are_nearly_the_same_are_one() -> None:
    draw = random.Random(3)  # noqa: S311
    [signal] = heard(by_address(number * 300 + draw.uniform(-20, 20) for number in range(110)))
    assert "every 5.0 minutes (" in signal.message
    [turns] = heard(by_address(number // 2 * 1_000 + number % 2 * 300 for number in range(110)))
    assert "every 5.0 minutes, then 11.7 minutes (" in turns.message


def test_how_sure_follows_from_what_is_odd_beside() -> None:
    names = [ask("site0-0.example", source="10.0.7.1", answers=("198.51.0.1",))]
    [signal] = heard([*by_address(beats(60, 400)), *names], crowd=True)
    assert signal.confidence == Confidence.STRONG
    assert "others go there" in signal.reason
    [alone] = heard(by_address(beats(60, 400)))
    assert alone.confidence == Confidence.LIKELY


def test_a_thing_that_calls_its_makers_port_by_the_clock_may_be_a_beacon() -> None:
    name = ask("cloud.lock.example", source=ME, answers=(THERE,))
    calls = [flow(at, port=9_999) for at in beats(600, 300)]
    [signal] = heard([name, *calls])
    assert "port 9999" in signal.reason
    assert signal.confidence == Confidence.POSSIBLE, "a maker's port, its name, and nobody to compare with"
    [signal] = heard([*calls, ask("else.example", source=ME, answers=("198.51.100.9",))])
    assert signal.confidence == Confidence.STRONG, "an address nobody asked a name for is odd beside"
    [signal] = heard([name, *calls], crowd=True)
    assert signal.confidence >= Confidence.LIKELY, "of many hosts nobody else goes there"


def test_what_a_host_does_to_many_places_by_the_clock_is_its_habit() -> None:
    places = [f"203.0.113.{at}" for at in range(80, 84)]
    calls = {
        where: [*by_address(beats(600 + 400 * at, 80, seed=at), where=where)]
        for at, where in enumerate(places)
    }
    everything = [one for some in calls.values() for one in some]
    assert {one.confidence for one in heard(everything)} == {Confidence.POSSIBLE}
    [signal] = heard(calls[THERE])
    assert signal.confidence == Confidence.LIKELY
    two = heard([*calls[places[0]], *calls[places[1]]])
    assert {one.confidence for one in two} == {Confidence.LIKELY}
    odd = [flow(at, where=places[0], port=4_444) for at in beats(600, 80)]
    names = [ask(f"m{at}.example", answers=(where,)) for at, where in enumerate(places[1:])]
    worst = max(heard([*odd, *names, *everything[80:]]), key=lambda one: one.confidence)
    assert [one.name for one in worst.targets] == [places[0]]
    assert worst.confidence == Confidence.STRONG, "what is odd stands out of habits"


def test_the_score_of_rita_stands_beside_and_decides_nothing() -> None:
    [signal] = heard(by_address(beats(300, 288)))
    assert signal.numbers["rita_score"] == pytest.approx(1, abs=0.01)
    clock = [flow(at, port=123, transport="udp") for at in beats(300, 288)]
    assert heard(clock) == []


def test_people_who_browse_are_not_named() -> None:
    visits = [
        at + extra for at in (0, 40, 300, 4000, 4100, 9000, 9500, 20_000) for extra in (0, 1, 3, 4.5, 11)
    ]
    assert heard(by_address(visits)) == []


def test_what_many_hosts_use_is_a_service() -> None:
    polled = [flow(at, f"10.0.7.{host + 1}") for host in range(12) for at in beats(300, 60, seed=host)]
    assert heard([*polled, *by_address(beats(60, 200))], crowd=True) == []


@pytest.mark.parametrize(("callers", "told"), [(1, 1), (2, 2), (3, 0), (5, 0)])
def test_what_most_of_a_few_hosts_call_is_a_service_too(callers: int, told: int) -> None:
    names = [ask("other.example", answers=("198.51.100.1",))]
    desks = [f"10.0.0.{host}" for host in range(1, 6)]
    visits = [flow(at, desk, f"198.51.{desk[-1]}.9") for desk in desks for at in (5, 900)]
    calls = [flow(at, desk) for desk in desks[:callers] for at in beats(60, 40, seed=int(desk[-1]))]
    assert len(heard([*names, *visits, *calls])) == told


def test_films_backups_and_lines_logged_in_pieces_are_not_named() -> None:
    times = beats(10, 300)
    assert heard(flow(at, bytes_in=2_000_000) for at in times) == []
    assert heard(flow(at, bytes_out=2_000_000) for at in times) == []
    assert heard(flow(at, source_port=50_000) for at in times) == []
    assert len(heard(by_address(times))) == 1


def test_nine_minutes_are_not_enough() -> None:
    assert heard(by_address(beats(5, 100))) == []


def test_a_name_is_named_once_and_its_address_is_not_named_again() -> None:
    times = beats(120, 200, 0.2)
    [signal] = heard([*by_address(times), *(secure("cdn.evil.example", at) for at in times)])
    assert [one.name for one in signal.targets] == ["cdn.evil.example"]
    assert signal.numbers["bytes_out_median"] == 400, "sizes are those of its conversations"


def test_public_services_with_a_clock_are_known_and_can_be_added_to() -> None:
    times = beats(120, 200)
    assert heard(secure("fe2.update.microsoft.com", at) for at in times) == []
    own = Beacons(Services.of(["vendor.example\ttelemetry"]))
    assert said(own, [secure("api.vendor.example", at) for at in times]) == []
    assert len(heard([secure("api.vendor.example", at) for at in times], crowd=True)) == 1


def test_a_name_nobody_can_compare_counts_only_if_sizes_are_alike() -> None:
    times = beats(120, 200)
    assert heard(secure("api.vendor.example", at) for at in times) == [], "a page somebody left open"


def test_what_outside_never_answers_may_be_called_faster() -> None:
    quick = [refused(at, ME, THERE) for at in beats(0.5, 1_200)]
    assert [one.confidence for one in heard(quick, crowd=True)] == [Confidence.LIKELY]
    assert heard(by_address(beats(0.5, 1_200)), crowd=True) == [], "what is answered so often is work"


def test_monitoring_inside_is_not_named() -> None:
    events = [flow(at, "10.0.0.9", f"10.0.0.{20 + host}") for host in range(3) for at in beats(60, 200)]
    assert heard(events, crowd=True) == []
    [signal] = heard(by_address(beats(60, 200), "10.0.0.9", "10.0.0.20"), crowd=True)
    assert signal.confidence == Confidence.POSSIBLE


def test_visitors_of_the_watched_server_are_not_named_unless_they_ask_for_no_host() -> None:
    server = "192.0.2.1"
    others = [flow(at, f"198.51.100.{n}", server, 80) for n in range(20) for at in (n, n + 77)]
    calls = [flow(at, "203.0.113.5", server, 80) for at in beats(200, 300, 0.3)]
    asks = beats(200, 300, 0.3)
    named = [fetched("shop.example", at, "203.0.113.5", destination_ip=server) for at in asks]
    nameless = [fetched(None, at, "203.0.113.5", destination_ip=server) for at in asks]
    assert heard([*others, *calls, *named]) == []
    assert len(heard([*others, *calls, *nameless])) == 1


def test_outsiders_that_call_inside_and_web_logs_of_a_server_are_not_looked_at() -> None:
    assert heard(by_address(beats(60, 100), THERE, ME)) == []
    assert heard(fetched("shop.example", at, THERE, destination_ip=None) for at in beats(60, 100)) == []


def test_what_is_never_answered_needs_an_oddity_and_is_never_strong() -> None:
    [signal] = heard((refused(at) for at in beats(60, 300)), crowd=True)
    assert signal.confidence == Confidence.LIKELY
    [alone] = heard(refused(at) for at in beats(60, 300))
    assert alone.confidence == Confidence.POSSIBLE
    [remote] = heard(refused(at, port=1177) for at in beats(60, 300))
    assert remote.confidence == Confidence.LIKELY, "a port no maker's server has"


def test_a_name_only_asked_for_counts_if_rare_and_not_visited() -> None:
    crowd = [ask(f"site{host}.example", source=f"10.0.7.{host}") for host in range(20)]
    asked = [ask("a.evil.example", at) for at in beats(60, 200)]
    [signal] = said(Beacons(), [*crowd, *asked])
    assert signal.techniques == ("T1071.004",)
    assert said(Beacons(), [*crowd, *asked, *(flow(n, where="198.51.100.7") for n in (1, 2))]) == []


def test_a_name_only_asked_for_has_to_last() -> None:
    crowd = [ask(f"site{host}.example", source=f"10.0.7.{host}") for host in range(20)]
    asked = [ask("a.evil.example", at) for at in beats(60, 40)]
    assert said(Beacons(), [*crowd, *asked]) == []


def test_that_nobody_else_goes_there_is_nothing_alone() -> None:
    crowd = [secure(f"site{host}.example", source=f"10.0.7.{host}", at=0) for host in range(20)]
    page = [secure("chat.page.example", at=at) for at in beats(60, 30)]
    assert said(Beacons(), [*crowd, *page]) == []
    kept = [secure("chat.page.example", at=at) for at in beats(60, 400)]
    assert len(said(Beacons(), [*crowd, *kept])) == 1


def test_order_does_not_matter_and_what_was_seen_can_be_taken_up_again() -> None:
    events = [*by_address(beats(60, 200, 0.2)), *colleagues()]
    first, second = Beacons(), Beacons()
    said(first, events[:150])
    second.restore(first.save())
    [resumed] = said(second, events[150:])
    [backwards] = said(Beacons(), reversed(events))
    [whole] = said(Beacons(), events)
    assert resumed.numbers == backwards.numbers == whole.numbers
    assert (whole.first, whole.last, whole.count) == (backwards.first, backwards.last, backwards.count)
    assert list(second.bounds()) == []


def test_what_is_no_baseline_is_refused() -> None:
    with pytest.raises(BadInput, match="beacons"):
        Beacons().restore(b"\x93nonsense")


def test_records_without_time_or_with_mad_numbers_do_no_harm() -> None:
    mad = [
        event(None, action=CONNECTION, source_ip=ME, destination_ip=THERE),
        event(START, action=CONNECTION, source_ip=None, destination_ip=THERE),
        event(10**40, action=CONNECTION, source_ip=ME, destination_ip=THERE, bytes_out=10**40),
        event(START, action=CONNECTION, source_ip=ME, destination_ip="not an address"),
    ]
    [signal] = heard([*mad * 3, *by_address(beats(60, 200))])
    assert signal.count == 200


def posts(name: str, **more: Column) -> Iterator[Event]:
    """Make what sends to one page every two minutes for an hour."""
    columns: dict[str, Column] = {"method": "POST", "url": "/gate.php", "user_agent": "Mozilla/4.0", **more}
    for at in beats(120, 30):
        yield fetched(name, at, **columns)
        yield flow(at, port=80)


def test_a_name_is_likely_one_if_no_browser_asks_like_that() -> None:
    [signal] = heard(posts("shop.example"))
    assert signal.confidence == Confidence.LIKELY
    assert "send to one page" in signal.reason
    assert heard(posts("shop.example", referrer="http://shop.example/")) == [], "a page somebody left open"


def test_a_certificate_of_its_own_speaks_against_a_server_outside() -> None:
    own: Column = {"subject": "O=Default", "issuer": "O=Default"}
    signed: Column = {"subject": "CN=shop.example", "issuer": "CN=An Authority"}
    times = beats(120, 30)
    [signal] = heard(
        one for at in times for one in (secure("shop.example", at, fields=own), flow(at, port=443))
    )
    assert "nobody else signed" in signal.reason
    assert heard(secure("shop.example", at, fields=signed) for at in times) == []


def test_what_everybody_calls_inside_by_the_clock_does_not_hide_a_beacon_there() -> None:
    def calls(where: str, source: str, period: float = 60, seed: int = 1) -> Iterator[Event]:
        """Send by a clock with jitter, to one page of a host inside."""
        for at in beats(period, 60, 0.3, seed=seed):
            yield fetched(where, at, source, destination_ip=where, method="POST", url="/b", user_agent="x/1")
            yield flow(at, source, where, 8888)

    served = [one for host in range(12) for one in calls("10.0.0.1", f"10.0.7.{host + 1}", 300, host)]
    [signal] = heard([*served, *calls("10.0.0.9", "10.0.7.1")])
    assert [one.name for one in signal.targets] == ["10.0.0.9"]
    watching = [one for host in range(12) for one in calls(f"10.0.0.{host + 1}", "10.0.7.1", 300, host)]
    assert heard(watching) == []


def in_whole_seconds(number: int) -> Iterator[float]:
    """Give moments whose pauses are whole seconds drawn by chance, and now and then half as long."""
    chance = random.Random(3)  # noqa: S311  not a secret
    at = 0.0
    for beat in range(number):
        at += chance.randint(30, 60) // (1 + (beat % 7 == 0)) + chance.uniform(0, 0.1)
        yield at


def test_inside_it_takes_two_oddities() -> None:
    inside = "10.0.0.9"
    calls = [
        one
        for at in beats(60, 120, 0.3)
        for one in (
            fetched(inside, at, destination_ip=inside, method="POST", url="/b", user_agent="x/1"),
            flow(at, where=inside, port=8888),
        )
    ]
    [signal] = heard(calls)
    assert signal.confidence != Confidence.POSSIBLE
    whole = [
        one
        for at in in_whole_seconds(60)
        for one in (
            fetched(inside, at, destination_ip=inside, method="POST", url="/b", user_agent="x/1"),
            flow(at, where=inside, port=8888),
        )
    ]
    [signal] = heard(whole)
    assert signal.confidence != Confidence.POSSIBLE
    assert "whole seconds" in signal.reason
    steady = [
        one
        for at in beats(60, 120)
        for one in (
            fetched(inside, at, destination_ip=inside, method="POST", url="/b", user_agent="x/1"),
            flow(at, where=inside, port=8888),
        )
    ]
    assert [one.confidence for one in heard(steady)] == [Confidence.POSSIBLE], "telemetry of one's own"


def test_questions_of_three_sizes_are_alike() -> None:
    sizes = (548, 1806, 1822)
    calls = [flow(at, bytes_out=sizes[number % 3]) for number, at in enumerate(beats(120, 60))]
    [signal] = heard(calls)
    assert "one of three sizes" in signal.reason


def test_a_server_that_is_gone_is_still_called() -> None:
    lived = [
        fetched(
            "gone.example", at, method="POST", url="/x.php", destination_ip=THERE, user_agent="Mozilla/4.0"
        )
        for at in beats(10, 14)
    ]
    dead = [refused(150 + at) for at in beats(23, 80, 0.4)]
    [signal] = heard([*lived, *(flow(0), flow(1)), *dead])
    assert signal.confidence == Confidence.LIKELY
    assert float(signal.numbers["span_h"]) > 0.3
    assert heard(lived) == [], "two minutes alone are not enough"


def test_a_name_that_was_asked_for_once_is_a_name() -> None:
    other = ask("other.example", answers=("198.51.100.1",))
    calls = [flow(at) for at in beats(60, 30)]
    assert "nobody asked for a name" in heard([other, *calls])[0].reason
    assert heard([other, ask("asked.example", answers=(THERE,)), *calls]) == []


def test_every_address_a_name_was_found_at_is_a_name_s() -> None:
    """Makers' names move through dozens of addresses a day, behind several names of content networks."""
    other = ask("other.example", answers=("198.51.100.1",))
    calls = [flow(at, protocol="tls") for at in beats(60, 30)]
    before = [
        ask("news.example", 60 * number, answers=(*("a.cdn.example",) * 5, f"198.51.100.{number + 9}"))
        for number in range(30)
    ]
    at_last = ask("news.example", 2_000, answers=(*("a.cdn.example",) * 5, THERE))
    assert heard([other, *before, at_last, *calls]) == []
    assert "nobody asked for a name" in heard([other, *before, *calls])[0].reason
    moved = [
        secure("news.example", 3 * number**2, destination_ip=f"198.51.100.{number + 9}")
        for number in range(30)
    ]
    assert heard([other, *moved, secure("news.example", 9, destination_ip=THERE), *calls]) == []
    assert "nobody asked for a name" in heard([other, *moved, *calls])[0].reason


def test_where_answers_alone_were_seen_nothing_is_known_of_how_it_was_asked() -> None:
    other = ask("other.example", answers=("198.51.100.1",))
    answers = [
        one
        for at in beats(1_800, 30)
        for one in (fetched(None, at, status=200), flow(at, port=80, bytes_out=0, bytes_in=4_000))
    ]
    told = heard([other, secure("known.example", destination_ip="198.51.100.1"), *answers])
    assert all("name no host" not in one.reason for one in told)
    assert all("does not speak" not in one.reason for one in told)


def test_what_sends_something_back_is_not_gone_though_its_record_says_it_failed() -> None:
    """A sensor that sees answers alone writes so."""
    names = [ask("site0-0.example", answers=("198.51.0.1",))]
    [signal] = heard([*names, *(refused(at, bytes_out=0, bytes_in=900) for at in beats(60, 200, 0.3))])
    [gone] = heard([*names, *(refused(at) for at in beats(60, 200, 0.3))])
    assert signal.confidence == Confidence.STRONG
    assert gone.confidence != Confidence.STRONG


def test_a_new_connection_every_few_seconds_is_odd_outside() -> None:
    def calls(period: float, **more: Column) -> list[Signal]:
        return heard(
            secure("often.example", at, source_port=20_000 + at_ % 9_000, **{"bytes_out": 500, **more})
            for at_, at in enumerate(beats(period, 300))
        )

    [signal] = calls(2.5)
    assert signal.confidence == Confidence.LIKELY, "a loop does so, too"
    assert "a new connection every 2.5 seconds" in signal.reason
    [surer] = calls(2.5, destination_port=4_433)
    assert surer.confidence == Confidence.STRONG
    [slower] = calls(30)
    assert slower.confidence == Confidence.POSSIBLE
    assert "new connection" not in slower.reason
    kept = [fetched("often.example", at, source_port=4_000, url="/a") for at in beats(2.5, 300)]
    assert all("new connection" not in one.reason for one in heard(kept))


def test_what_a_system_repeats_is_no_beat() -> None:
    """A log writes the repeats of each call nobody answers down as connections of their own."""
    calls = [
        refused(at + late, port=4444, source_port=40_000 + number, bytes_out=0)
        for number, at in enumerate(beats(100, 120, 0.05))
        for late in (0, 7.2, 15.4, 32)
    ]
    [signal] = heard([ask("other.example"), *calls])
    assert signal.numbers["beats"] == 120
    assert signal.numbers["period_s"] == pytest.approx(100, rel=0.05)


def test_a_file_at_another_port_first_does_not_hide_the_port_of_the_calls() -> None:
    calls = [flow(0, port=80), flow(5, port=80), *(flow(at, port=4444) for at in beats(60, 60))]
    [signal] = heard(calls)
    assert "nothing usual is spoken on port 4444" in signal.reason


def test_one_large_file_does_not_hide_a_beacon_and_a_film_is_none() -> None:
    times = beats(60, 100)
    fetches = [flow(at, port=4444, bytes_in=500_000_000 if at == times[50] else 200) for at in times]
    assert len(heard(fetches)) == 1
    film = [flow(at, port=4444, bytes_in=5_000_000 if number % 2 else 200) for number, at in enumerate(times)]
    assert heard(film) == [], "it asks for a list and for a piece in turn"


def test_a_chat_that_is_opened_again_and_again_is_odd() -> None:
    calls = [flow(at, port=6697, protocol="irc") for at in beats(60, 60)]
    [signal] = heard([ask("chat.example", answers=(THERE,)), *calls])
    assert signal.confidence != Confidence.POSSIBLE
    assert "chat (IRC)" in signal.reason


def test_sizes_of_calls_nobody_answered_are_unknown() -> None:
    calls = [
        refused(at, port=4444, bytes_out=0) if number % 3 == 0 else flow(at, port=4444, bytes_out=67)
        for number, at in enumerate(beats(60, 60))
    ]
    [signal] = heard(calls)
    assert "100% of what it sends has nearly the same size" in signal.reason
