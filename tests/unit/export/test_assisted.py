from __future__ import annotations

import json

import msgspec
import pytest

from tests.unit.export.sample import RULES, SMALL, SQL
from vedette.core.assistance import Assistance, Lean, Opinion
from vedette.core.claims import ClaimKind, Dropped, Tally
from vedette.core.dialogue import ModelRole
from vedette.core.nouns import Report
from vedette.export import html, markdown, sarif, terminal
from vedette.export.assisted import assisted_lines, opinion_words
from vedette.export.tally import tally

REPORT = msgspec.structs.replace(
    SMALL,
    findings=(
        *SMALL.findings,
        *(msgspec.structs.replace(SQL, fingerprint=f"{n}" * 32, message=f"Another {n}") for n in (1, 2)),
    ),
)
HOSTILE = "<script>alert(1)</script> @everyone \x1b[31m [a](http://evil.example) {0} \u202e"


def assisted(lean: Lean = Lean.DISAGREES, rank: int = 2) -> Report:
    made = REPORT
    return msgspec.structs.replace(
        made,
        assistance=Assistance(
            profile="vedette-cyber",
            model=HOSTILE,
            roles=(ModelRole.DRAFTER, ModelRole.JUDGE),
            tally=Tally(
                proposed=3,
                confirmed=1,
                dropped=(Dropped(kind=ClaimKind.WEAKNESS, gate="quote", why=HOSTILE),),
                dropped_count=2,
                inconclusive=1,
            ),
            proposed=(made.findings[0].fingerprint,),
            opinions=tuple(
                Opinion(fingerprint=one.fingerprint, lean=lean, rank=rank, why=HOSTILE)
                for one in made.findings
            ),
            offers=1,
            unexamined=tuple(f"a.py:{n} {HOSTILE}" for n in range(9)),
            requests=4,
            tokens=1234,
            notes=(HOSTILE,),
        ),
    )


def test_what_was_claimed_and_what_became_of_it_is_told() -> None:
    lines = "\n".join(assisted_lines(assisted().assistance))
    assert "helped as drafter and judge" in lines
    assert "claimed 3 things: 1 confirmed by checks of ours, 2 dropped, 1 question inconclusive" in lines
    assert "1 table offered" in lines
    assert "and 4 more" in lines
    assert "4 requests, 1,234 tokens" in lines
    assert [*assisted_lines(None)] == []
    assert opinion_words(None) == ""
    unfit = Assistance(profile="p", model="m")
    assert "granted no role" in "\n".join(assisted_lines(unfit))


def test_no_page_lets_its_words_do_anything() -> None:
    made = assisted()
    page = terminal.render(made, RULES, colour=False, width=100)
    assert "A language model:" in page
    assert "nothing of ours agrees" in page
    assert "\x1b" not in page
    assert "\u202e" not in page
    page = html.render(made, RULES)
    assert "A language model's part" in page
    assert "<script>alert" not in page
    page = markdown.render(made, RULES)
    assert "A language model's part" in page
    assert "<script>" not in page
    assert " @everyone" not in page
    assert "[a](http" not in page


def test_sarif_holds_it_beside_the_results_which_stay_as_they_are() -> None:
    plain = json.loads(sarif.render(REPORT, RULES))["runs"][0]
    told = json.loads(sarif.render(assisted(), RULES))["runs"][0]
    assert told["properties"]["vedette/ai"]["tally"]["dropped_count"] == 2
    assert "opinions" not in told["properties"]["vedette/ai"]
    assert sum("vedette/ai.proposed" in one["properties"] for one in told["results"]) == 1
    for one in told["results"]:
        assert one["properties"].pop("vedette/ai.triage")["lean"] == "disagrees"
        one["properties"].pop("vedette/ai.proposed", None)
    assert told["results"] == plain["results"]
    assert "properties" not in plain


@pytest.mark.parametrize("lean", list(Lean))
def test_the_order_changes_only_where_it_is_raised_and_nothing_is_lost(lean: Lean) -> None:
    plain, counts = tally(REPORT), tally(assisted(lean, 5))
    assert {one.fingerprint for one in counts.active} == {one.fingerprint for one in plain.active}
    assert [one.severity for one in counts.sure] == [one.severity for one in plain.sure]
    assert counts.severities == plain.severities
    raised = assisted(Lean.RAISED)
    assert raised.assistance is not None
    least = [one for one in plain.sure if one.severity is SQL.severity][-1]
    only = msgspec.structs.replace(
        raised.assistance, opinions=(Opinion(fingerprint=least.fingerprint, lean=lean, rank=5),)
    )
    order = [one.fingerprint for one in tally(msgspec.structs.replace(raised, assistance=only)).sure]
    same = [one for one in plain.sure if (one.severity, one.confidence) == (least.severity, least.confidence)]
    if lean is not Lean.RAISED:
        assert order == [one.fingerprint for one in plain.sure]
    else:
        assert order.index(least.fingerprint) == min(order.index(one.fingerprint) for one in same)
