from array import array
from collections.abc import Iterator

from tests.unit.hunt.patterns.made import Column
from tests.unit.hunt.patterns.wires import ME, THERE, ask, beats, fetched, flow, heard, secure
from vedette.core.levels import Confidence
from vedette.hunt.event import Event
from vedette.hunt.patterns.crowds import Crowd
from vedette.hunt.patterns.oddities import Oddity, Surroundings, is_plain, weighty
from vedette.hunt.patterns.pairs import Pair

INSIDE = "10.0.0.9"
AROUND = Surroundings(
    {}, Crowd([], str), {THERE: False, INSIDE: False, "203.0.113.81": True}, recognises=True
)


def odd(where: str, pair: Pair, kind: str = "address") -> str:
    return "; ".join(one.words for one in AROUND.oddities(kind, (ME, where), pair))


def test_outside_certificates_of_ones_own_and_unusual_ports_are_odd() -> None:
    assert "nobody else signed" in odd(THERE, Pair(port=443))
    assert "nobody else signed" in odd("a.example", Pair(port=443, addresses=[THERE]), "name")
    assert odd("203.0.113.81", Pair(port=443)) == ""
    assert "port 1177" in odd("203.0.113.81", Pair(port=1177))


def test_inside_they_are_what_services_have() -> None:
    assert odd(INSIDE, Pair(port=9100)) == ""
    assert odd(INSIDE, Pair(port=9100), "name") == ""


def test_requests_that_name_an_address_or_no_host_are_odd() -> None:
    assert "name an address" in odd("203.0.113.81", Pair(port=80), "name")
    assert odd("203.0.113.81", Pair(port=80, hostless=True), "name") == "its requests name no host"


def test_an_ending_the_world_does_not_have_is_odd_outside() -> None:
    assert "ending" in odd("shop.bit", Pair(port=80, addresses=[THERE]), "name")
    at_home = odd("shop.bit", Pair(port=80, addresses=[INSIDE]), "name")
    assert "ending" not in at_home, "a network may name its own"
    assert "ending" not in odd(THERE, Pair(port=80, addresses=[THERE]), "name"), "an address has none"
    assert "ending" not in odd(THERE, Pair(port=80, addresses=[THERE]), "name"), "an address has none"
    assert "ending" not in odd("shop.com", Pair(port=80, addresses=[THERE]), "name")
    assert "ending" not in odd("shop.example", Pair(port=80, addresses=[THERE]), "name"), "kept for examples"


def test_how_requests_are_made_is_looked_at() -> None:
    pair = Pair(port=80)
    for at in range(10):
        pair.hears(fetched("a.example", at, ME, method="POST", url="/gate.php"))
    assert "send to one page" in odd("a.example", pair, "name")


def talked(**columns: Column) -> Pair:
    """Make a pair that sent something and was answered."""
    return Pair(times=array("q", [1]), sizes=array("q", [300]), received=500, **columns)


def test_what_speaks_something_else_than_its_port_promises_is_odd() -> None:
    assert "does not speak TLS" in odd("203.0.113.81", talked(port=443))
    assert odd("203.0.113.81", talked(port=443, protocol="tls")) == ""
    assert odd("203.0.113.81", talked(port=443, datagrams=True)) == "", "as calls and films do"
    assert odd("203.0.113.81", Pair(port=443)) == "", "nothing was said"
    assert odd("203.0.113.81", Pair(port=443, received=500)) == "", "its greeting was not seen"
    blind = Surroundings({}, Crowd([], str))
    said = blind.oddities("address", (ME, "203.0.113.81"), talked(port=80))
    assert said == [], "nobody there recognises anything"


def test_what_a_looping_program_does_too_weighs_nothing_whatever_its_words() -> None:
    assert not weighty([Oddity("anything", light=True)])
    assert not weighty([])
    assert weighty([Oddity("anything", light=True), Oddity("it makes a new connection every day")])


def test_a_name_lent_to_anybody_is_odd_also_of_its_address() -> None:
    assert "lent to anybody" in odd("shop.duckdns.org", Pair(port=443, addresses=[THERE]), "name")
    assert "lent to anybody" not in odd("shop.example", Pair(port=443, addresses=[THERE]), "name")
    known = Surroundings({THERE: {"shop.hopto.org"}}, Crowd([], str))
    assert "lent to anybody" in "; ".join(
        one.words for one in known.oddities("address", (ME, THERE), Pair(port=443))
    )


def test_only_to_send_is_a_things_own_where_no_browser_is_shown() -> None:
    pair = Pair(port=80)
    for at in range(10):
        pair.hears(fetched("a.example", at, ME, method="POST", url="/api"))
    desk = Surroundings({}, Crowd([(ME, "Mozilla/5.0 (X11)"), ("10.0.0.6", "curl")], str))
    assert is_plain(AROUND.oddities("name", (ME, "a.example"), pair))
    assert is_plain(desk.oddities("name", ("10.0.0.6", "a.example"), pair))
    assert not is_plain(desk.oddities("name", (ME, "a.example"), pair))
    pair.agent = "Mozilla/4.0"
    assert not is_plain(AROUND.oddities("name", (ME, "a.example"), pair)), (
        "it says it is a browser, and is none"
    )


def test_tls_that_names_no_server_is_odd_outside() -> None:
    def calls(**more: Column) -> Iterator[Event]:
        for at in beats(60, 60):
            yield flow(at, **{"protocol": "tls", **more})
            yield secure(None, at + 0.1, **{"ja4": "t13i1810h2_1", "protocol": "tls", **more})

    [signal] = heard(calls())
    assert "its TLS names no server" in signal.reason
    assert signal.confidence == Confidence.LIKELY
    [bare] = heard([ask("else.example", answers=("198.51.100.9",)), *calls()])
    assert "nobody asked for a name" in bare.reason
    assert "names no server" not in bare.reason, "both follow from the same"
    [unread] = heard(calls(ja4=None))
    assert "names no server" not in unread.reason, "its hello was not read"
    [thing] = heard([ask("cloud.lock.example", answers=(THERE,)), *calls()])
    assert thing.confidence == Confidence.POSSIBLE, "small programs in things do so as well"


def test_inside_tls_that_names_no_server_is_possible_at_most() -> None:
    def calls(**more: Column) -> Iterator[Event]:
        for at in beats(10, 70, 0.03):
            yield flow(at, where="10.0.0.9", protocol="tls")
            yield secure(None, at + 0.1, ja4="t13i1810h2_1", destination_ip="10.0.0.9", **more)

    [signal] = heard(calls())
    assert signal.confidence == Confidence.POSSIBLE
    assert "names no server" not in signal.reason, "services inside have none"
    assert all("names no server" not in one.reason for one in heard(calls(), crowd=True))
