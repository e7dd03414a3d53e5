from itertools import pairwise

import pytest
from msgspec.structs import fields

from vedette.access.nouns import Risk, Tier
from vedette.access.programme.criteria import FIELDS, RISKS, TIERS, WORDS, Rule, Shown, Want, rule, steps
from vedette.core.errors import BadInput, Refused


def test_every_tier_and_class_has_a_rule_and_every_word_is_explained() -> None:
    assert set(TIERS) == set(Tier) - {Tier.T0}
    assert set(RISKS) == set(Risk) - {Risk.CX}
    assert set(WORDS) == set(Shown)
    assert list(FIELDS) == [one.name for one in fields(Rule)]


@pytest.mark.parametrize("needed", [*TIERS.values(), *RISKS.values()], ids=str)
def test_a_rule_reads_as_sentences_and_leaves_nothing_out(needed: Rule) -> None:
    said = " ".join(steps(needed))
    for one in (*needed.evidence, *needed.records):
        assert WORDS[one] in said
    assert f"{needed.days} days" in said
    assert ("speaks for your own organisation" in said) is needed.sponsor
    assert ("your sponsor's" in said) is needed.sponsor
    assert ("saw your face" in said) is needed.met
    assert ("takes effect 7 days" in said) is bool(needed.cooling)
    assert said.count("reviewer") >= 1
    assert "{" not in said


def test_higher_never_takes_less() -> None:
    ladder = [TIERS[one] for one in sorted(TIERS)]
    for lower, higher in pairwise(ladder):
        assert higher.reviewers >= lower.reviewers
        assert higher.proof >= lower.proof
        assert higher.sponsor >= lower.sponsor
        assert higher.days <= lower.days
        assert set(higher.records) >= set(lower.records)


def test_what_nobody_gets_has_no_rule() -> None:
    with pytest.raises(Refused):
        rule(Want(capability="worm", risk=Risk.CX))
    for wrong in (Want(), Want(tier=Tier.T1, capability="both")):
        with pytest.raises(BadInput):
            rule(wrong)
