"""An attack in a Markdown report, and hostile text in it."""

from msgspec.structs import replace

from tests.unit.export.hunted import ATTACK, HOSTILE, REPORT
from vedette.export.markdown import render


def test_the_attack_is_a_section_with_its_timeline() -> None:
    page = render(REPORT, {})
    assert "### Critical, strong: credential access, then lateral movement on ws01 and dc01" in page
    assert (
        "| 2026-03-01 08:00:00 UTC | procdump.exe read the memory of lsass.exe on ws01. | `11111111` |"
        in page
    )
    assert "- Was data taken? the proxy's log would tell." in page


def test_hostile_words_stay_words() -> None:
    moment = replace(ATTACK.timeline[0], text=HOSTILE)
    page = render(replace(REPORT, attacks=(replace(ATTACK, timeline=(moment,), summary=HOSTILE),)), {})
    told = page[: page.index("### Medium")]
    assert "<script>" not in told
    assert "](http" not in told.replace("\\]", "")
    rows = [line for line in told.splitlines() if line.startswith("| 2026") and "evil" in line]
    assert [line.count("|") - line.count("\\|") for line in rows] == [4]
