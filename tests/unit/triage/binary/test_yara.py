"""Rules the user brings: matches are facts, what does not compile is said, and nothing is included."""

from __future__ import annotations

from pathlib import Path

from vedette.triage.allowance import Allowance
from vedette.triage.binary.yara import compiled
from vedette.triage.fact import Act
from vedette.triage.kinds import Kind
from vedette.triage.sample import Sample

GOOD = 'rule loud { meta: description = "shouts" strings: $a = "HELLO WORLD" condition: $a }'
SAMPLE = Sample(name="a", data=b"well, HELLO WORLD to you", kind=Kind.TEXT)


def test_a_match_is_a_fact_with_its_place() -> None:
    (one,) = compiled([("good.yar", GOOD)]).facts(SAMPLE, Allowance())
    assert (one.act, one.says, one.target, one.quote) == (Act.MATCHES, "shouts", "loud", "HELLO WORLD")
    assert not list(
        compiled([("good.yar", GOOD)]).facts(Sample(name="b", data=b"hello", kind=Kind.TEXT), Allowance())
    )


def test_a_bad_rule_is_named_and_the_others_stand() -> None:
    bad = 'rule broken { strings: $a = "y" condition: $b }'
    rules = compiled([("bad.yar", bad), ("worse.yar", "rule {"), ("good.yar", GOOD), ("same.yar", GOOD)])
    assert [one.what for one in rules.skipped] == ["bad.yar", "worse.yar"]
    assert rules.skipped[0].why == "line 1: unknown pattern `$b`"
    assert (rules.count, len(list(rules.facts(SAMPLE, Allowance())))) == (2, 2)


def test_no_rule_reads_a_file(tmp_path: Path) -> None:
    path = tmp_path / "more.yar"
    path.write_text(GOOD, encoding="utf-8")
    rules = compiled([("a.yar", f'include "{path}"')])
    assert "include" in rules.skipped[0].why
    assert not list(rules.facts(SAMPLE, Allowance()))


def test_a_file_that_is_too_large_is_left_out() -> None:
    (one,) = compiled([("huge.yar", "/" * (5 << 20))]).skipped
    assert "larger" in one.why
