"""An explanation in the format its reader uses: hands it to `export`, with the words of its language."""

from __future__ import annotations

from enum import StrEnum

from vedette.app.render import Look
from vedette.app.results import ReportExplained


class Written(StrEnum):
    """How an explanation can be written."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    JSON = "json"


def written(explained: ReportExplained, how: Written, look: Look) -> bytes:
    """Write an explanation down."""
    from vedette.export import explanations, explanations_html, explanations_markdown  # noqa: PLC0415  slow

    made, words = explained.explanation, explained.words
    match how:
        case Written.TEXT:
            return _utf8(explanations.render(made, words, colour=look.colour, width=look.width))
        case Written.MARKDOWN:
            return _utf8(explanations_markdown.render(made, words))
        case Written.HTML:
            return _utf8(explanations_html.render(made, words))
        case Written.JSON:
            return explanations.document(made)


def _utf8(page: str) -> bytes:
    return page.encode("utf-8", "replace")
