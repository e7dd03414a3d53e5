"""What somebody sees first: the attack, its order, and what nobody knows."""

from msgspec.structs import replace

from tests.unit.export.hunted import ALONE, ATTACK, LSASS, REPORT
from vedette.export.show import ShowOptions
from vedette.export.terminal import render


def page(**show: object) -> str:
    return render(REPORT, {}, colour=False, width=100, show=ShowOptions(**show))  # type: ignore[arg-type]


def test_an_attack_is_told_before_what_belongs_to_none() -> None:
    text = page()
    assert text.index("CRITICAL, strong: credential access, then") < text.index("MEDIUM, strong")
    assert "2026-03-01 08:00:00 to 09:00:00 UTC" in text
    assert "Attacker: address 203.0.113.9" in text
    assert "Hit: host ws01 (10.0.0.5), host dc01" in text
    assert "08:00:00  ‼ procdump.exe read the memory of lsass.exe on ws01. 11111111" in text
    assert "Was data taken? the proxy's log would tell." in text
    assert "Read: 2 files, 12,345 records" in text
    assert text.count("Memory of LSASS read") == 0, "it is in the timeline, with its id"


def test_a_finding_by_itself_says_when_how_often_and_what_shows_it() -> None:
    text = render(
        replace(REPORT, findings=(LSASS,), attacks=()),
        {},
        colour=False,
        width=100,
        show=ShowOptions(full=True),
    )
    assert "Seen: 3 times, 2026-03-01 08:00:00 to 08:00:12 UTC (granted access 0x1010; share 0.25)" in text
    assert "T1003.001" in text
    assert "ws01.evtx record 7, TargetImage" in text


def test_a_flood_of_findings_is_listed_and_then_counted() -> None:
    many = tuple(replace(LSASS, fingerprint=f"sha256:{n:064x}") for n in range(60))
    text = render(replace(REPORT, findings=many, attacks=()), {}, colour=False, width=100)
    assert "Part of no attack: 50 more findings" in text
    assert "50 times Memory of LSASS read" in text, "a noisy rule is one line"


def test_a_long_timeline_keeps_the_first_of_each_thing_and_the_worst() -> None:
    again = tuple(replace(LSASS, fingerprint=f"sha256:{n:064x}") for n in range(60))
    moments = tuple(replace(ATTACK.timeline[0], finding=one.fingerprint) for one in again)
    attack = replace(ATTACK, timeline=(*moments, ATTACK.timeline[1]))
    report = replace(REPORT, findings=(*again, *REPORT.findings), attacks=(attack,))
    text = render(report, {}, colour=False, width=100)
    assert "anna went from ws01 to dc01." in text
    assert "… 36 more: --all lists them" in text


def test_hostile_names_are_shown_and_do_nothing() -> None:
    text = render(replace(REPORT, findings=(ALONE,), attacks=()), {}, colour=False, width=100)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "<U+001B>" in text
