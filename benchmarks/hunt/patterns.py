"""Patterns no rule names: precision, recall and false alarms on labelled public sets and on made-up ones.

`DATA` is a folder of checkouts of public sets by their names (benchmarks/README.md says which); a set that
is not there is left out and said so. Beside ours stands a character n-gram model for web payloads, learnt
from the same public training half. The network half is in `patterns_net.py`.
"""

from __future__ import annotations

import csv
import importlib
import random
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, Final
from urllib.parse import unquote_plus

from benchmarks.hunt import synthetic_hosts, synthetic_logs
from benchmarks.hunt.ngrams import NGrams
from benchmarks.options import Options
from benchmarks.outcome import Cell, Outcome
from vedette.core.attacks import EntityKind
from vedette.core.levels import Severity
from vedette.hunt.actions import FAILURE
from vedette.hunt.detector import Detector
from vedette.hunt.event import Event
from vedette.hunt.instants import SECOND
from vedette.hunt.patterns import DETECTORS
from vedette.hunt.patterns.logins.guessing import PasswordGuessing
from vedette.hunt.patterns.payloads import judge_payload
from vedette.hunt.patterns.web.attacks import WebAttacks
from vedette.hunt.signal import Signal
from vedette.hunt.source import Skips, Source
from vedette.hunt.sources.formats import recognise

HEADER = ("pattern", "set", "who", "cases", "found", "missed", "false", "precision", "recall", "us/event")
_ACCESS_LOG: Final = (
    "EVTX-ATTACK-SAMPLES/Command and Control/web_attack_and_isp_webshell_localhost_access_log.txt"
)
_LABEL: Final = re.compile(r"<script|%3cscript|/\.\./\.\.|/etc/passwd|/cmd\.jsp", re.IGNORECASE)
"""Labels the access log by hand's rule: who sent any of these attacked."""
_SEEDS: Final = range(10)
_TOLD: Final = frozenset({Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL})


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table."""

    pattern: str
    set: str
    who: str = "ours"
    cases: int
    found: int
    false: int
    micros: float | None = None

    @property
    def precision(self) -> float | None:
        """Share of alarms that are true."""
        alarms = self.found + self.false
        return self.found / alarms if alarms else None

    @property
    def recall(self) -> float | None:
        """Share of cases found."""
        return self.found / self.cases if self.cases else None

    def cells(self) -> tuple[Cell, ...]:
        """Return what the table shows."""
        return (
            self.pattern, self.set, self.who, self.cases, self.found, self.cases - self.found, self.false,
            self.precision, self.recall, self.micros,
        )  # fmt: skip


def run(options: Options) -> Outcome:
    """Measure all."""
    data = options.path("DATA")
    rows = [*guesses(data), *requests(data), *hosts(), *(payloads(data) if data else [])]
    net, net_figures = _network(options)
    benign = list(quiet(data))
    alarms = sum(count for _, _, count in benign)
    total = sum(seen for _, seen, _ in benign)
    figures: dict[str, object] = {
        f"{row.pattern} {row.set} {row.who}": {"precision": row.precision, "recall": row.recall}
        for row in rows
    }
    figures["benign_events"] = total
    figures["alarms_per_100k_benign"] = round(alarms * 100_000 / total, 3) if total else None
    figures["benign"] = {name: {"events": seen, "alarms": count} for name, seen, count in benign}
    return Outcome(
        title="Patterns",
        header=HEADER,
        rows=[*(row.cells() for row in rows), *net],
        figures={**figures, **net_figures},
        notes=[
            "Sets called made-up are synthetic (seeded); the others are public.",
            *(f"benign: {name}: {count} alarms in {seen:,} events" for name, seen, count in benign),
            *([] if data else ["DATA was not given: no public set was measured."]),
        ],
    )


def _network(options: Options) -> tuple[Sequence[Sequence[Cell]], dict[str, object]]:
    """Return the network half's rows and figures, where it is there."""
    try:
        module: Any = importlib.import_module("benchmarks.hunt.patterns_net")
    except ModuleNotFoundError:
        return [], {}
    rows, figures = module.measure(options)
    return rows, figures


def _opened(path: Path) -> BinaryIO:
    return path.open("rb")


def events(path: Path) -> list[Event]:
    """Read a log with the product's own readers; when it was written gives a year to times without one."""
    source = Source(
        number=0,
        name=path.name,
        size=path.stat().st_size,
        open=partial(_opened, path),
        path=path,
        modified=int(path.stat().st_mtime * SECOND),
    )
    skips = Skips()
    form = recognise(source, None, skips)
    return list(form.read(source, skips)) if form is not None else []


def seen(detector: Detector, stream: Iterable[Event]) -> tuple[list[Signal], float]:
    """Show events to a detector; return what it says, and CPU microseconds an event."""
    wanted = [event for event in stream if not detector.actions or event.action in detector.actions]
    began = time.process_time()
    for event in wanted:
        detector.see(event)
    micros = (time.process_time() - began) * 1e6 / max(1, len(wanted))
    return [one for one in detector.signals() if one.severity in _TOLD], micros


def sources(signal: Signal) -> set[str]:
    """Return the addresses a signal blames."""
    return {one.name for one in signal.actors if one.kind in {EntityKind.ADDRESS, EntityKind.HOST}}


def guesses(data: Path | None) -> Iterator[Row]:
    """Measure guessed passwords."""
    yield from _made_up("password guessing", synthetic_logs.guessing, PasswordGuessing)
    if data is None:
        return
    for name, glob, wanted in (
        ("loghub OpenSSH_2k", "loghub/OpenSSH/OpenSSH_2k.log", _labelled_ssh),
        (
            "EVTX-ATTACK kerberos spray",
            "EVTX-ATTACK-SAMPLES/Credential Access/kerberos_pwd_spray_4771.evtx",
            _all_failing,
        ),
    ):
        path = data / glob
        if path.exists():
            stream = events(path)
            truth = wanted(stream)
            signals, micros = seen(PasswordGuessing(), stream)
            blamed = {name for one in signals for name in sources(one)}
            yield Row(
                pattern="password guessing", set=name, cases=len(truth), found=len(truth & blamed),
                false=len(blamed - truth - _others(stream)), micros=micros,
            )  # fmt: skip


def _labelled_ssh(stream: list[Event]) -> set[str]:
    """Label by hand's rule: addresses that failed 20 times and more, or for eight accounts and more."""
    tries: dict[str, list[str]] = {}
    for event in stream:
        if event.action == "login" and event.outcome == "failure" and event.source_ip:
            tries.setdefault(event.source_ip, []).append(event.user or "")
    return {address for address, users in tries.items() if len(users) >= 20 or len(set(users)) >= 8}  # noqa: PLR2004


def _others(stream: list[Event]) -> set[str]:
    """Return addresses that only ever fail: to blame them too is no false alarm."""
    good = {event.source_ip for event in stream if event.outcome == "success"}
    failing = {event.source_ip for event in stream if event.outcome == "failure" and event.source_ip}
    return failing - good


def _all_failing(stream: list[Event]) -> set[str]:
    return {event.source_ip for event in stream if event.outcome == "failure" and event.source_ip}


def requests(data: Path | None) -> Iterator[Row]:
    """Measure web attacks by source."""
    yield from _made_up("web attacks by source", synthetic_logs.web, WebAttacks)
    path = data / _ACCESS_LOG if data else None
    if path is not None and path.exists():
        stream = events(path)
        truth = {event.source_ip for event in stream if event.source_ip and _LABEL.search(event.url or "")}
        signals, micros = seen(WebAttacks(), stream)
        blamed = {name for one in signals for name in sources(one)}
        yield Row(
            pattern="web attacks by source",
            set="EVTX-ATTACK access log",
            cases=len(truth),
            found=len(truth & blamed),
            false=len(blamed - truth),
            micros=micros,
        )


def _made_up(
    pattern: str, make: Callable[[random.Random], synthetic_logs.Set], detector: Callable[[], Detector]
) -> Iterator[Row]:
    found: dict[str, int] = {}
    cases: dict[str, int] = {}
    false, spent = 0, 0.0
    for seed in _SEEDS:
        made = make(random.Random(seed))  # noqa: S311  not a secret
        signals, micros = seen(detector(), made.sorted())
        spent += micros / len(_SEEDS)
        blamed = [sources(one) for one in signals]
        attackers = set().union(*made.truth.values())
        false += sum(not one & attackers for one in blamed)
        for kind, who in made.truth.items():
            cases[kind] = cases.get(kind, 0) + 1
            hit = len(who & set().union(*blamed)) * 2 >= len(who)
            found[kind] = found.get(kind, 0) + hit
    for kind, count in cases.items():
        yield Row(
            pattern=pattern, set=(f"made-up: {kind}"), cases=count, found=found[kind], false=0, micros=spent
        )
    yield Row(
        pattern=pattern,
        set=("made-up: all"),
        cases=sum(cases.values()),
        found=sum(found.values()),
        false=false,
        micros=spent,
    )


def hosts() -> Iterator[Row]:
    """Measure what is done on hosts: each alarm names the harm of its own rule, or is false."""
    cases: dict[str, int] = {}
    found: dict[str, int] = {}
    false: dict[str, int] = {}
    for seed in _SEEDS:
        stream, harms = synthetic_hosts.make(random.Random(seed))  # noqa: S311  not a secret
        signals = [one for make in DETECTORS for one in seen(make(), stream)[0]]
        for harm in harms:
            named = [one for one in signals if one.rule == harm.rule and _names(one, harm.names)]
            cases[harm.rule] = cases.get(harm.rule, 0) + 1
            found[harm.rule] = found.get(harm.rule, 0) + bool(named)
        for one in signals:
            if not any(_names(one, harm.names) for harm in harms):
                false[one.rule] = false.get(one.rule, 0) + 1
    for rule in sorted({*cases, *false}):
        yield Row(
            pattern=rule,
            set=("made-up hosts"),
            cases=cases.get(rule, 0),
            found=found.get(rule, 0),
            false=false.get(rule, 0),
        )


def _names(signal: Signal, name: str) -> bool:
    return any(one.name == name for one in (*signal.actors, *signal.targets))


def payloads(data: Path) -> Iterator[Row]:
    """Measure single payloads, ours and the baseline's."""
    folder = data / "HttpParamsDataset"
    if not folder.exists():
        return
    train, test = _labelled(folder / "payload_train.csv"), _labelled(folder / "payload_test.csv")
    model = NGrams()
    model.learn([text for text, _ in train], [kind != "norm" for _, kind in train])
    judges: tuple[tuple[str, Callable[[str], bool]], ...] = (
        ("ours", lambda text: judge_payload(text) is not None),
        ("n-grams", lambda text: model.chance(text) > 0.5),  # noqa: PLR2004
    )
    harmless = _lines(data / "libinjection" / "data" / "false_positives.txt")
    real = _lines(data / "libinjection" / "data" / "sqli-forums.txt")
    for who, judge in judges:
        yield from _judged(who, judge, "HttpParams test", test)
        if harmless:
            yield Row(
                pattern="web payloads",
                set=f"libinjection false positives ({len(harmless)} harmless)",
                who=who,
                cases=0,
                found=0,
                false=sum(map(judge, harmless)),
            )
        if real:
            yield Row(
                pattern="web payloads",
                set="libinjection sqli-forums",
                who=who,
                cases=len(real),
                found=sum(map(judge, real)),
                false=0,
            )


def _judged(who: str, judge: Callable[[str], bool], name: str, texts: list[tuple[str, str]]) -> Iterator[Row]:
    began = time.process_time()
    said = [(kind, judge(text)) for text, kind in texts]
    micros = (time.process_time() - began) * 1e6 / len(texts)
    false = sum(hit for kind, hit in said if kind == "norm")
    for one in sorted({kind for kind, _ in said} - {"norm"}):
        hits = [hit for kind, hit in said if kind == one]
        yield Row(
            pattern="web payloads",
            set=f"{name}: {one}",
            who=who,
            cases=len(hits),
            found=sum(hits),
            false=0,
        )
    hits = [hit for kind, hit in said if kind != "norm"]
    harmless = len(said) - len(hits)
    yield Row(
        pattern="web payloads",
        set=f"{name}: all (and {harmless:,} harmless)",
        who=who,
        cases=len(hits),
        found=sum(hits),
        false=false,
        micros=micros,
    )


def _labelled(path: Path) -> list[tuple[str, str]]:
    with path.open(encoding="utf-8", errors="replace", newline="") as lines:
        return [(row["payload"], row["attack_type"]) for row in csv.DictReader(lines)]


def _lines(path: Path) -> list[str]:
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return [unquote_plus(line) for line in lines if line and not line.startswith("#")]


def quiet(data: Path | None) -> Iterator[tuple[str, int, int]]:
    """Show ordinary days to every detector; give name, events and alarms of each."""
    chance = random.Random(99)  # noqa: S311  not a secret
    office = sorted(synthetic_logs.office(chance, 400, 10), key=lambda event: event.time or 0)
    ordinary: list[tuple[str, list[Event]]] = [
        ("made-up office", office),
        ("made-up office, failures only", [event for event in office if event.outcome == FAILURE]),
        ("made-up shop", list(synthetic_logs.shop(chance, 120_000))),
    ]
    log = data / "examples" / "Common Data Formats" / "apache_logs" / "apache_logs" if data else None
    if log is not None and log.exists():
        ordinary.append(("elastic/examples apache_logs", events(log)))
    for name, stream in ordinary:
        alarms = 0
        for make in DETECTORS:
            signals, _ = seen(make(), stream)
            alarms += len(signals)
        yield name, len(stream), alarms
