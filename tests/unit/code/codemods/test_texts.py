"""Texts put together, as their pieces: what they say, and where it stands."""

import pytest

from vedette.code.codemods.module import Module, Refused
from vedette.code.codemods.texts import Piece, pieces


class Site:
    """As much of a site as pieces need."""

    def assigned(self, name: object, module: object) -> None:
        """No variable is followed."""


def of(expression: str) -> list[Piece]:
    module = Module("a.py", f"x = {expression}\n")
    assignment = module.root.named_children[0].named_children[0]
    right = assignment.child_by_field_name("right")
    assert right is not None
    return pieces(Site(), module, right)  # type: ignore[arg-type]


def shown(expression: str) -> list[str]:
    return [
        f"<{one.module.of(one.hole)}{one.spec}>" if one.hole is not None else one.text
        for one in of(expression)
    ]


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ("'a'", ["a"]),
        (r"'a\n\x41'", ["a\nA"]),
        (r"r'a\n'", [r"a\n"]),
        ("'a' + b + 'c'", ["a", "<b>", "c"]),
        ("('a' + (b + 'c'))", ["a", "<b>", "c"]),
        ("f'a{b}c{d!r}{e:>5}{{}}'", ["a", "<b>", "c", "<d!r>", "<e:>5>", "{}"]),
        ("'a%sb%%%(x)s' % {'x': y}", None),
        ("'%(x)s!' % {'x': y}", ["<y>", "!"]),
        ("'a%sb%%' % c", ["a", "<c>", "b%"]),
        ("'a%sb%d' % (c, d)", ["a", "<c>", "b", "<dd>"]),
        ("'a{}b{}'.format(c, d)", ["a", "<c>", "b", "<d>"]),
        ("'{1}{0}{x!s}{{'.format(c, d, x=y)", ["<d>", "<c>", "<y!s>", "{"]),
        ("'a' 'b' f'{c}'", ["a", "b", "<c>"]),
        ("b", ["<b>"]),
        ("b * 2", ["<b * 2>"]),
        ("b % c", ["<b % c>"]),
        ("b'a' + c", ["a", "<c>"]),
        ("'''a\n\"b\" ''' + c", ['a\n"b" ', "<c>"]),
    ],
)
def test_pieces(expression: str, wanted: list[str] | None) -> None:
    if wanted is None:
        with pytest.raises(Refused):
            of(expression)
    else:
        assert shown(expression) == wanted


@pytest.mark.parametrize(
    "expression",
    [
        "'%s' % (a, b)",
        "'%s%s' % (a,)",
        "'{}'.format()",
        "'{}'.format(*a)",
        "'%s' % {'a': 1}",
        "f'{a=}'",
        "'%s' % (*a,)",
        "'{x}'.format(y=1)",
    ],
)
def test_what_does_not_fit_is_refused(expression: str) -> None:
    with pytest.raises(Refused):
        of(expression)


def test_each_piece_knows_its_place() -> None:
    for expression in ("'ab' + c + 'de'", "f'ab{c}de'", "'ab%sde' % c", "'ab{}de'.format(c)"):
        first, hole, last = of(expression)
        source = first.module.data
        assert source[first.start : first.end] == b"ab"
        assert source[last.start : last.end] == b"de"
        assert source[hole.start : hole.end] in (b"c", b"{c}", b"%s", b"{}")


def test_numbers_are_told() -> None:
    assert [one.is_number for one in of("'%d%s' % (a, b)")] == [True, False]
    assert [one.is_number for one in of("f'{a:.2f}{b}'")] == [True, False]
    assert of("b")[0].form == "whole"
