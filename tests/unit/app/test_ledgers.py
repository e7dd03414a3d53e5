from pathlib import Path

import pytest

from tests.toys import NOON, OWNER, still
from vedette.access.monitor.nouns import Measure, Rule, Step
from vedette.access.nouns import Decision, Kind, Subject, Tier, Verdict
from vedette.app import ledgers
from vedette.app.capabilities import CAPABILITIES
from vedette.app.circumstances import request_digest
from vedette.app.ledgers import Book, LedgerRecord, at_home
from vedette.app.record import Ended
from vedette.app.requests import ListRules
from vedette.core.errors import Unavailable
from vedette.ledger.entries import digest_with, entry_of
from vedette.ledger.log import Ledger
from vedette.ledger.merkle import leaf_hash
from vedette.ledger.slots import Memory as Slots
from vedette.ledger.store import Memory

RULES = CAPABILITIES["rules.list"]
ANA = Subject(id="p-ana", kind=Kind.PERSON, org="mill", agent="a-1", tier=Tier.T1)


def record(tmp_path: Path) -> LedgerRecord:
    return LedgerRecord(Book(Ledger(Memory()), Slots(), tmp_path), still())


def decision(number: int = 1, made: float = NOON.timestamp()) -> Decision:
    return Decision(
        id=f"d-{number}",
        verdict=Verdict.ALLOW,
        reasons=("c0-with-an-account",),
        policy="sha256:0",
        obligations=("record",),
        made=made,
        expires=made + 1,
    )


def test_an_entry_names_nobody_and_tells_what_was_decided(tmp_path: Path) -> None:
    made = record(tmp_path)
    request = ListRules(only="code-injection")
    written = made.decided(ANA, RULES, request, decision()).wait()
    (leaf,) = made.book.ledger.entries(0, 1)
    assert (written.index, written.leaf, written.size) == (0, leaf_hash(leaf).hex(), 1)
    for word in (b"p-ana", b"mill", b"a-1", b"code-injection"):
        assert word not in leaf
    entry = entry_of(leaf)
    assert (entry.kind, entry.capability, entry.verdict, entry.tier) == ("decided", "rules.list", "allow", 1)
    assert (entry.reasons, entry.obligations) == (("c0-with-an-account",), ("record",))
    names = made.book.pseudonyms()
    assert names.matches(entry.subject, "p-ana")
    assert names.matches(entry.org, "mill")
    assert names.matches(entry.agent, "a-1")


def test_a_digest_can_be_shown_to_be_of_the_request_by_who_has_the_salt(tmp_path: Path) -> None:
    made, request = record(tmp_path), ListRules(only="code-injection")
    made.decided(ANA, RULES, request, decision()).wait()
    entry = entry_of(next(made.book.ledger.entries(0, 1)))
    plain = request_digest("rules.list", request).encode()
    assert entry.digests == {"request": digest_with(made.salt(decision()), plain)}
    assert made.salt(decision()) != made.salt(decision(2))


def test_how_it_ended_is_an_entry_of_its_own(tmp_path: Path) -> None:
    made = record(tmp_path)
    made.decided(ANA, RULES, ListRules(), decision()).wait()
    written = made.ended(ANA, RULES, decision(), Ended("done", 1.5, "", {"rules": 3})).wait()
    assert (written.index, written.size) == (1, 2)
    first, last = (entry_of(one) for one in made.book.ledger.entries(0, 2))
    assert (last.kind, last.id, last.outcome, last.seconds) == ("ended", first.id, "done", 1.5)
    assert last.counts == {"rules": 3}
    assert last.subject == first.subject


def test_a_measure_and_its_end_are_entries_without_a_word(tmp_path: Path) -> None:
    made = record(tmp_path)
    measure = Measure(
        id="m-1",
        rule=Rule.M3,
        step=Step.PAUSE,
        person="p-ana",
        org="mill",
        reason="six targets",
        remedy="wait",
        about=("d-1", "d-2"),
        made=NOON.timestamp(),
        ends=NOON.timestamp() + 3600,
        lifted_by="p-rex",
    )
    made.measured(measure)
    made.lifted(measure, NOON.timestamp() + 5)
    begun, lifted = map(entry_of, made.book.ledger.entries(0, 2))
    assert (begun.kind, begun.id, begun.reasons, begun.outcome) == ("measured", "m-1", ("M3",), "pause")
    assert (begun.until, begun.risk, begun.counts) == (measure.ends, "C2", {"decisions": 2, "by": "rule"})
    assert (lifted.kind, lifted.time) == ("lifted", NOON.timestamp() + 5)
    assert begun.subject == lifted.subject
    assert str(lifted.counts["by"]).partition(".")[0].isdecimal()
    for leaf in made.book.ledger.entries(0, 2):
        assert not any(word in leaf for word in (b"p-ana", b"p-rex", b"mill", b"six targets"))


def test_who_somebody_was_is_gone_with_the_key_of_the_epoch(tmp_path: Path) -> None:
    made = record(tmp_path)
    made.decided(ANA, RULES, ListRules(), decision()).wait()
    entry = entry_of(next(made.book.ledger.entries(0, 1)))
    names = made.book.pseudonyms()
    names.destroy(names.epoch(NOON.timestamp()))
    assert not names.matches(entry.subject, "p-ana")


def test_names_are_remembered_for_a_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledgers, "_NAMES_KEPT", 2)
    made = record(tmp_path)
    for number in range(5):
        subject = Subject(id=f"p-{number % 3}", kind=Kind.PERSON)
        made.decided(subject, RULES, ListRules(), decision(number)).wait()
    subjects = [entry_of(one).subject for one in made.book.ledger.entries(0, 5)]
    assert subjects[:2] == subjects[3:]
    assert len(set(subjects)) == 3


def test_the_ledger_at_home_goes_on_where_it_was(tmp_path: Path) -> None:
    for size in (1, 2):
        book = at_home(tmp_path)
        assert (
            LedgerRecord(book, still()).decided(OWNER.subject, RULES, ListRules(), decision()).wait().size
            == size
        )
        book.ledger.close()


def test_a_ledger_that_is_damaged_is_not_written_to(tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    folder.mkdir()
    (folder / "ledger.sqlite").write_bytes(b"something else entirely" * 100)
    with pytest.raises(Unavailable):
        at_home(tmp_path)
