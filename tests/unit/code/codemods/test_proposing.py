"""What comes out for a finding, and that nothing breaks on odd input."""

# ruff: noqa: E501  code of the cases, a line each

import ast
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.code.codemods.mending import applied, found
from tests.unit.code.shipped import KNOWLEDGE
from vedette.code.cases import MARK, cases, files_of
from vedette.code.codemods import CODEMODS, claimed, claimed_rules, propose
from vedette.core.patches import Author


def test_the_table_is_readable() -> None:
    ids = [one.id for one in CODEMODS]
    rules = {page.id for page in KNOWLEDGE.pages}
    assert len(ids) == len(set(ids))
    assert {one.rule for one in CODEMODS} <= rules
    assert claimed_rules()["sql-injection"] == ("parametrise",)
    for one in CODEMODS:
        assert re.fullmatch(r"[A-Z][^.]*(?:\.\d[^.]*)*\.", one.says), one.says


def marked() -> list[bool]:
    """For every claimed marked line of pages and tables, whether something is proposed; every proposal parses."""
    made: list[bool] = []
    for case in cases(KNOWLEDGE):
        files = dict(files_of(case.code))
        for finding in found(files):
            where = finding.primary.locator
            line = files[finding.primary.name].split("\n")[where.line - 1 : where.end_line]  # type: ignore[union-attr]
            if not claimed(finding) or not any(map(MARK.search, line)):
                continue
            patches = propose(finding, files.get)
            made.append(bool(patches))
            for patch in patches:
                assert (patch.author, patch.finding) == (Author.CODEMOD, finding.fingerprint)
                for text in applied(files, patch).values():
                    ast.parse(text)
    return made


def test_three_of_four_marked_lines_get_a_patch_that_parses() -> None:
    made = marked()
    assert len(made) > 300
    assert sum(made) >= 0.75 * len(made)


def test_what_nobody_claims_gets_nothing() -> None:
    code = "import re\nfrom flask import request\n\n\ndef go():\n    return re.match(r'^(a+)+$', request.args['x'])\n"
    (finding,) = found({"case.py": code}, "redos")
    assert not claimed(finding)
    assert propose(finding, {"case.py": code}.get) == ()


def test_a_file_that_is_gone_or_has_changed_gets_nothing() -> None:
    code = "import random\n\n\ndef make():\n    token = random.choice('abc')\n    return token\n"
    (finding,) = found({"case.py": code}, "weak-random")
    assert propose(finding, lambda _: None) == ()
    assert propose(finding, lambda _: "") == ()
    assert propose(finding, lambda _: "x = (\n") == ()


CODE = (
    "import os\nimport sqlite3\nfrom flask import request\n\n\ndef go(db: sqlite3.Connection):\n"
    "    name = request.args['name']\n    os.system(f'cat {name}')\n"
    "    return db.execute(f\"SELECT * FROM t WHERE a = '{name}'\")\n"
)
FINDINGS = [one for one in found({"case.py": CODE}) if claimed(one)]


@pytest.mark.parametrize("number", range(len(FINDINGS)))
@given(data=st.data())
def test_no_text_breaks_it(number: int, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(CODE)))
    junk = data.draw(
        st.sampled_from(["", "(", ")", "'", '"""', "\n", "\\", "é", "\0", "{", "#", "    ", "f'"])
    )
    cut = data.draw(st.integers(0, 8))
    text = CODE[:at] + junk + CODE[at + cut :]
    for patch in propose(FINDINGS[number], lambda _: text):
        for one in patch.replacements:
            assert text.count(one.before) == 1


@pytest.mark.parametrize("count", [10, 300])
def test_long_chains_of_variables_take_no_time(count: int) -> None:
    """Each variable is made of the eight before it: followed one by one that would never end."""
    lines = [f"    v{n} = " + " + ".join(f"v{m}" for m in range(max(0, n - 8), n)) for n in range(1, count)]
    head = ["import os", "from flask import request", "", "", "def go():", "    v0 = request.args['a']"]
    code = "\n".join([*head, *lines, f"    os.system('cat ' + v{count - 1})", ""])
    files = {"case.py": code}
    assert all(propose(one, files.get) for one in found(files, "command-injection"))


def test_a_text_of_too_many_pieces_gets_nothing() -> None:
    code = (
        "import os\nfrom flask import request\n\n\ndef go():\n    os.system('cat ' + "
        + " + ".join(["request.args['a']"] * 1500)
        + ")\n"
    )
    files = {"case.py": code}
    assert not any(propose(one, files.get) for one in found(files, "command-injection"))
