import sys
from importlib import import_module
from importlib.machinery import PathFinder

import pytest
from tree_sitter import Language

from vedette.lang import grammars
from vedette.lang.grammars import grammar

PACKAGES = [
    ("tree_sitter_python", "language"), ("tree_sitter_bash", "language"),
    ("tree_sitter_javascript", "language"), ("tree_sitter_php", "language_php"),
]  # fmt: skip


@pytest.mark.parametrize(("package", "function"), PACKAGES)
def test_a_grammar_is_the_one_its_package_has(
    package: str, function: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = Language(getattr(import_module(package), function)())
    assert grammar(package, function) == expected
    for name in [one for one in sys.modules if one.partition(".")[0] == package]:
        monkeypatch.delitem(sys.modules, name)
    assert grammar(package, function) == expected
    assert package not in sys.modules


def test_where_its_binding_is_not_found_the_package_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "tree_sitter_bash._binding", raising=False)
    monkeypatch.setattr(grammars, "EXTENSION_SUFFIXES", [".none"])
    assert grammar("tree_sitter_bash").name == "bash"


def test_what_is_not_installed_is_named() -> None:
    assert PathFinder.find_spec("tree_sitter_none") is None
    with pytest.raises(ModuleNotFoundError) as raised:
        grammar("tree_sitter_none")
    assert raised.value.name == "tree_sitter_none"
