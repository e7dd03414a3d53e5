"""What a program read stays with it for one session, and with nobody else."""

from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.access.documents import Memory
from vedette.access.nouns import Kind, Subject
from vedette.access.safeguards.taints import Taint, Taints
from vedette.access.tokens.sessions import SESSION_MAX

NOW = 1_800_000_000.0


def agent(session: str = "s-1", name: str = "a-1") -> Subject:
    return Subject(id="p-1", kind=Kind.AGENT, agent=name, session=session)


def test_an_agent_that_reads_is_tainted_for_the_rest_of_its_session() -> None:
    taints = Taints(Memory())
    assert taints.of(agent(), NOW) is None
    taints.read(agent(), "triage.run", NOW)
    assert taints.of(agent(), NOW) == Taint(session="s-1", agent="a-1", capability="triage.run", since=NOW)
    assert taints.of(agent(), NOW + SESSION_MAX - 1) is not None
    assert taints.of(agent(), NOW + SESSION_MAX) is None


def test_what_it_read_first_is_kept() -> None:
    taints = Taints(Memory())
    taints.read(agent(), "triage.run", NOW)
    taints.read(agent(), "code.scan", NOW + 5)
    found = taints.of(agent(), NOW + 6)
    assert found is not None
    assert (found.capability, found.since) == ("triage.run", NOW)


@pytest.mark.parametrize("other", [agent(session="s-2"), agent(name="a-2")], ids=["session", "agent"])
def test_another_session_or_agent_is_another_matter(other: Subject) -> None:
    taints = Taints(Memory())
    taints.read(agent(), "triage.run", NOW)
    assert taints.of(other, NOW) is None


@pytest.mark.parametrize("kind", [Kind.PERSON, Kind.SERVICE, Kind.OWNER])
def test_people_know_what_they_want(kind: Kind) -> None:
    taints = Taints(Memory())
    person = Subject(id="p-1", kind=kind, session="s-1")
    taints.read(person, "triage.run", NOW)
    assert taints.of(person, NOW) is None
    assert taints.in_session("s-1", NOW) == []


def test_a_session_shows_which_of_its_agents_read() -> None:
    taints = Taints(Memory())
    for name in ("a-1", "a-2"):
        taints.read(agent(name=name), "hunt.run", NOW)
    assert {one.agent for one in taints.in_session("s-1", NOW)} == {"a-1", "a-2"}
    assert taints.in_session("s-1", NOW + SESSION_MAX) == []


def test_what_is_over_is_forgotten_and_can_begin_anew() -> None:
    taints = Taints(Memory())
    taints.read(agent(), "triage.run", NOW)
    assert taints.sweep(NOW + SESSION_MAX - 1) == 0
    later = NOW + SESSION_MAX + 1
    taints.read(agent(), "code.scan", later)
    found = taints.of(agent(), later)
    assert found is not None
    assert found.capability == "code.scan"
    assert taints.sweep(later + SESSION_MAX) == 1
    assert taints.of(agent(), later) is None


def test_many_requests_at_once_leave_one() -> None:
    taints = Taints(Memory())
    threads = [Thread(target=taints.read, args=(agent(), f"c{n}", NOW)) for n in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(taints.in_session("s-1", NOW)) == 1


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_no_two_are_taken_for_one(session: str, name: str, other_session: str, other: str) -> None:
    taints = Taints(Memory())
    taints.read(agent(session, name), "triage.run", NOW)
    same = (session, name) == (other_session, other)
    assert (taints.of(agent(other_session, other), NOW) is not None) is same
