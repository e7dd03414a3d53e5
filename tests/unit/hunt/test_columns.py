"""The page on events says what the code does."""

from typing import get_args, get_type_hints

from tests.unit.hunt.reference import FILE, page, said
from vedette.hunt import event
from vedette.hunt.columns import COLUMNS


def test_every_column_is_documented_in_order_and_with_its_type() -> None:
    hints = get_type_hints(event.Event)
    assert [one.name for one in COLUMNS] == list(event.Event.__struct_fields__)
    for one in COLUMNS:
        hint = hints[one.name]
        kinds = [str(getattr(kind, "__name__", kind)) for kind in get_args(hint) if kind is not type(None)]
        written = one.type.partition("[")[0]
        assert written in {getattr(hint, "__name__", ""), hint.__class__.__name__} or kinds[:1] == [
            written
        ], one.name


def test_every_action_says_or_shows_what_it_is() -> None:
    assert len(said()) > 20
    assert all(name == name.lower() for name in said())


def test_the_page_has_the_tables_the_code_makes() -> None:
    words = FILE.read_text(encoding="utf-8")
    assert page(words) == words, "python -m tests.unit.hunt.reference writes them anew"
