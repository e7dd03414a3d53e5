import pytest

from vedette.hunt.patterns.payloads.paths import judge, judge_inclusion


@pytest.mark.parametrize(
    ("text", "enough"),
    [
        ("../a.png", False),
        ("../../a.png", False),
        ("../../../a.png", True),
        ("../../etc/passwd", True),
        ("/etc/passwd", True),
        ("docs/etc/readme", False),
        ("../../a.php\0.png", True),
        ("web-inf/web.xml", False),
        ("/web-inf/web.xml", True),
    ],
)
def test_it_matters_how_far_up_and_where_to(text: str, enough: bool) -> None:  # noqa: FBT001
    found = judge(text)
    assert (found is not None and found.enough) is enough


@pytest.mark.parametrize(
    ("text", "enough"),
    [
        ("php://input", True),
        ("https://example.com/a.html", False),
        ("file:///etc/passwd", True),
        ("file://$file/", False),
    ],
)
def test_addresses_that_read_files(text: str, enough: bool) -> None:  # noqa: FBT001
    found = judge_inclusion(text)
    assert (found is not None and found.enough) is enough
