from vedette.agents.patching.syntax import syntax_of

TEXT = """import os as system


def f(x):
    y = x
    def inner():
        def deepest(): pass
    with x as z: pass


def f(): pass


class Shelf:
    size = 1
    def put(self): pass
"""


def test_a_scope_gives_a_meaning_to_what_it_assigns_and_to_what_is_defined_right_in_it() -> None:
    syntax = syntax_of(TEXT)
    bound = {name: syntax.bound(scope) for name, scope in syntax.scopes.items()}
    assert bound == {
        "": {"f", "Shelf"},
        "f": {"y", "inner", "z"},
        "f#2": set(),
        "f.inner": {"deepest"},
        "f.inner.deepest": set(),
        "Shelf": {"size", "put"},
        "Shelf.put": set(),
    }


def test_what_is_asked_for_again_is_taken_apart_once() -> None:
    assert syntax_of(TEXT) is syntax_of(TEXT)
