"""Which duties an incident has, until when, and what is still to be asked."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.core.clocks import Duty, DutyState
from vedette.core.errors import BadInput
from vedette.respond.clocks.calendar import moment
from vedette.respond.clocks.counting import checked, duties, remaining, spoken, to_ask
from vedette.respond.clocks.tables import questions, row, rows
from vedette.respond.conditions import asks, parse

AWARE = "2026-11-27T22:30:00Z"
CLINIC = {
    "personal_data": "yes",
    "people_risk": "high",
    "people_count": "1200",
    "processor": "no",
    "eu": "yes",
    "uk": "no",
    "us": "no",
    "nis2": "yes",
    "significant": "yes",
    "financial": "no",
    "product_maker": "no",
    "ransom_paid": "no",
    "cards": "no",
    "insured": "yes",
    "aware": AWARE,
}


def due(answers: dict[str, str], *kept: Duty) -> dict[str, str]:
    return {one.id: one.due for one in duties(answers, kept)}


def told(duty: str, when: str) -> Duty:
    known = row(duty)
    assert known is not None
    return Duty(
        id=duty, name="", whom="", law="", trigger="", state=DutyState.TOLD, ended=when, proof="REF-1"
    )


def test_a_clinic_in_the_union_has_these_clocks() -> None:
    assert due(CLINIC) == {
        "nis2-24h": "2026-11-28T22:30:00Z",
        "gdpr-33": "2026-11-30T22:30:00Z",
        "nis2-72h": "2026-11-30T22:30:00Z",
        "gdpr-34": "",
        "insurer": "",
        "nis2-final": "",
    }


def test_those_due_first_come_first() -> None:
    assert [one.id for one in duties(CLINIC)][:2] == ["nis2-24h", "gdpr-33"]


def test_no_data_about_people_no_duty_about_it() -> None:
    assert not {"gdpr-33", "gdpr-34"} & due(CLINIC | {"personal_data": "no"}).keys()


def test_hardly_any_harm_is_no_duty_and_some_is_one_to_the_authority_only() -> None:
    assert "gdpr-33" not in due(CLINIC | {"people_risk": "none"})
    some = due(CLINIC | {"people_risk": "some"})
    assert "gdpr-33" in some
    assert "gdpr-34" not in some


def test_whoever_handles_data_for_others_tells_them() -> None:
    found = due(CLINIC | {"processor": "yes"})
    assert "gdpr-33-processor" in found
    assert "gdpr-33" not in found


def test_a_clock_that_follows_another_starts_when_that_was_done() -> None:
    found = due(CLINIC, told("nis2-72h", "2026-11-29T10:00:00Z"))
    assert found["nis2-final"] == "2026-12-29T10:00:00Z"


BANK = CLINIC | {"financial": "yes", "dora_major": "yes"}


def test_of_two_clocks_the_earlier_end_counts() -> None:
    early = due(BANK | {"classified_at": "2026-11-28T00:00:00Z"})
    assert early["dora-initial"] == "2026-11-28T04:00:00Z"
    late = due(BANK | {"classified_at": "2026-11-28T21:00:00Z"})
    assert late["dora-initial"] == "2026-11-28T22:30:00Z", "24 hours after knowing, whatever the class"
    chain = due(
        BANK, told("dora-initial", "2026-11-28T03:00:00Z"), told("dora-intermediate", "2026-11-30T03:00:00Z")
    )
    assert chain["dora-final"] == "2026-12-30T03:00:00Z"


LISTED = CLINIC | {"us": "yes", "sec_listed": "yes", "material": "yes", "material_at": "2026-11-24T15:00:00Z",
                   "hipaa": "covered", "us_critical": "yes", "nydfs": "no"}  # fmt: skip


def test_business_days_for_the_sec_from_the_decision_not_the_discovery() -> None:
    assert due(LISTED)["sec-8k"] == "2026-12-02T04:59:59Z"
    assert "sec-8k" not in due(LISTED | {"material": "no"})


def test_the_number_of_people_decides_whom_to_tell() -> None:
    assert {"hipaa-people", "hipaa-hhs", "hipaa-media"} <= due(LISTED).keys()
    few = due(LISTED | {"people_count": "499"})
    assert "hipaa-people" in few
    assert not {"hipaa-hhs", "hipaa-media"} & few.keys()
    edge = due(LISTED | {"people_count": "500"})
    assert "hipaa-hhs" in edge
    assert "hipaa-media" not in edge, "more than 500, says one; 500 or more, says the other"


def test_a_ransom_that_was_paid_has_its_own_clock() -> None:
    paid = LISTED | {"ransom_paid": "yes", "paid_at": "2026-11-28T00:00:00Z"}
    assert due(paid)["circia-ransom"] == "2026-11-29T00:00:00Z"
    assert "circia-ransom" not in due(LISTED)


def test_a_maker_of_products_has_days_after_the_fix() -> None:
    made = CLINIC | {"product_maker": "exploited", "fixed_at": "2026-12-01T00:00:00Z"}
    assert due(made)["cra-final-exploited"] == "2026-12-15T00:00:00Z"
    assert due(made)["cra-24h"] == "2026-11-28T22:30:00Z"


@pytest.mark.parametrize("of", ["uk-gdpr-33", "uk-nis", "pci", "nydfs-72h", "hipaa-associate", "circia-72h"])
def test_each_regime_has_a_case_that_brings_it(of: str) -> None:
    everything = LISTED | {"uk": "yes", "uk_nis": "yes", "cards": "yes", "nydfs": "yes"}
    assert of in due(everything | ({"hipaa": "associate"} if of == "hipaa-associate" else {}))


def test_what_somebody_decided_stays_decided() -> None:
    no = Duty(
        id="insurer", name="", whom="", law="", trigger="", state=DutyState.NOT_APPLICABLE, why="no policy"
    )
    kept = {one.id: one for one in duties(CLINIC | {"insured": "no"}, [no])}
    assert kept["insurer"].state is DutyState.NOT_APPLICABLE
    assert kept["insurer"].why == "no policy"


def test_only_what_matters_is_asked() -> None:
    first = {one.id for one in to_ask({})}
    assert "people_risk" not in first
    assert "people_risk" in {one.id for one in to_ask({"personal_data": "yes"})}
    assert "nis2" not in {one.id for one in to_ask({"eu": "no"})}
    assert to_ask(CLINIC) == ()


@pytest.mark.parametrize(
    ("question", "answer", "kept"),
    [
        ("eu", " Yes ", "yes"),
        ("eu", "n", "no"),
        ("people_count", "0500", "500"),
        ("people_risk", "HIGH", "high"),
        ("aware", "2026-11-27T23:30+01:00", AWARE),
    ],
)
def test_answers_are_kept_in_one_form(question: str, answer: str, kept: str) -> None:
    assert checked(question, answer) == kept


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("eu", "perhaps"),
        ("people_risk", "yes"),
        ("people_count", "-1"),
        ("people_count", "٣"),
        ("aware", "now"),
        ("nothing", "yes"),
    ],
)
def test_what_is_no_answer_is_refused_with_what_would_be_one(question: str, answer: str) -> None:
    with pytest.raises(BadInput) as caught:
        checked(question, answer)
    assert caught.value.hint


def test_time_left_and_time_over_are_said() -> None:
    first = duties(CLINIC)[0]
    assert remaining(first, moment("2026-11-28T20:00Z")).words == "2 hours 30 minutes left"
    assert remaining(first, moment("2026-12-01T00:00Z")).words == "2 days 1 hour late"
    later = next(one for one in duties(CLINIC) if one.id == "nis2-final")
    assert remaining(later, moment("2026-11-28T20:00Z")).words == "starts when nis2-72h was told"
    people = next(one for one in duties(CLINIC) if one.id == "gdpr-34")
    assert remaining(people, moment("2026-11-28T20:00Z")).words == "without undue delay"
    done = msgspec.structs.replace(first, state=DutyState.TOLD)
    assert remaining(done, moment("2026-12-01T00:00Z")).words == "told"
    assert spoken(20) == "less than a minute"


def test_the_tables_hang_together() -> None:
    known = {one.variable for one in questions()}
    moments = {one.starts for one in questions() if one.starts}
    ids = {one.id for one in rows()}
    for one in rows():
        assert set(asks(one.condition)) <= known, one.id
        start = one.since.removeprefix("told:")
        assert start in (ids if one.since.startswith("told:") else moments), one.id
        assert one.looked.startswith("20"), one.id
        assert one.says, one.id
    for question in questions():
        assert not question.needs or set(asks(parse(question.needs))) <= known
    assert len(ids) == len(rows())


def test_the_laws_we_were_asked_for_are_there() -> None:
    laws = " ".join(one.law for one in rows())
    named = ("GDPR), Art. 33", "GDPR), Art. 34", "NIS2", "DORA", "8-K, Item 1.05", "45 CFR 164.404")
    for law in (*named, "CIRCIA", "SI 2018/506", "PCI"):
        assert law in laws


answered = st.fixed_dictionaries(
    {},
    optional={
        one.id: st.sampled_from(tuple(one.choices) or ("yes", "no"))
        if one.kind in {"yesno", "choice"}
        else st.just("700" if one.kind == "number" else AWARE)
        for one in questions()
    },
)


@given(answered)
def test_whatever_was_answered_the_clocks_can_be_read(answers: dict[str, str]) -> None:
    for duty in duties(answers):
        assert not duty.due or duty.started
        assert remaining(duty, moment(AWARE)).words
    assert not {one.id for one in to_ask(answers)} & set(answers)
