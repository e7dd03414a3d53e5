"""What is asked about access, and how the answers read."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.unit.doors.cli.loopback import TOKEN, Loopback, Says, loopback


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def service(home: Path) -> Iterator[Loopback]:
    """One login for all: nothing here ends it, and each test says what is answered."""
    with loopback() as made:
        made.signed_in(home)
        yield made


@pytest.mark.parametrize(
    ("words", "what", "body"),
    [
        ("me", "GET /v1/me", None),
        ("list", "GET /v1/access", None),
        (
            "apply --tier 2 --statement why --evidence ab",
            "POST /v1/access/applications",
            {"tier": 2, "statement": "why", "evidence": ["ab"]},
        ),
        (
            "review a1 --approve --reasons known",
            "POST /v1/access/applications/a1/review",
            {"approve": True, "reasons": "known"},
        ),
        (
            "review ../a?1 --refuse --reasons unknown",
            "POST /v1/access/applications/..%2Fa%3F1/review",
            {"approve": False, "reasons": "unknown"},
        ),
        ("approve p1", "POST /v1/access/approvals/p1", None),
        ("held", "GET /v1/held", None),
        ("held-open h/1", "POST /v1/held/h%2F1/open", None),
        (
            "held-answer h1 --let-through --reasons fine",
            "POST /v1/held/h1/answer",
            {"let_through": True, "reasons": "fine"},
        ),
        (
            "held-answer h1 --confirm --reasons no",
            "POST /v1/held/h1/answer",
            {"let_through": False, "reasons": "no"},
        ),
        (
            "revoke --person p1 --reason left",
            "POST /v1/access/revocations",
            {
                "grant": "",
                "session": "",
                "seat": "",
                "person": "p1",
                "org": "",
                "appointment": "",
                "reason": "left",
            },
        ),
        (
            "sponsor c1 --reasons ours",
            "POST /v1/access/applications/c1/sponsor",
            {"reasons": "ours"},
        ),
        (
            "confirm c1 --reasons still",
            "POST /v1/access/applications/c1/confirm",
            {"reasons": "still"},
        ),
        (
            "audit c1 --reasons seen",
            "POST /v1/access/applications/c1/audit",
            {"reasons": "seen"},
        ),
        (
            "appoint p1 --office reviewer --reasons known",
            "POST /v1/access/appointments",
            {"person": "p1", "office": "reviewer", "reasons": "known"},
        ),
        (
            "agree a1 --object --reasons no",
            "POST /v1/access/appointments/a1",
            {"agree": False, "reasons": "no"},
        ),
        (
            "admit p1 --reasons ours",
            "POST /v1/access/admins",
            {"person": "p1", "reasons": "ours"},
        ),
        ("close-founding", "POST /v1/access/founding/close", None),
        (
            "appeal d1 --statement wrong",
            "POST /v1/access/appeals",
            {"decision": "d1", "statement": "wrong"},
        ),
        (
            "invite Ben --org Town --role reviewer",
            "POST /v1/identity/invitations",
            {"name": "Ben", "org": "Town", "team": "", "roles": ["reviewer"]},
        ),
        ("sessions", "GET /v1/sessions", None),
        ("leave --session s1", "POST /v1/sessions/leave", {"everywhere": False, "session": "s1"}),
        ("people", "GET /v1/people", None),
        ("people --after p/1", "GET /v1/people?after=p%2F1", None),
        ("seats", "GET /v1/seats", None),
        (
            "break-glass --incident INC-7 --target 192.0.2.7 --target 192.0.2.8 --reason now",
            "POST /v1/emergencies",
            {
                "incident": "INC-7",
                "targets": ["192.0.2.7", "192.0.2.8"],
                "reason": "now",
                "minutes": 60,
            },
        ),
        ("evidence", "GET /v1/evidence", None),
        ("evidence-start https://id", "POST /v1/evidence/start", {"provider": "https://id"}),
        ("emergencies", "GET /v1/emergencies", None),
        ("close-glass u1", "POST /v1/emergencies/u1/close", None),
        (
            "review-glass u1 --not-justified --reasons no",
            "POST /v1/emergencies/u1/review",
            {"justified": False, "reasons": "no"},
        ),
        (
            "seat --sponsor Town --key k --cap C2 --days 7",
            "POST /v1/seats",
            {"sponsor": "Town", "person": "", "key": "k", "vendor": "", "cap": "C2", "days": 7},
        ),
    ],
)
def test_each_command_asks_for_one_thing(
    service: Loopback, home: Path, words: str, what: str, body: object
) -> None:
    service.on(what, {"result": {"id": "a1", "state": "open"}})
    ran = service.ran(home, "access", *words.split())
    assert ran.code == 0, ran.err
    assert ran.out == "id: a1\nstate: open\n"
    assert service.asked[-1].what == what
    assert service.asked[-1].body == body
    assert service.asked[-1].token == TOKEN


@pytest.mark.parametrize(
    ("result", "page"),
    [
        ({}, "done\n"),
        ({"ended": 0, "why": "", "rows": []}, "done\n"),
        ({"ended": 2}, "ended: 2\n"),
        ({"approve": True, "gone": False}, "approve: yes\ngone: no\n"),
        ({"roles": ["operator", "reviewer"]}, "roles: operator, reviewer\n"),
        ({"applications": [{"id": "a1", "state": "open", "x": ""}]}, "applications: id=a1  state=open\n"),
        ({"mixed": [1, {"text": "two"}], "one": {"text": "three"}}, "mixed: 1\nmixed: two\none: three\n"),
        ({"until": 1795936718.6, "expires": 1e300}, "until: 2026-11-29 07:18 UTC\nexpires: 1e+300\n"),
        ({"pending": [{"id": "p", "expires": 1795936718}]}, "pending: id=p  expires=2026-11-29 07:18 UTC\n"),
        ({"name": "\x1b[2JAna\u202e"}, "name: \\x1b[2JAna\\u202e\n"),
    ],
)
def test_answers_read_as_lines(service: Loopback, home: Path, result: dict[str, Any], page: str) -> None:
    service.on("GET /v1/me", {"result": result})
    assert service.ran(home, "access", "me").out == page


def test_whether_something_could_be_done_is_the_exit_code_too(service: Loopback, home: Path) -> None:
    remedy = {"code": "prove_scope", "text": "Prove that you control it."}
    service.on("POST /v1/access/explain", {"result": {"allowed": False, "remedies": [remedy]}})
    ran = service.ran(home, "access", "explain", "code.discover", "--target", "app.example.org")
    assert ran.code == 3
    assert ran.out == "allowed: no\nremedies: Prove that you control it.\n"
    assert service.asked[-1].body == {"capability": "code.discover", "target": "app.example.org"}
    service.on("POST /v1/access/explain", {"result": {"allowed": True, "remedies": []}})
    assert service.ran(home, "access", "explain", "code.scan").code == 0


def test_programs_get_the_answer_as_it_is(service: Loopback, home: Path) -> None:
    said = {"decision": "d1", "result": {"name": "\u00c4na"}, "receipt": {"decision": "d1"}}
    service.on("GET /v1/me", said)
    assert json.loads(service.ran(home, "access", "--json", "me").out) == said


def test_a_refusal_says_what_would_change_it(service: Loopback, home: Path) -> None:
    remedies = [{"code": "ask_role", "text": "Ask an operator for the role reviewer."}]
    service.on("POST /v1/access/approvals/p1", Says(403, {"detail": "not allowed", "remedies": remedies}))
    ran = service.ran(home, "access", "approve", "p1")
    assert ran.code == 3
    assert ran.err == "error: not allowed\nhint: Ask an operator for the role reviewer.\n"
    assert ran.out == ""


def test_a_touch_is_asked_for_with_where_to_give_it(service: Loopback, home: Path) -> None:
    touch = {"remedies": [{"code": "touch_key", "text": "Touch."}], "told": {"touch": "ab" * 32}}
    service.on("POST /v1/access/approvals/p1", Says(403, touch), Says(200, {"result": {"id": "p1"}}))
    ran = service.ran(home, "access", "approve", "p1")
    assert ran.code == 3
    assert f"open {service.url}/#touch={'ab' * 32} and touch it, then run this again" in ran.err
    assert service.ran(home, "access", "approve", "p1").code == 0


@pytest.mark.parametrize(("status", "code"), [(404, 2), (409, 2), (429, 4), (503, 4)])
def test_what_else_goes_wrong_has_its_exit_code(
    service: Loopback, home: Path, status: int, code: int
) -> None:
    service.on("GET /v1/access", Says(status, {"detail": "so it is"}))
    assert service.ran(home, "access", "list").code == code


def test_an_answer_that_is_none_is_no_fault_of_ours(service: Loopback, home: Path) -> None:
    service.on("GET /v1/me", {"name": "Ana"})
    assert service.ran(home, "access", "me").code == 4


def test_nobody_signed_in_asks_nothing(service: Loopback, home: Path) -> None:
    before = len(service.asked)
    ran = service.ran(home / "other", "access", "me")
    assert ran.code == 2
    assert "vedette login" in ran.err
    assert len(service.asked) == before
    assert service.ran(home, "access").code == 2
    assert service.ran(home, "access", "revoke", "--reason", "x").code == 2
