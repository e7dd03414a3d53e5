"""What logs saw of weaknesses in code, on every page people read."""

import pytest
from msgspec.structs import replace

from tests.unit.export.hunted import EXPOSURES, REPORT
from vedette.export import FORMATS, render

SEEN = replace(REPORT, exposures=EXPOSURES)


@pytest.mark.parametrize("how", ["text", "html", "markdown"])
def test_each_page_says_state_place_and_count(how: str) -> None:
    page = render(SEEN, {}, how).decode()
    lowered = page.lower()
    assert lowered.index("likely exploited") < lowered.index("untouched")
    assert "shop.py:7" in page
    assert "4 of 94 requests would use it" in page
    assert "90 requests reached it" in page
    assert "bodies of requests" in page
    assert "\x1b" not in page
    assert "\u202e" not in page
    assert "<script>alert" not in page.replace("`", "") or how != "html"


def test_without_any_there_is_no_section() -> None:
    for how in ("text", "html", "markdown"):
        assert "as these logs saw them" not in render(REPORT, {}, how).decode()
    assert "html" in FORMATS


def test_one_request_is_one() -> None:
    one = replace(EXPOSURES[0], requests=1, attempts=1), replace(EXPOSURES[0], requests=1, attempts=0)
    page = render(replace(REPORT, exposures=one), {}, "text").decode()
    assert "1 of 1 request would use it" in page
    assert "1 request reached it" in page
