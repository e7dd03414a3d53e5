from pathlib import Path

from vedette.sandbox.jail.calls import MACHINES, NEWEST, REFUSED, UNKNOWN

GROUPS = (*REFUSED, *UNKNOWN)
DOCUMENT = Path(__file__).parents[4] / "docs" / "sandbox.md"


def test_the_document_gives_every_call_and_every_reason() -> None:
    words = DOCUMENT.read_text(encoding="utf-8")
    assert not [group.why for group in GROUPS if group.why not in words]
    assert not [call[0] for group in GROUPS for call in group.calls if f"`{call[0]}`" not in words]


def test_no_number_stands_twice_and_none_is_newer_than_the_newest() -> None:
    for machine in MACHINES.values():
        known = [call[machine.column] for group in GROUPS for call in group.calls]
        numbers = [one for one in (*known, *machine[2:]) if isinstance(one, int) and one < 1 << 20]
        assert len(set(numbers)) == len(numbers)
        assert max(numbers) <= NEWEST
