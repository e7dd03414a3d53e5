"""What PHP's literals say, and what patterns ask for."""

import pytest

from vedette.triage.layers.php.literals import evaluates


@pytest.mark.parametrize("pattern", ["/x/e", "#x#ise", "{x}e", "(a(b))ei", "/a/b/e"])
def test_a_pattern_that_runs_what_it_puts_in(pattern: str) -> None:
    assert evaluates(pattern)


@pytest.mark.parametrize("pattern", ["", "/", "e", "/e/", "/e/i", "{e}", "/x/e!", "/xe", "/x/\u00e9e"])
def test_a_pattern_that_does_not(pattern: str) -> None:
    assert not evaluates(pattern)


def test_a_pattern_of_one_letter_only_takes_no_longer_than_others() -> None:
    assert not evaluates("e" * 2_000_000 + "1")
