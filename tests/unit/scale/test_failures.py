import re
from importlib.metadata import packages_distributions

import pytest

from tests.houserules.tree import MODULES as SOURCES
from tests.houserules.tree import PYPROJECT, text
from vedette.scale.failures import lacking

EXTRAS = {
    extra: {re.split(r"[\[<>=]", one)[0] for one in wanted}
    for extra, wanted in PYPROJECT["project"]["optional-dependencies"].items()
    if extra != "dev"
}
IMPORT = re.compile(r"^\s*(?:from|import) (\w+)", re.MULTILINE)
USED = {name for path in SOURCES for name in IMPORT.findall(text(path))}
MODULES = [
    (extra, module)
    for module, brought in sorted(packages_distributions().items())
    for extra, wanted in EXTRAS.items()
    if wanted & {one.lower() for one in brought} and module in USED
]


@pytest.mark.parametrize(("extra", "module"), MODULES)
def test_what_is_lacking_comes_with_what_is_said(extra: str, module: str) -> None:
    told = lacking(ModuleNotFoundError(name=f"{module}.inner"))
    assert f"'vedette[{extra}]'" in told.hint
    assert str(told).startswith(f"{module} is not installed")


def test_what_no_extra_brings_is_ours_to_bring() -> None:
    assert lacking(ModuleNotFoundError(name="msgspec")).hint == "pip install vedette anew"
