"""Where a decision is looked for that is appealed against, and how often."""

from vedette.app.appealing import refusals
from vedette.app.capabilities import CAPABILITIES
from vedette.app.caps import OWN_AFFAIRS
from vedette.ledger.reading import LOOKED_MAX

ENTRIES_A_DAY = 100_000
"""Of five thousand members who ask for ten things each, each written down twice."""


def test_a_refusal_is_found_as_long_as_it_can_be_appealed_against() -> None:
    asked = refusals(5.0, 9.0)
    assert (asked.since, asked.until) == (5.0, 9.0)
    assert asked.looked >= 90 * ENTRIES_A_DAY > LOOKED_MAX


def test_looking_for_what_is_not_there_is_no_way_to_keep_a_service_busy() -> None:
    assert OWN_AFFAIRS // CAPABILITIES["access.appeal"].estimate == 100
