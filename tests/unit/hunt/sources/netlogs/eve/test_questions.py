"""DNS in all three versions."""

import json

import pytest

from tests.unit.hunt.sources.made import one, read, source
from vedette.hunt.source import Skips
from vedette.hunt.sources.formats import named

OUT = {
    "timestamp": "2020-03-01T08:00:01.5Z", "flow_id": 7, "event_type": "dns", "src_ip": "10.0.0.9",
    "src_port": 5000, "dest_ip": "10.0.0.1", "dest_port": 53, "proto": "UDP",
}  # fmt: skip
BACK = {**OUT, "src_ip": "10.0.0.1", "src_port": 53, "dest_ip": "10.0.0.9", "dest_port": 5000}
ASKED = {"rrname": "evil.example", "rrtype": "A"}
FOUR = {**ASKED, "ttl": 3, "rdata": "203.0.113.9"}
ANSWERS = [
    {"type": "answer", "id": 1, "rcode": "NOERROR", **FOUR},
    {"version": 2, "type": "answer", "id": 1, "rcode": "NOERROR", **ASKED, "answers": [FOUR]},
    {"version": 3, "type": "response", "id": 1, "rcode": "NOERROR", "queries": [ASKED], "answers": [FOUR]},
]
QUESTIONS = [
    {"type": "query", "id": 1, "rrname": "Evil.Example", "rrtype": "A", "tx_id": 0},
    {"version": 3, "type": "request", "id": 1, "queries": [{"rrname": "Evil.Example", "rrtype": "A"}]},
]


@pytest.mark.parametrize("dns", ANSWERS)
@pytest.mark.parametrize("head", [OUT, BACK])
def test_an_answer_says_who_asked_whichever_way_it_went(
    dns: dict[str, object], head: dict[str, object]
) -> None:
    made = one(json.dumps({**head, "dns": dns}) + "\n", "eve.json")
    assert (made.action, made.domain, made.query_type, made.response) == (
        "dns",
        "evil.example",
        "A",
        "NOERROR",
    )
    assert (made.source_ip, made.destination_ip, made.answers) == ("10.0.0.9", "10.0.0.1", ("203.0.113.9",))


@pytest.mark.parametrize("dns", QUESTIONS)
def test_where_only_questions_are_logged_they_count(dns: dict[str, object]) -> None:
    text = json.dumps({**OUT, "dns": dns}) + "\n"
    found, _ = read(text * 3, "eve.json")
    assert [(made.action, made.domain) for made in found] == [("dns", "evil.example")] * 3


def test_where_answers_are_logged_too_one_of_the_two_counts() -> None:
    pair = json.dumps({**OUT, "dns": QUESTIONS[0]}) + "\n" + json.dumps({**OUT, "dns": ANSWERS[1]}) + "\n"
    found, _ = read(pair * 10, "eve.json")
    assert [made.action for made in found].count("dns") == 11  # the first question came before any answer
    assert all(made.domain == "evil.example" for made in found)


def test_a_name_that_does_not_exist_has_no_answers() -> None:
    dns = {"version": 2, "type": "answer", "rcode": "NXDOMAIN", "rrname": "no.example", "rrtype": "A"}
    made = one(json.dumps({**OUT, "dns": dns}) + "\n", "eve.json")
    assert (made.response, made.answers) == ("NXDOMAIN", ())


def test_a_source_read_again_says_the_same() -> None:
    text = json.dumps({**OUT, "dns": QUESTIONS[0]}) + "\n" + json.dumps({**OUT, "dns": ANSWERS[1]}) + "\n"
    where, form = source(text * 3, "eve.json"), named("eve")
    first, second = (list(form.read(where, Skips())) for _ in range(2))
    assert first == second


def test_an_answer_told_in_parts_is_one_event() -> None:
    parts = [
        {"type": "answer", "id": 1, "rcode": "NOERROR", **ASKED, "rdata": one}
        for one in ("a.example", "1.2.3.4")
    ]
    other = {**parts[0], "id": 2, "rdata": "2001:0db8:0000:0000:0000:0000:0000:0001"}
    found, _ = read("".join(json.dumps({**BACK, "dns": dns}) + "\n" for dns in (*parts, other)), "eve.json")
    assert [made.action for made in found] == ["dns", "other", "dns"]
    assert found[2].answers == ("2001:db8::1",)
