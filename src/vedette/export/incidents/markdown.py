"""A document as Markdown: figures are told in words, for few readers of it show what it brings along."""

from __future__ import annotations

from collections.abc import Iterator

from vedette.export.incidents.pieces import (
    Blank,
    Break,
    Callout,
    Document,
    Facts,
    Heading,
    Listing,
    Paragraph,
    Picture,
    Piece,
    Run,
    Table,
    Words,
)
from vedette.export.markdown_text import code, paragraph, text


def render(document: Document) -> str:
    """Return the document; nothing in it becomes markup that was not ours."""
    lines = [*_head(document)]
    for piece in document.pieces:
        lines += [*_piece(piece, document), ""]
    lines += ["---", "", f"{text(document.footer)} · {text(document.made)} · **{text(document.tlp)}**"]
    return "\n".join(lines) + "\n"


def _head(document: Document) -> Iterator[str]:
    yield f"**{text(document.tlp)}** {text(document.tlp_means)}"
    yield ""
    yield f"# {text(document.title)}"
    yield ""
    yield f"{text(document.kind)} · {text(document.made)}"
    yield ""


def _piece(piece: Piece, document: Document) -> Iterator[str]:  # noqa: C901  one case a piece
    match piece:
        case Heading(text=words, level=level):
            yield f"{'#' * min(max(level, 2), 4)} {text(words)}"
        case Paragraph(words=words):
            yield _first(words)
        case Listing(items=items, numbered=numbered, more=more):
            yield from (
                f"{f'{count}.' if numbered else '-'} {_first(words)}" for count, words in enumerate(items, 1)
            )
            yield from ([f"{'-' if not numbered else ''} {text(more)}".lstrip()] if more else [])
        case Table():
            yield from _table(piece)
        case Picture(title=title, description=description):
            yield f"**{text(document.figure_words)}: {text(title)}.** {_long(description)}"
        case Callout(title=title, lines=lines):
            yield f"> **{text(title)}**"
            yield from (line for words in lines for line in (">", f"> {_first(words)}"))
        case Facts(rows=rows):
            yield from (f"- **{text(name)}:** {_runs(words)}" for name, words in rows)
        case Blank(question=question, hint=hint):
            yield f"**{text(question)}**"
            yield ""
            yield f"\\[{text(document.blank_words)}: {text(hint)}\\]"
        case Break():
            yield "---"


def _table(table: Table) -> Iterator[str]:
    yield f"| {' | '.join(map(text, table.head))} |"
    yield f"|{'---|' * len(table.head)}"
    for row in table.rows:
        yield f"| {' | '.join(map(_cell, row))} |"
    if table.more:
        yield ""
        yield text(table.more)


def _first(words: Words) -> str:
    """Return words at the beginning of a line, where the first of them might be taken for a list."""
    if not words:
        return ""
    first, *rest = words
    begin = paragraph(first.text) if first.style == "plain" else _run(first)
    return begin + _gap(first, rest) + _runs(tuple(rest))


def _runs(words: Words, bar: str = "|") -> str:
    made = ""
    for at, run in enumerate(words):
        shown = _run(run)
        made += (shown.replace("|", bar) if run.style == "code" else shown) + _gap(run, words[at + 1 :])
    return made


def _cell(words: Words) -> str:
    # A bar would end the cell, even within code; outside of tables a stroke before it would show.
    return _runs(words, bar="\\|")


def _gap(run: Run, rest: Words | list[Run]) -> str:
    """Return the space that `one_line` takes off between two runs."""
    if not rest or not run.text:
        return ""
    return " " if run.text[-1:].isspace() or rest[0].text[:1].isspace() else ""


def _run(run: Run) -> str:
    match run.style:
        case "code":
            return code(run.text)
        case "strong":
            return f"**{text(run.text)}**" if run.text.strip() else ""
        case _:
            return text(run.text)


def _long(words: str) -> str:
    return " ".join(text(words[at : at + 900]) for at in range(0, len(words), 900))
