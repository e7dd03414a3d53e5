"""Patterns over the network: beacons, DNS tunnels, scans, made-up domains, stolen files.

Public sets lie under `DATA`, each a checkout by its project's name: `rita` (activecm/rita, test_data and
analysis), `slips` (stratosphereips/StratosphereLinuxIPS, dataset), `nDPI` (tests), `zed`
(brimdata/zed-sample-data), `zeek` (zeek/zeek), `suricata-verify` (OISF), `arkime` (arkime/arkime), `ja4`
(FoxIO-LLC/ja4), `PcapPlusPlus` (seladb/PcapPlusPlus), `dga-chrmor` (chrmor/DGA_domains_dataset), `dga-baderj`
(baderj/domain_generation_algorithms). What is not there is left out. Each alarm of the rule counts, however
unsure; a set's truth names who or what has to be named.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from typing import Final

from benchmarks.hunt import flows, intrusions, names, rita_cases, synthetic
from benchmarks.hunt import public as labelled_sets
from benchmarks.options import Options
from benchmarks.outcome import Cell, Outcome
from vedette.core.levels import Confidence
from vedette.hunt.detector import Detector
from vedette.hunt.event import Event
from vedette.hunt.patterns.beacons import Beacons
from vedette.hunt.patterns.dga import Dga
from vedette.hunt.patterns.dnstunnels import DnsTunnels
from vedette.hunt.patterns.exfiltration import Exfiltration
from vedette.hunt.patterns.firstseen import FirstSeen
from vedette.hunt.patterns.longconnections import LongConnections
from vedette.hunt.patterns.scans import Scans
from vedette.hunt.signal import Signal

HEADER: Final = (
    "pattern", "set", "who", "cases", "found", "missed", "false", "precision", "recall", "us/event"
)  # fmt: skip
NETWORK: Final[tuple[Callable[[], Detector], ...]] = (
    Beacons, Dga, DnsTunnels, Exfiltration, FirstSeen, LongConnections, Scans
)  # fmt: skip
SEEDS: Final = range(3)
SURE: Final = "ours, likely and surer"
_RITA: Final = "rita/test_data/"
_SLIPS: Final = "slips/dataset/"
_NDPI: Final = "nDPI/tests/cfgs/default/pcap/"
CAPTURES: Final = frozenset({".pcap", ".pcapng", ".cap", ".trace", ".dmp"})
TOOLS: Final = {
    "nDPI": _NDPI,
    "Zeek": "zeek/testing/btest/Traces",
    "suricata-verify": "suricata-verify/tests",
    "Arkime": "arkime/tests/pcap",
    "JA4": "ja4/pcap",
    "PcapPlusPlus": "PcapPlusPlus/Tests",
}
"""Captures of tools' own tests."""


@dataclass(frozen=True, slots=True)
class Case:
    """One set, the rule that is measured, and whom or what it has to name."""

    rule: str
    path: str
    truth: frozenset[str] = frozenset()


def _case(rule: str, path: str, *truth: str) -> Case:
    return Case(rule, path, frozenset(truth))


CASES: Final = (
    _case("pattern:beacon", f"{_RITA}missing_host", "73.54.23.243"),
    _case("pattern:beacon", f"{_RITA}proxy", "www.honestimnotevil.com"),
    _case("pattern:beacon", f"{_RITA}proxy_rolling"),
    _case("pattern:beacon", f"{_SLIPS}test18-malicious-ctu-sme-11-win", "66.63.168.35"),
    _case("pattern:beacon", "zed/zeek-default"),
    _case("pattern:dns-tunnel", f"{_NDPI}bad-dns-traffic.pcap", "skullseclabs.org"),
    _case("pattern:dns-tunnel", f"{_NDPI}dns_exfiltration.pcap", "192.168.203.167"),
    _case("pattern:dns-tunnel", f"{_NDPI}dns-exf.pcap", "*"),
    _case("pattern:dns-tunnel", f"{_NDPI}dns-tunnel-iodine.pcap", "*"),
    _case("pattern:dns-tunnel", f"{_RITA}missing_host"),
    _case("pattern:dns-tunnel", f"{_RITA}proxy_rolling"),
    _case("pattern:dns-tunnel", "zed/zeek-default"),
    _case("pattern:scan", f"{_SLIPS}port-scans/vertical", "192.168.1.9"),
    _case("pattern:scan", f"{_SLIPS}port-scans/horizontal", "10.0.2.112"),
    _case("pattern:scan", f"{_SLIPS}test11-portscan.binetflow", "10.8.0.69"),
    _case("pattern:scan", f"{_SLIPS}test12-icmp-portscan.pcap", "*"),
    _case("pattern:scan", f"{_SLIPS}test3-mixed.binetflow", "46.166.151.160"),
    _case("pattern:scan", f"{_SLIPS}test4-malicious.binetflow", "192.168.2.12"),
    _case("pattern:scan", f"{_SLIPS}test6-malicious.suricata.json"),
    _case("pattern:scan", f"{_NDPI}synscan.pcap", "172.16.0.8"),
    _case("pattern:scan", f"{_RITA}proxy_rolling"),
    _case("pattern:scan", "zed/zeek-default"),
    _case("pattern:dga", "zed/zeek-default"),
    _case("pattern:dga", f"{_RITA}proxy_rolling"),
)
"""`*`: anybody; the set is one attack and nothing else."""
_DEEDS: Final = (
    intrusions.beacons, intrusions.tunnels, intrusions.scans, intrusions.others, intrusions.senders,
    intrusions.gone,
)  # fmt: skip
_DETECTORS: Final[dict[str, Callable[[], Detector]]] = {
    "pattern:beacon": Beacons,
    "pattern:dns-tunnel": DnsTunnels,
    "pattern:scan": Scans,
    "pattern:dga": Dga,
    "pattern:exfiltration": Exfiltration,
    "pattern:long-connection": LongConnections,
    "pattern:icmp-channel": Exfiltration,
}


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

    def cells(self) -> tuple[Cell, ...]:
        """Return what the table shows."""
        alarms = self.found + self.false
        return (
            self.pattern, self.set, self.who, self.cases, self.found, self.cases - self.found, self.false,
            self.found / alarms if alarms else None, self.found / self.cases if self.cases else None,
            self.micros,
        )  # fmt: skip


def run(options: Options) -> Outcome:
    """Measure the network half by itself."""
    rows, figures = measure(options)
    return Outcome(title="Patterns over the network", header=HEADER, rows=rows, figures=figures)


def measure(options: Options) -> tuple[Sequence[Sequence[Cell]], dict[str, object]]:
    """Return the rows of the table and the figures."""
    data = options.path("DATA")
    public = [*_public(data)] if data else []
    tools, on_quiet = _tools(data) if data else ([], {})
    public += tools
    made_up = [row for seed in SEEDS for row in _made_up(seed)]
    letters = [Row(**values) for values in names.rows(data)] if data else []
    rows = [*public, *_summed(made_up), *letters]
    labelled = list(_labelled(data)) if data else []
    figures: dict[str, object] = {**on_quiet}
    for rule in sorted({row.pattern for row in rows}):
        for who in sorted({row.who for row in rows if row.pattern == rule}):
            figures[f"{rule} {who}"] = _figure([row for row in rows if (row.pattern, row.who) == (rule, who)])
    for row in labelled:
        figures[f"{row.pattern} {row.set} {row.who}"] = _figure([row])
    rows += labelled
    quiet = [_quiet(seed) for seed in SEEDS]
    events = sum(count for count, _ in quiet)
    figures["network_benign_events"] = events
    for least, name in ((Confidence.LIKELY, "likely"), (Confidence.POSSIBLE, "any")):
        alarms = sum(_at_least(signals, least) for _, signals in quiet)
        figures[f"network_alarms_per_100k_{name}"] = round(alarms * 100_000 / events, 3)
    tests = data / "rita" / "analysis" / "beacons_test.go" if data else None
    if tests is not None and tests.exists():
        figures["rita_cases"], figures["rita_max_difference"] = rita_cases.largest_difference(tests)
    return [row.cells() for row in rows], figures


def _figure(rows: Sequence[Row]) -> dict[str, float | None]:
    cases, found = sum(row.cases for row in rows), sum(row.found for row in rows)
    alarms = found + sum(row.false for row in rows)
    return {
        "precision": round(found / alarms, 3) if alarms else None,
        "recall": round(found / cases, 3) if cases else None,
    }


def _at_least(signals: Iterable[Signal], least: Confidence) -> int:
    unsure = {Confidence.POSSIBLE} if least != Confidence.POSSIBLE else set()
    return sum(1 for signal in signals if signal.confidence not in unsure)


def seen(make: Callable[[], Detector], stream: Iterable[Event]) -> tuple[list[Signal], float, int]:
    """Show events to a detector; return its signals, microseconds an event, and how many there were."""
    detector = make()
    shown = [event for event in stream if not detector.actions or event.action in detector.actions]
    began = time.process_time()
    for event in shown:
        detector.see(event)
    signals = list(detector.signals())
    return signals, (time.process_time() - began) * 1e6 / max(1, len(shown)), len(shown)


def _public(data: Path) -> Iterator[Row]:
    kept: dict[str, list[Event]] = {}
    for case in sorted(CASES, key=lambda case: case.path):
        if not (data / case.path).exists():
            continue
        if case.path not in kept:
            kept = {case.path: list(flows.everything(data / case.path))}
        signals, micros, _ = seen(_DETECTORS[case.rule], kept[case.path])
        found, false = _judged(case, signals)
        row = partial(Row, pattern=case.rule, set=case.path.removeprefix(_NDPI), cases=len(case.truth))
        yield row(found=found, false=false, micros=round(micros, 2))
        sure = [signal for signal in signals if signal.confidence != Confidence.POSSIBLE]
        found, false = _judged(case, sure)
        yield row(who=SURE, found=found, false=false)


def _labelled(data: Path) -> Iterator[Row]:
    """Sum up the sets whose sources say where beacons and tunnels are, by half."""
    counts: Counter[tuple[str, str, str, str]] = Counter()
    for case in labelled_sets.cases():
        path = case.found(data)
        if case.rule not in _DETECTORS or path is None:
            continue
        place = f"labelled, {case.half}{', too little in it' if case.little else ''}"
        signals, _, _ = seen(_DETECTORS[case.rule], labelled_sets.events(path))
        sure = [signal for signal in signals if signal.confidence != Confidence.POSSIBLE]
        for who, said in (("ours", signals), (SURE, sure)):
            found, false = case.judge(said)
            counts[case.rule, place, who, "cases"] += len(case.truths)
            counts[case.rule, place, who, "found"] += found
            counts[case.rule, place, who, "false"] += false
    for rule, place, who in sorted({key[:3] for key in counts}):
        numbers = {name: counts[rule, place, who, name] for name in ("cases", "found", "false")}
        yield Row(pattern=rule, set=place, who=who, **numbers)


def _captures(name: str, data: Path) -> tuple[list[Row], int, Counter[str]]:
    """Show each capture of a tool's tests that is no case here to every detector; hardly any is of an attack.

    Returns rows, how many events there were, and how many alarms at each level.
    """
    paths = [*(case.path for case in CASES), *(case.path for case in labelled_sets.cases())]
    cases = {data / path for path in paths}
    every = sorted((data / TOOLS[name]).rglob("*"))
    files = [one for one in every if one.suffix in CAPTURES and one not in cases]
    said: Counter[tuple[str, str]] = Counter()
    events = 0
    for file in files:
        stream = list(flows.events(file))
        events += len(stream)
        for make in NETWORK:
            for signal in seen(make, stream)[0]:
                said["ours", signal.rule] += 1
                said[SURE, signal.rule] += signal.confidence != Confidence.POSSIBLE
    rows = [
        Row(
            pattern=rule, set=f"{name}, {len(files)} captures", who=who, cases=0, found=0,
            false=sum(count for (one, what), count in said.items() if one == who and what.startswith(rule)),
        )
        for rule in ("pattern:beacon", "pattern:dns-tunnel", "pattern:scan")
        for who in ("ours", SURE)
    ]  # fmt: skip
    alarms = Counter({who: sum(n for (one, _), n in said.items() if one == who) for who in ("ours", SURE)})
    return rows, events, alarms


def _tools(data: Path) -> tuple[list[Row], dict[str, object]]:
    """Show the captures of several tools' tests; return rows, and alarms on them and on quiet days."""
    rows: list[Row] = []
    events, alarms = 0, Counter[str]()
    for name, folder in TOOLS.items():
        if (data / folder).exists():
            more, count, said = _captures(name, data)
            rows += more
            events += count
            alarms += said
    for case in labelled_sets.cases():
        quiet = not (case.truths or case.besides or case.holds)
        if quiet and case.rule == "pattern:beacon" and (data / case.path).exists():
            stream = list(labelled_sets.events(data / case.path))
            events += len(stream)
            for make in (Beacons, DnsTunnels, Dga, Exfiltration, LongConnections):
                for signal in seen(make, stream)[0]:
                    alarms["ours"] += 1
                    alarms[SURE] += signal.confidence != Confidence.POSSIBLE
    if not events:
        return rows, {}
    return rows, {
        "public_quiet_events": events,
        "public_quiet_alarms_per_100k_any": round(alarms["ours"] * 100_000 / events, 3),
        "public_quiet_alarms_per_100k_likely": round(alarms[SURE] * 100_000 / events, 3),
    }


def _judged(case: Case, signals: Iterable[Signal]) -> tuple[int, int]:
    """Count the truths that were named, and the alarms that name none of them."""
    named: set[str] = set()
    false = 0
    for signal in signals:
        if not signal.rule.startswith(case.rule):
            continue
        hits = case.truth & ({one.name for one in (*signal.actors, *signal.targets)} | {"*"})
        named |= hits
        false += not hits
    return len(named), false


def _made_up(seed: int) -> Iterator[Row]:
    """Put every deed into an office, and see which rule names whom."""
    office = synthetic.office(seed)
    wire = synthetic.Wire(Random(1_000 + seed))  # noqa: S311
    deeds = [deed for make in _DEEDS for deed in make(wire)]
    office += wire.events
    for rule in sorted({deed.rule for deed in deeds}):
        signals, micros, _ = seen(_DETECTORS[rule], office)
        truth = {deed.source for deed in deeds if deed.rule == rule}
        for who in ("ours", SURE):
            mine = [signal for signal in signals if signal.rule.startswith(rule)]
            if who == SURE:
                mine = [signal for signal in mine if signal.confidence != Confidence.POSSIBLE]
            actors = [{actor.name for actor in signal.actors} for signal in mine]
            yield Row(
                pattern=rule,
                set="made-up office",
                who=who,
                cases=len(truth),
                found=len(truth.intersection({name for names in actors for name in names})),
                false=sum(1 for names in actors if not names & truth),
                micros=round(micros, 2) if who != SURE else None,
            )


def _summed(rows: Sequence[Row]) -> Iterator[Row]:
    for rule, who in sorted({(row.pattern, row.who) for row in rows}):
        same = [row for row in rows if (row.pattern, row.who) == (rule, who)]
        yield Row(
            pattern=rule,
            set=f"made-up office, {len(same)} seeds",
            who=who,
            cases=sum(row.cases for row in same),
            found=sum(row.found for row in same),
            false=sum(row.false for row in same),
            micros=max((row.micros for row in same if row.micros is not None), default=None),
        )


def _quiet(seed: int) -> tuple[int, list[Signal]]:
    """Show an office that does no harm to every detector of the network."""
    office = synthetic.office(100 + seed)
    return len(office), [signal for make in NETWORK for signal in seen(make, office)[0]]
