from vedette.triage.layers.javascript import trees
from vedette.triage.layers.javascript.lowering import parser

SOURCE = b"var a = 1 + f(2);"


def test_a_tree_is_kept_until_it_is_given_away() -> None:
    kept = trees.first(SOURCE)
    assert trees.again(SOURCE) == kept
    assert trees.again(SOURCE) != kept
    assert str(trees.again(SOURCE)) == str(parser().parse(SOURCE).root_node) == str(kept)


def test_the_tree_of_another_script_is_not_taken() -> None:
    trees.first(SOURCE)
    assert trees.again(b"g()").end_byte == 3
    kept = trees.first(SOURCE)
    assert trees.again(SOURCE + b" ") != kept
