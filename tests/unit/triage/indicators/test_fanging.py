import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.triage.indicators import defang, refang
from vedette.triage.indicators.fanging import View, refanged

WAYS = [
    ("hxxp://a[.]invalid/x", "http://a.invalid/x"),
    ("hXXps[:]//a[.]b[.]invalid:8080/x.php?y=1", "https://a.b.invalid:8080/x.php?y=1"),
    ("hxxp[://]a(.)invalid", "http://a.invalid"),
    ("a[dot]invalid and b(dot)invalid and c{.}invalid", "a.invalid and b.invalid and c.invalid"),
    (
        "joe[at]a[.]invalid, ann{at}a[.]invalid, bob(@)a.invalid",
        "joe@a.invalid, ann@a.invalid, bob@a.invalid",
    ),
    ("198[.]51[.]100[.]7[:]443", "198.51.100.7:443"),
    ("198.51.100[.7", "198.51.100.7"),
    ("fxp://a[.]invalid", "ftp://a.invalid"),
]
ORDINARY = [
    "items[.] and (.) and re.compile('(.)') and x[at] = 1",
    "read [at] noon (at) least, list[:], [/], see [1].",
    "The hxxp prefix is used by analysts.",
]


@pytest.mark.parametrize(("written", "whole"), WAYS)
def test_every_way_of_writing_it_is_made_whole(written: str, whole: str) -> None:
    assert refang(written) == whole


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert refang(text).replace("[/]", "/") == text.replace("[/]", "/")


LABEL = st.from_regex(r"[a-z0-9]{1,12}", fullmatch=True)
HOST = st.lists(LABEL, min_size=2, max_size=4).map(".".join)
URL = st.builds(
    "{}://{}{}".format,
    st.sampled_from(["http", "https", "ftp", "ws"]),
    HOST,
    st.sampled_from(["", "/", "/a.b/c?d=e.f"]),
)
MAIL = st.builds("{}@{}".format, LABEL, HOST)
SIX = st.ip_addresses(v=6).map(str)


@given(st.one_of(HOST, URL, MAIL, st.ip_addresses(v=4).map(str), SIX))
def test_what_is_made_harmless_comes_back_whole(value: str) -> None:
    assert refang(defang(value)) == value


@given(st.one_of(HOST, URL, MAIL))
def test_what_is_made_harmless_cannot_be_clicked(value: str) -> None:
    host = defang(value).partition("://")[2].partition("/")[0] or defang(value).partition("/")[0]
    assert "." not in host.replace("[.]", "") and not defang(value).startswith("http")  # noqa: PT018


@given(st.text(alphabet="ab1.[]()@/: hxtpdo{}", max_size=80))
def test_every_byte_of_a_view_stands_somewhere_in_the_original(text: str) -> None:
    data = text.encode()
    view = refanged(View(data))
    places = [view.origin(at) for at in range(len(view.data))]
    assert places == sorted(places)
    assert all(0 <= place < len(data) for place in places)
