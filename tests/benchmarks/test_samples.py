"""Which samples a rule marks as bad, and how they are split."""

from benchmarks.triage.sample_groups import GROUPS, matched, meant
from benchmarks.triage.samples import examples, groups_of, half_of
from vedette.triage.behaviours.pages import by_id

RULE = """rule:
  meta:
    name: do something
    namespace: {}
    examples:
      - 00112233445566778899AABBCCDDEEFF:0x401000
      - A Lab 01-01.exe_:0x402000
  features:
    - api: a
"""


def test_examples_of_rules_about_something_bad_are_marked_without_places() -> None:
    assert examples(RULE.format("persistence/service")) == (
        "persistence/service",
        {"00112233445566778899aabbccddeeff", "a lab 01-01.exe"},
    )


def test_examples_of_other_rules_are_not() -> None:
    assert examples(RULE.format("compiler/example")) == ("", set())
    assert examples("rule:\n  meta:\n    namespace: persistence\n") == ("", set())


def test_a_longer_digest_is_taken_whole() -> None:
    digest = "0123456789abcdef" * 4
    assert (
        digest in examples(RULE.format("persistence").replace("00112233445566778899AABBCCDDEEFF", digest))[1]
    )


def test_a_mark_is_for_one_file_whose_name_is_a_digest_or_stands_there_whole() -> None:
    marks = {"a lab 01-01.exe": frozenset({"load-code"}), "0" * 32: frozenset({"persistence"})}
    assert groups_of("A Lab 01-01.exe", marks) == {"load-code"}
    assert groups_of("A Lab 01-01.dll", marks) == frozenset()
    assert groups_of("0" * 32 + ".dll", marks) == {"persistence"}


def test_a_group_means_what_the_group_above_it_means_and_only_behaviours_there_are() -> None:
    assert meant("persistence/service") == meant("persistence") != frozenset()
    assert meant("compiler/example") == frozenset()
    assert matched({"persistence/service", "collection/keylog"}, {"behaviour/persists"}) == 1
    assert not [one for told in GROUPS.values() for one in told if by_id(one) is None]


def test_a_sample_is_always_in_the_same_half() -> None:
    halves = [half_of(f"{number:040x}") for number in range(100)]
    assert halves == [half_of(f"{number:040x}") for number in range(100)]
    assert 30 < sum(halves) < 70
