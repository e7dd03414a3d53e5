import pytest

from tests.unit.hunt.patterns.wires import fetched
from vedette.hunt.patterns.manners import Manner, vouched

BROWSER = "Mozilla/5.0 (Windows NT 6.1)"


def manner(number: int = 10, method: str = "POST", **more: str) -> Manner:
    seen = Manner()
    for at in range(number):
        seen.see(fetched("a.example", at, method=method, **{"url": f"/gate.php?n={at}", **more}))
    return seen


def test_who_only_sends_to_one_page_is_no_browser() -> None:
    assert "nothing but send to one page" in manner().oddity(BROWSER)
    assert "nothing but send to one page" in manner().oddity("")
    assert "says it is a browser" in manner(method="GET").oddity(BROWSER)
    named = manner(method="GET", user_agent="updater/1.0")
    assert not named.oddity("updater/1.0"), "programs that say what they are ask for one page"
    assert not manner(method="GET").oddity(""), "as what asks whether there is a network"


def test_what_a_page_led_to_or_many_pages_are_a_browsers() -> None:
    assert not manner(referrer="http://a.example/").oddity(BROWSER)
    assert not manner(7).oddity(BROWSER), "too few for a habit"
    wide = Manner()
    for at in range(40):
        wide.see(fetched("a.example", at, method="POST", url=f"/page{at % 8}"))
    assert not wide.oddity(BROWSER)
    assert len(wide.pages) == 8
    for at in range(40):
        wide.see(fetched("a.example", at, method="POST", url=f"/more{at}"))
    assert len(wide.pages) == 8
    assert not Manner().oddity(BROWSER)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"subject": "O=Default", "issuer": "O=Default"}, False),
        ({"subject": "CN=a.example", "issuer": "CN=An Authority"}, True),
        ({"tls.subject": "CN=a", "tls.issuerdn": "CN=a"}, False),
        ({"subject": "", "issuer": ""}, None),
        ({"subject": 5, "issuer": 5}, None),
        ({}, None),
    ],
)
def test_a_certificate_of_ones_own_is_told_from_one_somebody_signed(
    fields: dict[str, str | int], *, said: bool | None
) -> None:
    assert vouched({**fields}) is said


def test_two_pages_are_few_of_who_only_sends() -> None:
    two = Manner()
    for at in range(20):
        two.see(fetched("a.example", at, method="POST", url=f"/{'order' if at % 2 else 'gather'}.php"))
    assert "send to two pages" in two.oddity("")
    assert not two.page
    for at in range(5):
        two.see(fetched("a.example", at, method="POST", url=f"/else{at}"))
    assert not two.oddity("")


def test_several_put_together_count_as_one() -> None:
    whole = Manner.of([manner(5), manner(5)])
    assert whole.asked == whole.sent == 10
    assert whole.page == "/gate.php"
    assert whole.oddity("")


def few(pages: int, times: int, **more: str) -> Manner:
    seen = Manner()
    for at in range(pages * times):
        seen.see(fetched("a.example", at, method="GET", **{"url": f"/list{at % pages}?{at}", **more}))
    return seen


def test_a_browser_that_asks_for_a_few_pages_over_and_over_is_none() -> None:
    assert "few pages over and over" in few(3, 20).oddity(BROWSER)
    begun = few(3, 1, url="/index.php")
    for at in range(60):
        begun.see(fetched("a.example", at, method="GET", url=f"/page{at % 4}"))
    assert "few pages over and over" in begun.oddity(BROWSER), "what it fetched first is not its habit"
    assert not few(3, 20).oddity("updater/1.0"), "it says what it is"
    assert not few(3, 20, referrer="http://a.example/").oddity(BROWSER)
    assert not few(6, 20).oddity(BROWSER), "as whoever looks at a site does"
    assert not few(3, 5).oddity(BROWSER), "too few for a habit"
    assert not few(30, 2).oddity(BROWSER)
