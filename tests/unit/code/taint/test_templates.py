"""Which variables of a template reach its page unescaped."""

import time

import pytest

from vedette.code.taint.templates import unescaped_names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("<p>{{ name }}</p>", set()),
        ("<p>{{ name|safe }}</p>", {"name"}),
        ("<p>{{!name}}</p>", {"name"}),
        ("{% for item in items %}{{ item.text | safe }}{% endfor %}", {"items"}),
        ("{% for k, v in pages.items() %}{{ v|safe }}{% endfor %}", {"pages"}),
        ("% for post in posts:\n  {{!post.text}}\n% end\n", {"posts"}),
        ("{% set shown = given %}{{ shown|safe }}", {"given"}),
        ("{% autoescape false %}{{ a }}{% endautoescape %}{{ b }}", {"a"}),
        ("<script>start('{{ a }}', {{ b|tojson }})</script>{{ c }}", {"a"}),
        ("{{ text|e|safe }}{{ 'a'|safe }}", set()),
    ],
)
def test_unescaped(text: str, names: set[str]) -> None:
    assert unescaped_names(text) == names


@pytest.mark.parametrize("part", ["{% for ", "<script ", "{{ ", "{%" + " " * 50, "{{ a|", "'", "% for a in "])
def test_hostile_text_takes_no_longer_than_plain_text(part: str) -> None:
    before = time.process_time()
    unescaped_names(part * 20_000)
    assert time.process_time() - before < 2.0
