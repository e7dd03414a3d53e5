"""What is compiled can be: found, and free of what the compiler would not heed."""

import pytest

from building.parts import ROOT, parts
from building.structs import native


@pytest.mark.parametrize(("part", "modules"), parts().items())
def test_all_structs_of_a_part_can_be_written_out(part: str, modules: list[str]) -> None:
    assert modules
    for module in modules:
        words = native((ROOT / "src" / module).read_text(encoding="utf-8"), f"{part}: {module}")
        compile(words, module, "exec")


def test_every_package_stays_as_it_is() -> None:
    assert not [
        module for modules in parts().values() for module in modules if module.endswith("__init__.py")
    ]
