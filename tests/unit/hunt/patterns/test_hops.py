from collections.abc import Iterator

from tests.unit.hunt.patterns.made import said
from tests.unit.hunt.patterns.wires import ME, ask, beats, colleagues, fetched, flow, refused
from vedette.core.levels import Confidence
from vedette.hunt.event import Event
from vedette.hunt.patterns.beacons import Beacons

LIST = [f"203.0.113.{at}" for at in range(1, 6)]


def hopping(servers: list[str], port: int = 443) -> Iterator[Event]:
    """Call six times each server of a list, every minute."""
    for at, moment in enumerate(beats(60, 6 * len(servers), 0.02)):
        yield flow(moment, ME, servers[at // 6], port)


def dns() -> list[Event]:
    return [ask("site0-0.example", source="10.0.7.1", answers=("198.51.0.1",))]


def test_one_clock_of_many_servers_is_one_signal_that_names_them() -> None:
    [signal] = said(Beacons(), [*hopping(LIST), *dns(), *colleagues()])
    assert [one.name for one in signal.targets] == LIST
    assert "until it turns to the next" in signal.reason
    assert signal.confidence != Confidence.POSSIBLE
    assert signal.message.startswith(f"{ME} calls one of {LIST[0]}, {LIST[1]}")


def test_clocks_of_several_programs_put_together_are_no_hops() -> None:
    """Each server has a clock of its own and is called five times by it: behind them are as many programs."""
    calls = [
        flow(
            1_800 * (server + turn) + 197 * server**2 % 1_800,
            ME,
            f"203.0.{server}.9",
            bytes_out=100 + 977 * turn * server,
        )
        for server in range(14)
        for turn in range(5)
    ]
    assert said(Beacons(), [*sorted(calls, key=lambda one: one.time or 0), *dns()]) == []


def test_servers_that_do_not_answer_belong_to_it() -> None:
    calls = [
        (refused if at < 18 else flow)(moment, ME, LIST[at // 6]) for at, moment in enumerate(beats(60, 30))
    ]
    [signal] = said(Beacons(), [*calls, *dns()])
    assert LIST[0] in {one.name for one in signal.targets}


def test_servers_that_have_names_that_others_call_or_that_are_many_are_nobodys_hops() -> None:
    named = [ask(f"a{at}.example", answers=(where,)) for at, where in enumerate(LIST)]
    assert said(Beacons(), [*hopping(LIST), *named, *colleagues()]) == []
    shared = [flow(0, "10.0.7.9", where) for where in LIST]
    assert said(Beacons(), [*hopping(LIST), *dns(), *shared, *colleagues()]) == []
    many = [f"203.0.113.{at}" for at in range(1, 40)]
    assert said(Beacons(), [*hopping(many), *dns(), *colleagues()]) == []
    assert said(Beacons(), [*hopping([f"10.0.9.{at}" for at in range(5)]), *dns(), *colleagues()]) == []


def posts(domains: list[str], **more: str) -> list[Event]:
    return [
        fetched(
            domains[at // 6],
            moment,
            method="POST",
            url="/a/gate.php",
            destination_ip=f"203.0.113.{at // 6}",
            **more,
        )
        for at, moment in enumerate(beats(60, 6 * len(domains)))
    ]


def test_one_page_of_servers_that_have_other_names_is_one_program() -> None:
    [signal] = said(Beacons(), posts([f"made-up-{at}.example{at}.com" for at in range(5)]))
    assert len(signal.targets) == 5
    assert said(Beacons(), posts([f"node{at}.maker.com" for at in range(5)])) == []
    pages = posts([f"shop{at}.example{at}.com" for at in range(5)], referrer="http://shop.example/")
    assert said(Beacons(), pages) == []
