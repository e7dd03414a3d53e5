import base64
from urllib.parse import quote

from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.hunt.patterns.payloads.layers import LAYERS_MAX, TEXT_MAX, views


def test_the_first_view_is_the_text_itself() -> None:
    first, *_ = views("a%20b")
    assert first.layers == ()
    assert first.text == "a%20b"


@given(st.text(min_size=1, max_size=60), st.integers(1, 3))
def test_what_is_encoded_several_times_is_read(text: str, times: int) -> None:
    encoded = text
    for _ in range(times):
        encoded = quote(encoded, safe="")
    assert (
        text in {view.text for view in views(encoded)}
        or "%" in text
        or not text.isprintable()
        or not text.isascii()
    )


def test_peeling_stops() -> None:
    encoded = "<"
    for _ in range(20):
        encoded = quote(encoded, safe="")
    assert len(list(views(encoded))) <= LAYERS_MAX + 1


@settings(deadline=None)
@given(st.text(max_size=300))
def test_no_view_is_longer_than_allowed(text: str) -> None:
    assert all(len(view.text) <= TEXT_MAX for view in views(text * 40))


def test_base64_of_bytes_that_are_no_text_stays_as_it_is() -> None:
    assert len(list(views(base64.b64encode(bytes(range(200, 240))).decode()))) == 1


def test_letters_spelt_too_long_are_letters() -> None:
    assert [view.text for view in views("%c0%ae%c0%ae%c0%af")][-1] == "../"
