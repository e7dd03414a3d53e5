import pytest

from tests.unit.export.sample import RULES, SMALL
from vedette.core.errors import BadInput
from vedette.export import FORMATS, render

NO_RULES = {"navigator", "misp", "indicators"}
"""What shows techniques, or only what to look for elsewhere: it names no rules."""


@pytest.mark.parametrize("name", sorted(FORMATS.keys() - NO_RULES))
def test_every_format_names_every_rule_that_found_something(name: str) -> None:
    written = render(SMALL, RULES, name).decode()
    assert "sql-injection" in written
    assert "shop/tokens.py" in written


def test_an_unknown_format_is_an_error_that_lists_the_known() -> None:
    with pytest.raises(BadInput, match="docx") as caught:
        render(SMALL, RULES, "docx")
    assert "sarif" in caught.value.hint
