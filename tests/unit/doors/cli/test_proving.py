"""What is asked about who people and organisations are; numbers are typed here and never sent."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.doors.cli.loopback import Loopback, loopback
from vedette.core import guessable
from vedette.core.guessable import digest

SALT = "0f" * 16
MARK_SALT = "1e" * 16
SITTINGS = {
    "result": {
        "sittings": [
            {"sitting": "v-0", "salt": "", "mark_salt": ""},
            {"sitting": "v-1", "salt": SALT, "mark_salt": MARK_SALT},
        ]
    }
}
NUMBER = "C01X 00T478"
ATTEST = ("access", "video", "attest", "v-1", "--yes", "--reason", "hers", "--in-hand", "--face", "--held-up")


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Loopback]:
    monkeypatch.setattr(guessable, "_COST", 2)  # it is slow on purpose
    with loopback() as made:
        made.signed_in(tmp_path)
        made.on("GET /v1/proofing", SITTINGS)
        yield made


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{one}\n" for one in lines)))


@pytest.mark.parametrize(
    ("words", "what", "body"),
    [
        ("proofs", "GET /v1/proofing", None),
        ("video ask", "POST /v1/proofing/sittings", {"in_person": False}),
        ("video ask --in-person", "POST /v1/proofing/sittings", {"in_person": True}),
        ("video seat v/1", "POST /v1/proofing/sittings/v%2F1/seat", None),
        ("video phrase v-1", "POST /v1/proofing/sittings/v-1/phrase", None),
        ("video withdraw v-1", "POST /v1/proofing/sittings/v-1/withdraw", None),
        (
            "video attest v-1 --no --reason other",
            "POST /v1/proofing/sittings/v-1/attest",
            {"yes": False, "reason": "other"},
        ),
        (
            "video appeal d-1 --statement me",
            "POST /v1/proofing/appeals",
            {"decision": "d-1", "statement": "me"},
        ),
        (
            "video hear v-1 --uphold --reason seen",
            "POST /v1/proofing/sittings/v-1/hear",
            {"overturn": False, "reason": "seen"},
        ),
        (
            "credential start https://register.example",
            "POST /v1/proofing/credentials/start",
            {"provider": "https://register.example"},
        ),
        ("organisation o-1", "GET /v1/proofing/organisations/o-1", None),
        (
            "look-up o-1 --place first --reason listed --own-way",
            "POST /v1/proofing/organisations/o-1/registers",
            {"place": "first", "letter": "", "reason": "listed", "own_way": True},
        ),
    ],
)
def test_each_command_asks_for_one_thing(
    service: Loopback, tmp_path: Path, words: str, what: str, body: object
) -> None:
    service.on(what, {"result": {"stage": "open"}})
    ran = service.ran(tmp_path, "access", *words.split())
    assert (ran.code, ran.out) == (0, "stage: open\n"), ran.err
    assert (service.asked[-1].what, service.asked[-1].body) == (what, body)


def test_a_yes_is_sent_with_the_digest_of_the_number(
    service: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.on("POST /v1/proofing/sittings/v-1/attest", {"result": {"stage": "passed"}})
    typed(monkeypatch, "amber wolf", NUMBER, NUMBER)
    ran = service.ran(tmp_path, *ATTEST)
    assert ran.code == 0, ran.err
    assert service.asked[-1].body == {
        "yes": True,
        "reason": "hers",
        "in_hand": True,
        "face": True,
        "held_up": True,
        "in_person": False,
        "heard": "amber wolf",
        "document": digest(NUMBER, SALT),
        "mark": digest(NUMBER, MARK_SALT),
    }
    assert not any("C01X" in repr(one) for one in service.asked)
    assert "C01X" not in ran.out + ran.err


def test_a_number_typed_in_two_ways_is_not_sent(
    service: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, "amber wolf", NUMBER, "C01X 00T479")
    ran = service.ran(tmp_path, *ATTEST)
    assert ran.code == 2
    assert "typed in two ways" in ran.err
    assert not service.bodies("POST /v1/proofing/sittings/v-1/attest")


def test_who_has_no_seat_is_told_so_before_they_type(
    service: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch)
    ran = service.ran(tmp_path, *ATTEST[:3], "v-0", *ATTEST[4:])
    assert ran.code == 2
    assert "vedette access video seat" in ran.err


def test_on_a_terminal_numbers_are_not_shown(
    service: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    asked: list[str] = []

    def hidden(words: str) -> str:
        asked.append(words)
        return NUMBER

    monkeypatch.setattr("sys.stdin", Terminal("amber wolf\n"))
    monkeypatch.setattr("getpass.getpass", hidden)
    service.on("POST /v1/proofing/sittings/v-1/attest", {"result": {"stage": "passed"}})
    assert service.ran(tmp_path, *ATTEST).code == 0
    assert asked == ["the document's number: ", "the document's number, again: "]


def test_a_call_is_noted_with_the_digest_of_the_number(
    service: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.on("GET /v1/proofing/organisations/o-1", {"result": {"salt": SALT}})
    service.on("POST /v1/proofing/organisations/o-1/calls", {"result": {"done": "call-back confirmed"}})
    typed(monkeypatch, "+49 30 1234567", "+49 30 1234567")
    words = ("--place", "regulator", "--answered", "confirmed", "--reason", "spoke to them", "--own-way")
    assert service.ran(tmp_path, "access", "call-back", "o-1", *words).code == 0
    assert service.asked[-1].body == {
        "place": "regulator",
        "number": digest("+49301234567", SALT),
        "answered": "confirmed",
        "reason": "spoke to them",
        "own_way": True,
    }


def test_of_files_a_letter_is_digested_and_a_credential_is_sent(service: Loopback, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("a~b~\n")
    service.on("POST /v1/proofing/organisations/o-1/registers", {"result": {"done": "letter"}})
    words = ("access", "look-up", "o-1", "--letter", str(file), "--reason", "signed")
    assert service.ran(tmp_path, *words).code == 0
    assert service.asked[-1].body["letter"] == hashlib.sha256(b"a~b~\n").hexdigest()
    service.on("POST /v1/proofing/credentials", {"result": {"label": "IAL2-like"}})
    assert service.ran(tmp_path, "access", "credential", "show", "n" * 16, str(file)).code == 0
    assert service.asked[-1].body == {"nonce": "n" * 16, "presentation": "a~b~"}
    ran = service.ran(tmp_path, "access", "credential", "show", "n" * 16, str(tmp_path / "none"))
    assert ran.code == 2
    assert "none" in ran.err
