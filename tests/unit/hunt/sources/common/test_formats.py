"""What is registered."""

from vedette.hunt.sources.common.formats import SHAPES


def test_both_schemas_are_there() -> None:
    assert [one.name for one in SHAPES] == ["ecs", "ocsf"]
