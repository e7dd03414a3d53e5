import re

import pytest
from inline_snapshot import snapshot
from msgspec.structs import replace

from tests.unit.export.sample import HOSTILE, RULES, SMALL, lines
from vedette.core.nouns import Coverage
from vedette.export import terminal
from vedette.export.measure import width_of
from vedette.export.show import ShowOptions

NEAR = ShowOptions(lines=lines)


def test_a_small_report() -> None:
    assert terminal.render(SMALL, RULES, colour=False, width=72, show=NEAR) == snapshot("""\
▲ HIGH, strong: SQL built from untrusted input
  shop/db.py:6:12 · sql-injection · CWE-89 · id 1f2e3d4c

  A query parameter of the request becomes part of an SQL statement

    5 │ query = "SELECT * FROM item WHERE name = '" + name + "'"
  > 6 │ return connection.execute(query)
      │        ^^^^^^^^^^^^^^^^^^^^^^^^^

  How it gets there
  1  source · shop/views.py:7:14 · a query parameter of the request
     request.args["q"]
  2  step · shop/views.py:8:12 · handed to find() as name
     db.find(wanted)
  3  step · shop/db.py:5:13 · put into text
     "SELECT * FROM item WHERE name = '" + name + "'"
  4  sink · shop/db.py:6:12 · an SQL statement
     connection.execute(query)

  Why strong: Every step from the request to the statement is known.
  Fix: Pass values as parameters: execute("… WHERE name = ?", (name,)).


Possible: 1 finding that may well be nothing
  ◆ medium    aa11bb22  shop/tokens.py:2:12  Weak hash

Suppressed: 1 finding somebody decided to live with
  ▽ low       ee55ff66  shop/tokens.py:2:12  Weak hash  (only names a c…

2 findings
  ▲ 1 high   ◆ 1 medium
  1 strong   1 possible
Read: 12 files, 3,456 lines in 1.2 s
Not looked at: 2
  vendor/old.py: syntax error on line 3
  shop/big.py (in part): over 1 MB
Left out by patterns or kind: 40 files or folders
Note: tornado is imported and has no table
vedette-code 0.1.0, rules sha256:abababababab
""")


def test_colour_adds_nothing_but_colour() -> None:
    plain = terminal.render(SMALL, RULES, colour=False, width=72, show=NEAR)
    colourful = terminal.render(SMALL, RULES, colour=True, width=72, show=NEAR)
    assert "\x1b[1;31m" in colourful
    stripped = re.sub(r"\x1b\[[\d;]*m", "", colourful)
    assert [line.rstrip() for line in stripped.splitlines()] == plain.splitlines()


def test_hostile_text_reaches_no_terminal() -> None:
    page = terminal.render(HOSTILE, {}, colour=False, width=80)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202e\u2066\ud800-\udfff]", page)


@pytest.mark.parametrize("width", [0, 60, 80, 160, 999])
def test_lines_fit(width: int) -> None:
    allowed = min(max(width, 60), 160)
    for report in (SMALL, HOSTILE):
        page = terminal.render(report, RULES, colour=False, width=width, show=NEAR)
        assert max(map(width_of, page.splitlines())) <= allowed


def test_what_is_not_shown_is_counted() -> None:
    less = ShowOptions(possible=0, suppressed=0, skipped=1, steps=2)
    page = terminal.render(SMALL, RULES, colour=False, width=80, show=less)
    assert page.count("… 1 more: --all lists them") == 3
    assert "… 2 more" in page


def test_nothing_found_says_what_was_read() -> None:
    clean = replace(SMALL, findings=(), coverage=Coverage(files=1, lines=2), timings={})
    assert terminal.render(clean, {}, colour=False, width=80) == snapshot("""\
No findings in what was read
Read: 1 file, 2 lines
Not looked at: nothing
vedette-code 0.1.0, rules sha256:abababababab
""")
