import re

from inline_snapshot import snapshot

from tests.unit.export.sample import BAD, HOSTILE, RULES, SMALL, lines
from vedette.export import markdown, markdown_text
from vedette.export.show import ShowOptions


def test_a_small_report() -> None:
    assert markdown.render(SMALL, RULES, show=ShowOptions(lines=lines)) == snapshot("""\
## shop: 2 findings

**1 high, 1 medium** (1 strong, 1 possible)

Read 12 files, 3,456 lines in 1.2 s; **2 things not looked at**.

### High, strong: SQL built from untrusted input

`shop/db.py:6:12` · `sql-injection` · CWE-89 · id `1f2e3d4c`

A query parameter of the request becomes part of an SQL statement

```text
  5 | query = "SELECT * FROM item WHERE name = '" + name + "'"
> 6 | return connection.execute(query)
```

**How it gets there**

- **1** source `shop/views.py:7:14`; a query parameter of the request
- **2** step `shop/views.py:8:12`; handed to find() as name
- **3** step `shop/db.py:5:13`; put into text
- **4** sink `shop/db.py:6:12`; an SQL statement

**Why strong:** Every step from the request to the statement is known.

**Fix:** Pass values as parameters: execute("… WHERE name = ?", (name,)).

### Possible: 1

- medium: Weak hash `shop/tokens.py:2:12`

### Suppressed: 1

- low: Weak hash `shop/tokens.py:2:12` (suppressed: only names a cache file)

### Not looked at

- `vendor/old.py`: syntax error on line 3
- `shop/big.py` (in part): over 1 MB
- 40 files or folders left out by patterns or kind
- Note: tornado is imported and has no table

*vedette-code 0.1.0, rules `sha256:abababababab`*
""")


def test_hostile_text_shows_as_it_is_written() -> None:
    assert markdown_text.text(BAD) == snapshot(
        "&lt;U+001B&gt;\\[31mred&lt;U+001B&gt;\\[0m &lt;U+202E&gt;evil&lt;U+2066&gt; &lt;script&gt;alert(1)&lt;/script&gt; \\`\\`\\` \\`x\\` \\| @&#8203;all \\#&#8203;1 https&#58;//e.vil &lt;U+0000&gt; \\[a\\](b)"  # noqa: E501
    )
    assert markdown_text.paragraph("1. a") == "1\\. a"
    assert markdown_text.paragraph("- a") == "\\- a"
    assert markdown_text.code("a``b`") == "``` a``b` ```"


def test_nothing_hostile_is_alive() -> None:
    page = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", markdown.render(HOSTILE, {}), flags=re.DOTALL)
    assert not re.search(r"<script|\x1b|\u202e|@all|(?<!\\)\[a|https://", page)


def test_what_is_left_out_is_counted() -> None:
    page = markdown.render(SMALL, RULES, show=ShowOptions(possible=0, skipped=1, steps=2))
    assert "… 1 more: --all lists them" in page
    assert "- … 2 more" in page
