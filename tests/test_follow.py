"""A follower killed again and again while logs are written: nothing is lost, nothing counted twice."""

import io
import json
import os
import random
import signal
import subprocess  # noqa: TID251  what is killed has to be a process of its own
import sys
import time
from pathlib import Path

import pytest

from tests.unit.hunt.network.wire import pcap, question, udp
from tests.unit.hunt.sources.windows.event_log_made import CHUNK, event_log, security
from tests.warm import warm
from vedette.app.live.follow import state_path
from vedette.app.live.journal import Counts, Journal
from vedette.doors.cli.console import Console
from vedette.doors.cli.entry import main

QUESTION = udp("10.0.0.5", 5_000, "10.0.0.1", 53, question("example.org"))
STARTS = 1_772_352_000
BURST = 400


class Following:
    """A folder, logs that grow in it, and a follower that is killed."""

    def __init__(self, home: Path) -> None:
        self.logs, self.state, self.alarms = home / "logs", home / "state", home / "alarms.jsonl"
        self.logs.mkdir()
        places = {"VEDETTE_DATA_DIR": str(home / "data"), "VEDETTE_CACHE_DIR": warm()}
        self.environ = {**os.environ, **places}
        self.lines = 0
        self.sprayers: list[str] = []

    @property
    def words(self) -> list[str]:
        return ["hunt", str(self.logs), "--follow", "--state", str(self.state), "-o", str(self.alarms)]

    def start(self) -> "subprocess.Popen[bytes]":
        """Start one that will be killed: what measures coverage would be cut off as well."""
        environ = {name: value for name, value in self.environ.items() if not name.startswith("COVERAGE")}
        command = [sys.executable, "-m", "vedette", *self.words]
        return subprocess.Popen(command, env=environ, stderr=subprocess.DEVNULL)  # noqa: S603  ourselves

    def catch_up(self) -> None:
        said = io.StringIO()
        assert main([*self.words, "--once"], Console(self.environ, said, said)) == 0, said.getvalue()

    def counts(self) -> Counts:
        journal = Journal(state_path(self.state))
        try:
            return journal.counts()
        finally:
            journal.close()

    def write(self, number: int) -> None:
        """Append a burst to one of three logs, in pieces that end within lines; one source sprays."""
        sprayer = f"203.0.113.{number}"
        self.sprayers.append(sprayer)
        text = "".join(self.line(number * BURST + n, sprayer, n) for n in range(BURST))
        self.lines += BURST
        with (self.logs / f"auth{number % 3}.log").open("ab", buffering=0) as file:
            data = text.encode()
            for at in range(0, len(data), 7_001):
                file.write(data[at : at + 7_001])
                time.sleep(0.002)

    @staticmethod
    def line(moment: int, sprayer: str, n: int) -> str:
        when = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(STARTS + moment))
        if n % 2:
            return f"{when} srv1 sshd[{n}]: Accepted publickey for anna from 10.0.0.7 port {4000 + n} ssh2\n"
        says = f"Failed password for invalid user u{n} from {sprayer} port {4000 + n} ssh2"
        return f"{when} srv1 sshd[{n}]: {says}\n"

    def told(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.alarms.read_bytes().splitlines() if line.endswith(b"}")]


def kill_again_and_again(following: Following, kills: int, chance: random.Random) -> None:
    """Start, write, kill -9 at some moment, start again."""
    for number in range(kills):
        process = following.start()
        try:
            following.write(number)
            time.sleep(chance.uniform(0.0, 1.5))
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()
    following.catch_up()


def check(following: Following) -> None:
    counts = following.counts()
    assert counts.events == following.lines
    assert counts.skipped == 0
    told = following.told()
    assert len({one["id"] for one in told}) == len(told) == counts.alarms
    sprays = [one for one in told if one["rule"] == "pattern:password-guessing" and not one["again"]]
    actors = [actor for one in sprays for actor in one["actors"]]  # type: ignore[attr-defined]
    assert sorted(actors) == sorted(f"address {one}" for one in following.sprayers)


def test_a_few_kills_lose_nothing(tmp_path: Path) -> None:
    following = Following(tmp_path)
    kill_again_and_again(following, 2, random.Random(1))  # noqa: S311  when to kill is no secret
    check(following)


@pytest.mark.slow
def test_many_kills_lose_nothing(tmp_path: Path) -> None:
    following = Following(tmp_path)
    kill_again_and_again(following, 60, random.Random(2))  # noqa: S311
    check(following)


def test_a_log_that_is_rotated_meanwhile_is_read_once(tmp_path: Path) -> None:
    following = Following(tmp_path)
    following.write(0)
    following.catch_up()
    (following.logs / "auth0.log").rename(tmp_path / "auth0.log.1")
    following.write(3)
    following.catch_up()
    check(following)


@pytest.mark.parametrize("rotated", ["auth0.log.1", "auth0-20260301.log"])
def test_a_log_that_is_rotated_beside_itself_is_read_once(tmp_path: Path, rotated: str) -> None:
    following = Following(tmp_path)
    following.write(0)
    following.catch_up()
    following.write(3)
    (following.logs / "auth0.log").rename(following.logs / rotated)
    following.write(6)
    following.catch_up()
    check(following)


def events(first: int, last: int) -> bytes:
    """Write an event log of ten events a chunk."""
    return event_log([security(number) for number in range(first, last + 1)], first=first)


def in_place(path: Path, data: bytes, at: int = 0) -> None:
    """Write as Windows does: over what was there."""
    with path.open("r+b") as file:
        file.seek(at)
        file.write(data)


def test_an_event_log_that_grows_and_goes_round_is_read_once(tmp_path: Path) -> None:
    following = Following(tmp_path)
    log = following.logs / "Security.evtx"
    log.write_bytes(events(1, 10))
    following.catch_up()
    assert following.counts().events == 10
    in_place(log, events(1, 20))
    following.catch_up()
    assert following.counts().events == 20
    following.catch_up()
    in_place(log, events(21, 30)[4096:], at=4096)  # the log is full: the oldest chunk is written over
    following.catch_up()
    assert following.counts().events == 30
    assert following.counts().skipped == 0


def test_an_event_log_that_was_cleared_begins_anew(tmp_path: Path) -> None:
    following = Following(tmp_path)
    log = following.logs / "Security.evtx"
    log.write_bytes(events(1, 20))
    following.catch_up()
    in_place(log, events(1, 5) + bytes(CHUNK))
    following.catch_up()
    assert following.counts().events == 25


def test_an_event_log_that_is_renamed_or_fetched_again_is_read_once(tmp_path: Path) -> None:
    following = Following(tmp_path)
    log, archive = following.logs / "Security.evtx", following.logs / "Archive-Security.evtx"
    log.write_bytes(events(1, 20))
    following.catch_up()
    log.rename(archive)
    log.write_bytes(events(21, 30))
    following.catch_up()
    assert following.counts().events == 30
    (tmp_path / "fetched").write_bytes(events(21, 40))
    (tmp_path / "fetched").rename(log)
    following.catch_up()
    following.catch_up()
    assert following.counts().events == 40
    log.write_bytes(event_log([security(number, user="Bob") for number in range(21, 51)], first=21))
    following.catch_up()
    assert following.counts().events == 70  # another machine's log, in the place of that one
    assert following.counts().unseen == 0


@pytest.mark.parametrize("killed", [False, True])
def test_a_log_that_is_moved_away_is_read_to_its_end_or_said_to_be_gone(
    tmp_path: Path, *, killed: bool
) -> None:
    following = Following(tmp_path)
    following.write(0)
    process = following.start()
    try:
        wait_for(following, process)
        if killed:
            process.kill()
            process.wait()
        following.write(3)
        (following.logs / "auth0.log").rename(tmp_path / "auth0.log.1")
        following.write(6)
        if not killed:
            wait_for(following, process)
    finally:
        process.kill()
        process.wait()
    following.catch_up()
    following.catch_up()
    if killed:
        following.lines -= BURST
        following.sprayers.pop(1)
        assert following.counts().unseen == 1
    check(following)


@pytest.mark.slow
def test_writing_moving_away_and_kills_in_turn_lose_nothing_that_was_there(tmp_path: Path) -> None:
    following = Following(tmp_path)
    for turn in range(3):
        following.write(6 * turn)
        process = following.start()
        try:
            wait_for(following, process)
            following.write(6 * turn + 3)
            (following.logs / "auth0.log").rename(tmp_path / f"auth0.log.{turn}")
            following.write(6 * turn + 1)  # into another log: nothing stands in the old place for a while
            wait_for(following, process)
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()
    following.catch_up()
    check(following)
    assert following.counts().unseen <= 3  # moved away less than a minute before the kill: nobody knows


def test_what_a_baseline_holds_raises_no_alarm(tmp_path: Path) -> None:
    following, said = Following(tmp_path), io.StringIO()
    following.write(0)
    saved = tmp_path / "baseline.json"
    words = ["hunt", str(following.logs), "--save-baseline", str(saved), "-o", str(tmp_path / "report.json")]
    assert main(words, Console(following.environ, said, said)) == 0, said.getvalue()
    (following.logs / "auth0.log").unlink()
    following.write(1)
    again = [*following.words, "--once", "--baseline", str(saved)]
    assert main(again, Console(following.environ, said, said)) == 0, said.getvalue()
    (told,) = [one for one in following.told() if one["rule"] == "pattern:password-guessing"]
    assert told["actors"] == ["address 203.0.113.1"]
    assert "earlier" not in str(told["places"])


def test_a_table_and_a_capture_are_taken_whole(tmp_path: Path) -> None:
    following = Following(tmp_path)
    (following.logs / "a.csv").write_text("time,user,source ip\n2021-01-01T00:00:00Z,anna,192.0.2.1\n")
    (following.logs / "a.pcap").write_bytes(pcap([(1_600_000_000_000_000, QUESTION)]))
    following.catch_up()
    assert following.counts().events == 1 + 2  # a row; a question and its flow
    with (following.logs / "a.csv").open("a") as file:
        file.write("2021-01-01T00:00:01Z,berta,192.0.2.2\n")
    following.catch_up()
    assert following.counts().events == 2 + 2


@pytest.mark.slow
def test_a_day_of_logs_leaves_memory_flat(tmp_path: Path) -> None:
    """A day in a few minutes: 30 records a second of event time, from many addresses."""
    following = Following(tmp_path)
    (following.logs / "auth.log").touch()
    process = following.start()
    sizes = []
    try:
        for hour in range(24):
            grow(following, hour)
            wait_for(following, process)
            sizes.append(resident_mb(process.pid))
    finally:
        process.kill()
        process.wait()
    assert following.counts().events == following.lines
    early, late = max(sizes[4:8]), max(sizes[-4:])
    assert late <= early * 1.25, sizes


def grow(following: Following, hour: int) -> None:
    with (following.logs / "auth.log").open("a") as file:
        for n in range(108_000):
            moment = hour * 3_600 + n // 30
            file.write(following.line(moment, f"198.{n % 200}.{hour}.{n % 251}", n))
    following.lines += 108_000


def wait_for(following: Following, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(600):
        assert process.poll() is None, "the follower ended by itself"
        if state_path(following.state).exists() and following.counts().events >= following.lines:
            return
        time.sleep(0.5)
    raise AssertionError("the follower does not keep up")


def resident_mb(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
