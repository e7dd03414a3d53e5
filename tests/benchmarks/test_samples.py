"""Which samples a rule marks as bad, and how they are split."""

from benchmarks.triage.samples import examples, half_of

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
    assert examples(RULE.format("persistence/service")) == {"00112233445566778899aabbccddeeff", "a lab 01-01"}


def test_examples_of_other_rules_are_not() -> None:
    assert examples(RULE.format("compiler/example")) == set()
    assert examples("rule:\n  meta:\n    namespace: persistence\n") == set()


def test_a_sample_is_always_in_the_same_half() -> None:
    halves = [half_of(f"{number:040x}") for number in range(100)]
    assert halves == [half_of(f"{number:040x}") for number in range(100)]
    assert 30 < sum(halves) < 70
