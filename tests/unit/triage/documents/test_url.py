import pytest

from tests.unit.triage.documents.samples import facts, told
from vedette.triage.fact import Act
from vedette.triage.kinds import Kind


@pytest.mark.parametrize(
    ("line", "act"),
    [
        ("URL=file://198.51.100.7/share/a.hta", Act.OPENS_EXTERNAL),
        ("URL=file:\\\\a.invalid@SSL\\DavWWWRoot\\a.exe", Act.OPENS_EXTERNAL),
        ("IconFile=\\\\198.51.100.7\\i.ico", Act.OPENS_EXTERNAL),
        ("URL=https://a.invalid/setup.exe", Act.OPENS_EXTERNAL),
        ("URL=search-ms:query=x&crumb=location:\\\\a.invalid", Act.RUNS_COMMAND),
    ],
)
def test_what_leads_to_no_page_is_told(line: str, act: Act) -> None:
    assert told(facts(f"[InternetShortcut]\r\n{line}\r\n", Kind.URL)) == [(act, line.partition("=")[2])]


@pytest.mark.parametrize(
    "line",
    [
        "URL=https://a.invalid/",
        "URL=https://a.invalid/page.html?x=y.exe",
        "IconFile=C:\\i.ico",
        "URL=https://a.com",
    ],
)
def test_pages_are_ordinary(line: str) -> None:
    assert facts(f"[InternetShortcut]\n{line}\n", Kind.URL) == []
