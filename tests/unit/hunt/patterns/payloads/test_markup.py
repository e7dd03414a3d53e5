import pytest

from vedette.hunt.patterns.payloads.markup import judge


@pytest.mark.parametrize(
    "text",
    [
        "<style>@import 'http://evil.example'</style>",
        "<div style=width:expression(alert(1))>",
        "<object data=x>",
        "<meta http-equiv=refresh>",
    ],
)
def test_what_runs_or_loads_is_enough(text: str) -> None:
    found = judge(text)
    assert found is not None
    assert found.enough


@pytest.mark.parametrize(
    "text", ["<p>hello</p>", "<a href='https://example.com'>x</a>", "x < y", "document the alert (twice)"]
)
def test_text_of_an_editor_is_not(text: str) -> None:
    found = judge(text)
    assert found is None or not found.enough
