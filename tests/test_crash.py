"""Killed under load, again and again: what was acknowledged is in the ledger, and the books balance."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import random
import shutil
import signal
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.browser import Answer, Browser
from tests.ports import free_port
from tests.serving import Served, environment, joined, leaves, served
from vedette.access.budgets import account
from vedette.access.nouns import Tier
from vedette.app.capabilities import CAPABILITIES
from vedette.app.caps import A_CAPABILITY, A_PERSON, OWN_AFFAIRS
from vedette.app.slots import DocumentSlots
from vedette.doors.cli.console import Console
from vedette.doors.cli.entry import main
from vedette.ledger.entries import Entry, Kind, entry_of
from vedette.ledger.pseudonyms import Pseudonyms
from vedette.store.documents import SqlDocuments
from vedette.store.sql import on_sqlite

PEOPLE = 4
LONGEST_S = 0.5
"""How long a service goes on under load before it is killed, at most."""
LOADED = 12
"""How much is acknowledged before that, where anything is: fewer would be no load."""
PATIENCE_S = 60
LOAD: tuple[tuple[str, str, object], ...] = (
    ("POST", "/v1/access/explain", {"capability": "code.discover", "target": "app.example.org"}),
    ("GET", "/v1/uploads", None),
    ("POST", "/v1/scope/check", {"target": "app.example.org"}),
    ("GET", "/v1/jobs", None),
    ("POST", "/v1/access/applications", {"tier": 1, "statement": "I look after it"}),
    ("GET", "/v1/jobs", None),
    ("POST", "/v1/jobs/code.discover", {"target": "app.example.org", "source": "mirror/app.py"}),
)
"""What everybody asks for, in turn: some of it is refused, and some is of no use."""


@dataclass
class Member:
    """Somebody who asks and asks, and keeps what was acknowledged."""

    who: Browser
    person: str
    receipts: list[dict[str, Any]] = field(default_factory=list)
    denied: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def work(self) -> None:
        """Ask until nobody answers any more."""
        try:
            for method, path, body in cycle(LOAD):
                self._ask(method, path, body)
        except httpx.TransportError:
            return
        except (Answer, KeyError, ValueError) as error:  # a thread's exception would not fail the test
            self.faults.append(repr(error))

    def _ask(self, method: str, path: str, body: object) -> None:
        try:
            self.receipts.append(self.who.ask(method, path, body)["receipt"])
        except Answer as said:
            if said.status >= 500 or said.status == 401:
                raise
            if said.body.get("reasons"):  # else it was allowed, and failed
                self.denied.append(said.body["decision"])


@dataclass
class World:
    """One service's data, those who use it, and how often it was killed."""

    folder: Path
    port: int
    chance: random.Random
    members: list[Member] = field(default_factory=list)
    kills: int = 0

    @contextmanager
    def up(self) -> Iterator[Served]:
        with served(self.folder, port=self.port) as service:
            yield service

    def people(self) -> None:
        """Have people in, before anything is killed."""
        with self.up() as service:
            operator = Browser(service.url)
            operator.enrol(service.link)
            operator.sign_in("operations")
            for number in range(PEOPLE):
                one = joined(service, operator, f"Person {number}", f"Org {number}")
                said = one.ask("GET", "/v1/me")
                self.members.append(Member(one, said["result"]["person"], [said["receipt"]]))
            operator.http.close()

    def kill(self) -> None:
        """Put the service under load, and kill it at some moment."""
        with self.up() as service:
            threads = [threading.Thread(target=one.work) for one in self.members]
            for one in self.members:
                one.who.reconnect()
            for thread in threads:
                thread.start()
            self._wait(self.chance.uniform(0, LONGEST_S))
            os.kill(service.process.pid, signal.SIGKILL)
            for thread in threads:
                thread.join()
        self.kills += 1
        assert [one.faults for one in self.members] == [[]] * PEOPLE

    def _wait(self, seconds: float) -> None:
        """Let some be killed before anything was acknowledged, and the others in the middle of it."""
        enough, end = self.acknowledged() + LOADED, time.monotonic() + PATIENCE_S
        while seconds > LONGEST_S / 4 and self.acknowledged() < enough:
            assert time.monotonic() < end
            time.sleep(0.005)
        time.sleep(seconds)

    def acknowledged(self) -> int:
        return sum(len(one.receipts) for one in self.members)

    def check(self) -> None:
        """Compare what lies on the disk with what was acknowledged."""
        data = self.folder / "data" / "service"
        kept = leaves(data)
        for receipt in (one for member in self.members for one in member.receipts):
            for part in (receipt["decided"], receipt["ended"]):
                assert hashlib.sha256(b"\0" + kept[part["index"]]).hexdigest() == part["leaf"]
        entries = [entry_of(leaf) for leaf in kept]
        refused = {one.id for one in entries if one.kind is Kind.DECIDED and one.verdict == "deny"}
        assert refused.issuperset(one for member in self.members for one in member.denied)
        unclean = [one for one in entries if one.kind is Kind.STARTED and "unclean" in one.reasons]
        assert self.kills - 1 <= len(unclean) <= self.kills, "the last kill shows at the next start"
        for member in self.members:
            _balance(data, member.person, entries, self.kills)

    def verify(self) -> None:
        """Export a copy of the ledger, as an exporter leaves an entry, and verify that with the known key."""
        home = self.folder / f"check-{self.kills}"
        export = home / "export"
        with self.up():
            for member in self.members:
                member.who.reconnect()
                assert member.who.ask("GET", "/v1/me")["result"]["person"] == member.person
            key = self.members[0].who.http.get("/v1/ledger/key").text.strip()
        shutil.copytree(self.folder / "data" / "service" / "ledger", home / "data" / "ledger")
        assert _said(environment(home), "ledger", "export", str(export))[0] == 0
        code, words = _said(environment(home), "ledger", "verify", str(export), "--trust", key)
        assert code == 0, words


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path, free_port(), random.Random(2026))  # noqa: S311
    made.people()
    yield made
    for member in made.members:
        member.who.http.close()


def test_a_service_that_is_killed_loses_nothing_it_acknowledged(world: World) -> None:
    _killed(world, 2)


def test_a_job_that_ran_when_the_service_was_killed_has_an_end(world: World) -> None:
    """No program of it is left, and whoever asks is told."""
    who = world.members[0].who
    _much_to_scan(world.folder / "mirror")
    with world.up() as service:
        who.reconnect()
        made = who.ask("POST", "/v1/jobs/code.scan", {"target": "folder:mirror"})
        job, end = made["result"]["job"]["id"], time.monotonic() + PATIENCE_S
        while not (children := _children(service.process.pid)):
            assert time.monotonic() < end
            time.sleep(0.005)
        os.kill(service.process.pid, signal.SIGKILL)
        service.process.wait()
        _gone(children)
    with world.up():
        who.reconnect()
        end = time.monotonic() + PATIENCE_S
        while (state := who.ask("GET", f"/v1/jobs/{job}")["result"]["job"]["state"]) in {"queued", "running"}:
            assert time.monotonic() < end
            time.sleep(0.1)
        assert state == "failed"
    entries = [entry_of(leaf) for leaf in leaves(world.folder / "data" / "service")]
    told = [one.outcome for one in entries if one.id == made["decision"] and one.kind is Kind.ENDED]
    assert told == ["done", "failed"], "it was let in, and came to nothing"


def _much_to_scan(folder: Path) -> None:
    """Write what takes many seconds to scan: however late the kill comes, it comes in the middle of it."""
    functions = "".join(f"def f{n}(x):\n    return f{n + 1}(x) or eval(x)\n" for n in range(300))
    for number in range(60):
        (folder / f"m{number}.py").write_text(functions)


def _children(process: int) -> list[int]:
    """The processes a process began, and those they began."""
    found = []
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for one in task.read_text().split():
                found += [int(one), *_children(int(one))]
    return found


def _gone(processes: list[int]) -> None:
    end = time.monotonic() + PATIENCE_S
    while any(Path(f"/proc/{one}").exists() for one in processes):
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_service_that_is_killed_two_hundred_times_loses_nothing_it_acknowledged(world: World) -> None:
    """Five minutes on two cores."""
    for _ in range(10):
        _killed(world, 20)


def _killed(world: World, times: int) -> None:
    for _ in range(times):
        world.kill()
        world.check()
    world.verify()
    print(f"{world.kills} kills, {world.acknowledged()} acknowledged in full")  # noqa: T201
    assert world.acknowledged() > PEOPLE + 4 * times, "there was a load"


def _said(there: dict[str, str], *words: str) -> tuple[int, str]:
    out = io.StringIO()
    return main(words, Console(there, out, out)), out.getvalue()


def _balance(data: Path, person: str, entries: Iterable[Entry], kills: int) -> None:
    """What counts as used is what is on the record as done, and what a kill left open: one each, at most."""
    own, whole = account("person", person, of="own affairs"), account("person", person)
    used, caps, held = _books(data)
    done = _done(data, person, entries)
    for name, limit in ((own, OWN_AFFAIRS), (whole, A_PERSON[Tier.T0])):
        assert used[name] <= limit == caps.get(name, limit)
        assert done[name] <= used[name] - held[name] <= done[name] + kills
        assert held[name] <= kills
    part = account("capability", "jobs.list", of=person)
    assert used[part] <= A_CAPABILITY["C0"]
    assert used[part] <= used[whole]


def _books(data: Path) -> tuple[Counter[str], dict[str, int], Counter[str]]:
    """Used, limits and what is put aside, by account."""
    used, caps, held = Counter[str](), dict[str, int](), Counter[str]()
    with closing(sqlite3.connect(f"file:{data / 'service.sqlite'}?mode=ro", uri=True)) as base:
        for by_day, amount, cap in base.execute("select account, used, cap from budgets"):
            name = by_day.removesuffix("/day")
            used[name] += amount
            caps[name] = cap
        for amount, holds in base.execute("select amount, holds from reservations where lapsed = 0"):
            held.update({name.removesuffix("/day"): amount for name, *_ in json.loads(holds)})
    return used, caps, held


def _done(data: Path, person: str, entries: Iterable[Entry]) -> Counter[str]:
    """How many of somebody's runs ended well, by the account they count against."""
    base = on_sqlite(data / "service.sqlite")
    name = Pseudonyms(DocumentSlots(SqlDocuments(base))).of(person, time.time())
    base.close()
    done = Counter[str]()
    for one in entries:
        if one.kind is Kind.ENDED and one.outcome == "done" and one.subject == name:
            known = CAPABILITIES[one.capability]
            own = known.self_service or known.role
            done[account("person", person, of="own affairs" if own else "")] += 1
    return done
