from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from tests.unit.export.sample import BAD, at, digest, lines
from vedette.core.nouns import ByteRange, Evidence, Lines, Role
from vedette.export.frame import ROWS, Row, excerpt, frame
from vedette.export.measure import width_of
from vedette.export.show import SHOW, ShowOptions

NEAR = ShowOptions(lines=lines)


def drawn(rows: tuple[Row, ...]) -> list[str]:
    return [
        f"{row.number or '-'} {row.before}«{row.marked}»{row.after}" if not row.hidden else f"… {row.hidden}"
        for row in rows
    ]


def span(quote: str, where: Lines) -> Evidence:
    return Evidence(artefact=digest("q"), name="q", locator=where, quote=quote, role=Role.SINK)


def test_lines_around_are_shown_where_they_are_at_hand() -> None:
    evidence = at("shop/db.py", "connection.execute(query)", Role.SINK)
    assert drawn(frame(evidence, NEAR, 80)) == snapshot(
        [
            '5 query = "SELECT * FROM item WHERE name = \'" + name + "\'"«»',
            "6 return «connection.execute(query)»",
        ]
    )


def test_without_them_the_quote_stands_alone() -> None:
    evidence = at("shop/db.py", "connection.execute(query)", Role.SINK)
    assert drawn(frame(evidence, SHOW, 80)) == ["6 …«connection.execute(query)»"]


def test_a_source_that_has_changed_is_not_shown_as_evidence() -> None:
    evidence = at("shop/db.py", "connection.execute(query)", Role.SINK)
    changed = ShowOptions(lines=lambda _: ["other"] * 20)
    assert frame(evidence, changed, 80) == frame(evidence, SHOW, 80)
    assert frame(evidence, ShowOptions(lines=lambda _: []), 80) == frame(evidence, SHOW, 80)


def test_a_quote_of_whole_lines_is_marked_where_the_span_is() -> None:
    whole = span("    a = b(c)  # d", Lines(line=3, column=9, end_line=3, end_column=13))
    assert drawn(frame(whole, SHOW, 80)) == ["3 a = «b(c)»  # d"]


def test_a_span_over_lines_is_marked_on_each() -> None:
    evidence = at("m.py", "f(\n    1,\n)", Role.SINK, source="x = f(\n    1,\n)\n")
    rows = frame(evidence, ShowOptions(lines=lambda _: ["x = f(", "    1,", ")"]), 80)
    assert drawn(rows) == ["1 x = «f(»", "2     «1,»", "3 «)»"]


def test_a_long_frame_is_shortened_in_the_middle() -> None:
    quote = "\n".join(f"l{number}" for number in range(40))
    rows = frame(at("m.py", quote, Role.SINK, source=quote), SHOW, 80)
    assert len(rows) == ROWS
    assert drawn(rows)[7:] == ["8 «l7»", "… 29", "38 «l37»", "39 «l38»", "40 «l39»"]


def test_a_huge_line_is_cut_around_the_span() -> None:
    source = "y" * 100_000 + "HERE" + "z" * 100_000
    evidence = at("min.js", "HERE", Role.SINK, source=source)
    (row,) = frame(evidence, ShowOptions(lines=lambda _: [source]), 40)
    assert row.marked == "HERE"
    assert row.before.startswith("…y")
    assert width_of(row.before + row.marked + row.after) <= 40


def test_bytes_have_no_line() -> None:
    evidence = Evidence(
        artefact=digest("b"), name="b", locator=ByteRange(offset=16, length=2), quote="MZ", role=Role.SINK
    )
    assert drawn(frame(evidence, NEAR, 80)) == ["- «MZ»"]


def test_an_excerpt_is_one_visible_line() -> None:
    assert "\x1b" not in excerpt(at("m", BAD, Role.SINK, source=BAD), 60)


@given(st.text(), st.integers(20, 200))
def test_whatever_is_quoted_fits(quote: str, room: int) -> None:
    rows = frame(span(quote, Lines(line=1, column=3, end_line=1, end_column=9)), SHOW, room)
    assert all(width_of(row.before + row.marked + row.after) <= room for row in rows)
