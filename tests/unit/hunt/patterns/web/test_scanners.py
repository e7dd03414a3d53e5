import pytest

from vedette.hunt.patterns.web.scanners import tool


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("sqlmap/1.8", "sqlmap"),
        ("Mozilla/5.0 Nikto/2.5", "nikto"),
        ("Mozilla/5.0 (X11) Gecko", ""),
        ("supernessushop", ""),
        ("", ""),
    ],
)
def test_tools_by_the_name_they_give(agent: str, name: str) -> None:
    assert tool(agent) == name
