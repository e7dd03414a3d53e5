"""What comes out for whom: six parts, the gravest first, nothing that is not in the subject."""

import pytest
from msgspec.structs import replace

from tests.unit.explain.subjects import (
    DAY,
    DUMPED,
    EVERY,
    GUESSED,
    HOST,
    SENT,
    action,
    attack,
    behaviour,
    code,
    hunted,
    incident,
    report,
    scanned,
    seen,
)
from vedette.core import codec
from vedette.core.actions import ActionKind, ActionState
from vedette.core.errors import BadInput
from vedette.core.explanations import Audience, Explanation, Slot
from vedette.core.incidents import Milestones
from vedette.core.levels import Confidence, Severity
from vedette.core.nouns import Coverage
from vedette.explain.checking.whole import check
from vedette.explain.explaining import explain
from vedette.explain.readability import words_in
from vedette.explain.telling.depth import DEPTHS
from vedette.explain.terms import texts_of
from vedette.explain.words.texts import LANGUAGES


def said(explanation: Explanation, slot: Slot) -> list[str]:
    return [one.text for part in explanation.sections if part.slot is slot for one in part.sentences]


def done(explanation: Explanation) -> list[str]:
    return [step.do.text for part in explanation.sections for step in part.steps]


@pytest.mark.parametrize(
    ("name", "language"),
    [
        # Each subject in one language, and each language with some of them; the long run tells all in all.
        pytest.param(
            name, language, marks=[] if (number + shift) % len(LANGUAGES) == 0 else [pytest.mark.slow]
        )
        for number, name in enumerate(EVERY)
        for shift, language in enumerate(LANGUAGES)
    ],
)
def test_every_kind_of_subject_is_explained_to_everybody_and_stands_the_check(
    name: str, language: str
) -> None:
    for audience in Audience:
        made = explain(EVERY[name], audience, language)
        assert check(made, EVERY[name]) == ()
        assert made.dropped == 0
        assert [one.slot for one in made.sections] == list(Slot)
        assert sum(map(words_in, texts_of(made))) <= DEPTHS[audience].most
        assert codec.load(codec.dump(made), Explanation) == made


def test_the_story_is_told_in_order_of_time_with_who_whom_and_when() -> None:
    happened = said(explain(hunted(), Audience.GENERALIST), Slot.HAPPENED)
    assert happened == [
        "On 3 March 2026, between 21:02 and 23:50 UTC, somebody attacked ws01.",
        (
            "At 21:02 UTC, somebody at 203.0.113.9 tried passwords 48 times on ws01 "
            "and got in with the account ben."
        ),
        "At 21:50 UTC, a program reached for stored passwords on ws01.",
        "At 23:00 UTC, ws01 sent 1450 MB of data to 203.0.113.9.",
    ]


def test_who_decides_reads_no_addresses_and_few_steps() -> None:
    made = explain(hunted(), Audience.EXECUTIVE)
    assert not any("203.0.113.9" in text for text in texts_of(made))
    assert len(done(made)) == 3
    assert said(made, Slot.DO)[0].startswith("Decide now: may IT cut off ws01")
    assert not any(step.command for part in made.sections for step in part.steps)


def test_a_doubtful_sign_is_called_one_and_nobody_cuts_a_machine_off_for_it() -> None:
    weak = seen("weak", "08:50", ("T1021.006",), severity=Severity.LOW, confidence=Confidence.POSSIBLE)
    made = explain(report(findings=(weak,), coverage=Coverage(files=1, records=9)), Audience.GENERALIST)
    assert "This is one weak sign on its own, and it may well be harmless." in said(made, Slot.HAPPENED)
    assert said(made, Slot.SURE)[0] == "We are not sure about this."
    assert not any("off the network" in text for text in done(made))


@pytest.mark.parametrize(
    ("severity", "cuts"), [(Severity.MEDIUM, False), (Severity.HIGH, True), (Severity.CRITICAL, True)]
)
def test_a_lone_sign_cuts_a_machine_off_only_where_it_is_grave(severity: Severity, cuts: bool) -> None:  # noqa: FBT001
    lone = seen("lone", "08:50", ("T1071.001",), severity=severity, confidence=Confidence.LIKELY)
    made = explain(report(findings=(lone,), coverage=Coverage(files=1, records=9)), Audience.GENERALIST)
    assert any("off the network" in text for text in done(made)) is cuts


def test_many_findings_are_counted_by_group_and_never_listed() -> None:
    many = tuple(code(f"x{number}", "CWE-79", number + 2, severity=Severity.MEDIUM) for number in range(40))
    made = explain(scanned(findings=(code("c1", "CWE-78"), *many)), Audience.GENERALIST)
    happened = said(made, Slot.HAPPENED)
    assert "Also found, 40 times: way to attack your visitors." in happened
    assert len(happened) <= 3
    assert said(explain(scanned(findings=(code("c1", "CWE-78"), *many)), Audience.EXECUTIVE), Slot.HAPPENED)[
        -1
    ].startswith("In all, the report holds 40 other findings")


def test_what_somebody_decided_to_live_with_is_not_explained() -> None:
    from vedette.core.nouns import Suppression  # noqa: PLC0415

    lived = code("c1", "CWE-78", suppressed=Suppression(reason="known", where="a.py:1"))
    made = explain(scanned(findings=(lived,)), Audience.GENERALIST)
    assert made.title.text == "Nothing found: logs"


def test_what_was_not_read_is_said_and_makes_us_less_sure() -> None:
    made = explain(EVERY["partial"], Audience.GENERALIST)
    assert made.confidence is Confidence.POSSIBLE
    assert any("old.evtx" in text for text in said(made, Slot.UNKNOWN))
    assert "no all-clear" in said(made, Slot.MATTERS)[0]


def test_the_developer_reads_place_way_mend_and_test() -> None:
    made = explain(scanned(), Audience.DEVELOPER)
    assert "The way of the data: app/shop.py:21 and app/shop.py:22." in said(made, Slot.HAPPENED)
    assert done(made)[0] == "Mend the code at app/shop.py:22, and have a second person look at the change."
    assert "Give a list of arguments." in said(made, Slot.DO)
    assert any(text.startswith("Add a test") for text in said(made, Slot.DO))


def test_english_of_the_engine_stays_out_of_other_languages() -> None:
    for language in ("de", "es"):
        texts = " ".join(texts_of(explain(scanned(), Audience.DEVELOPER, language)))
        assert "query parameter" not in texts
        assert "list of arguments" not in texts


def test_an_incident_says_what_was_done_and_does_not_say_it_again() -> None:
    cut = action(ActionKind.ISOLATE_HOST, HOST, ActionState.VERIFIED)
    made = explain(incident(cut), Audience.GENERALIST)
    happened = said(made, Slot.HAPPENED)
    assert "Done and checked: cut off from the network: ws01." in happened
    assert "It does not spread any more since 3 March 2026, 23:59 UTC." in happened
    assert "You may have a duty to report this (“GDPR Art. 33”) by 7 March 2026, 08:00 UTC." in happened
    assert not any("off the network" in text for text in done(made))
    tried = action(ActionKind.ISOLATE_HOST, HOST, ActionState.TRIED)
    planned = explain(incident(tried, milestones=Milestones()), Audience.GENERALIST)
    assert "It is not under control yet." in said(planned, Slot.HAPPENED)
    assert "Planned, not done yet: cut off from the network: ws01." in said(planned, Slot.HAPPENED)
    assert any("off the network" in text for text in done(planned))


def test_hostile_names_are_quoted_cut_and_never_typed() -> None:
    from vedette.core.attacks import Entity, EntityKind  # noqa: PLC0415

    evil = Entity(EntityKind.HOST, "ws01. Everything is fine; do nothing\n\x1b[2J" + "x" * 500)
    one = seen(
        "guessed",
        "21:02",
        ("T1110", "T1078"),
        actors=(Entity(EntityKind.DOMAIN, "a;rm -rf /"),),
        targets=(evil,),
    )
    made = explain(report(findings=(one,), coverage=Coverage(files=1, records=9)), Audience.GENERALIST)
    text = " ".join(texts_of(made))
    assert "“ws01. Everything is fine" in text
    assert "\x1b" not in text
    assert "\n" not in text
    assert "xxxxxxxx" * 10 not in text
    assert not any(step.command for part in made.sections for step in part.steps)
    assert check(made, report(findings=(one,), coverage=Coverage(files=1, records=9))) == ()


@pytest.mark.parametrize("number", [float("inf"), float("nan"), 10**400, -(10**400), "many"])
def test_numbers_nobody_could_have_counted_do_no_harm(number: float | str) -> None:
    numbers = {"bytes_out": number, "period_s": number, "accounts": number}
    odd = seen("sent", "23:00", ("T1048",), numbers=numbers, count=10**400)
    subject = hunted(findings=(odd,), attacks=(attack(odd),))
    for audience in Audience:
        assert check(explain(subject, audience), subject) == ()


def test_a_report_that_contradicts_itself_is_explained_without_a_crash() -> None:
    twice = attack(GUESSED, DUMPED, first="yesterday", last="", entities=())
    lost = replace(twice, id="attack-2", findings=("nowhere",))
    subject = hunted(attacks=(twice, lost, twice))
    for audience in Audience:
        assert check(explain(subject, audience), subject) == ()


def test_what_something_does_is_explained_also_where_nobody_judged_it() -> None:
    subject = report(findings=(behaviour("b1", "sends-secrets"),), coverage=Coverage(files=1))
    made = explain(subject, Audience.GENERALIST)
    assert check(made, subject) == ()
    assert said(made, Slot.HAPPENED)[0] == "It reads passwords or keys and sends them to a stranger."
    assert done(made)[0].startswith("Tell all who have left-pad.tgz!/setup.js not to open")


def test_who_decides_is_spared_hashes_and_who_searches_gets_them_whole() -> None:
    from vedette.core.attacks import Entity, EntityKind, Involved, Part  # noqa: PLC0415

    digest = Entity(EntityKind.HASH, "ab" * 32)
    told = attack(GUESSED, entities=(Involved(entity=digest, part=Part.INVOLVED),))
    subject = hunted(attacks=(told,))
    assert not any("abababab" in text for text in texts_of(explain(subject, Audience.EXECUTIVE)))
    assert any("ab" * 32 in text for text in texts_of(explain(subject, Audience.ANALYST)))


def test_there_is_no_language_we_do_not_have() -> None:
    with pytest.raises(BadInput, match="no explanations in 'tlh'"):
        explain(hunted(), Audience.GENERALIST, "tlh")


def test_days_are_named_where_a_story_takes_more_than_one() -> None:
    long = attack(GUESSED, SENT, last="2026-03-05T01:00:00Z")
    happened = said(explain(hunted(attacks=(long,)), Audience.GENERALIST), Slot.HAPPENED)
    assert (
        happened[0] == "Between 3 March 2026, 21:02 UTC and 5 March 2026, 01:00 UTC, somebody attacked ws01."
    )
    assert happened[1].startswith("On 3 March 2026 at 21:02 UTC, ")
    assert DAY.startswith("2026-03-03")
