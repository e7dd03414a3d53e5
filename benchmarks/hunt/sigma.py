"""Sigma: every SigmaHQ rule for Windows over attack samples; hits, what confirms them, and speed."""

from __future__ import annotations

import re
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import yaml

from benchmarks.hunt import sigma_zircolite
from benchmarks.hunt.sigma_oracle import UNEXPLAINED, Oracle
from benchmarks.hunt.sigma_worker import Hit, Ran, hit_of, read
from benchmarks.hunt.sigma_worker import run as match_all
from benchmarks.options import Options
from benchmarks.outcome import Cell, Outcome
from benchmarks.processes import Cost, form, measure
from vedette.hunt.sigma import plans
from vedette.hunt.sigma.matcher import Matcher
from vedette.hunt.sigma.reading import load_rules
from vedette.hunt.sigma.rules import RuleSet
from vedette.hunt.source import Skips

FOLDERS = ("rules", "rules-emerging-threats", "rules-threat-hunting")
_WINDOWS = re.compile(r"^\s+product:\s*['\"]?windows", re.MULTILINE)


@dataclass(slots=True)
class Result:
    """What was measured."""

    rows: list[tuple[str, Cell, str]] = field(default_factory=list)
    figures: dict[str, object] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    peers: list[str] = field(default_factory=list)

    def say(self, what: str, value: Cell, name: str = "", remark: str = "") -> None:
        """Put a line into the table, and a figure where it has a name."""
        self.rows.append((what, value, remark))
        if name:
            self.figures[name] = value


def run(options: Options) -> Outcome:
    """Match, confirm, compare."""
    sigma = options.needed("SIGMA", "a checkout of SigmaHQ/sigma")
    logs = sorted(options.needed("EVTX", "a folder of .evtx files").rglob("*.evtx"))
    texts = windows_rules(sigma)
    result = Result()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        rules = _load(texts, work, result)
        cost, ran = _median(work, logs, "EVTX")
        _tell_run(cost, ran, result)
        twice = _child(work, [*logs, *logs], "TWICE")[1]
        result.say(
            "events a CPU s, steady: the same logs once more",
            ran.events / max(twice.cpu_s - ran.cpu_s, 1e-3),
            "events_per_cpu_s_again",
            "the fastest a long run can get: every rule is compiled by then, and all values are known",
        )
        other = _peer(options, texts, logs, ran, result) if options.path("ZIRCOLITE") else None
        _confirm(rules, texts, logs, other, result)
        _alone(rules, logs, ran, result)
        _regression(rules, sigma, result)
        _json(options, work, result)
    result.figures.setdefault("times_zircolite", None)
    return Outcome(
        title="Sigma over Windows logs",
        header=("what", "value", "remark"),
        rows=result.rows,
        figures=result.figures,
        notes=result.notes,
        peers=result.peers,
    )


def windows_rules(sigma: Path) -> list[tuple[str, str]]:
    """Read every rule for Windows, as text."""
    paths = (path for folder in FOLDERS for path in sorted((sigma / folder).rglob("*.yml")))
    texts = ((path.relative_to(sigma).as_posix(), path.read_text(encoding="utf-8")) for path in paths)
    return [(name, text) for name, text in texts if _WINDOWS.search(text)]


def _load(texts: list[tuple[str, str]], work: Path, result: Result) -> RuleSet:
    began = time.process_time()
    rules = load_rules(texts)
    result.say("rules given", len(texts))
    result.say("rules that run", len(rules.rules))
    result.say("listed as unusable", len(rules.unusable), "unusable_rules")
    silent = len(texts) - len(rules.rules) - len({one.name for one in rules.unusable})
    result.say("rules dropped silently", silent, "silent_rules")
    result.say("CPU s to load from YAML", time.process_time() - began, "load_cpu_s")
    result.notes += [f"unusable: {one.name}: {one.reason}" for one in rules.unusable]
    (work / "rules").write_bytes(rules.to_bytes())
    start = min((_child(work, [], "start")[0] for _ in range(3)), key=lambda cost: cost.wall)
    result.say("wall s to start from the cache", start.wall, "start_s", "imports and an idle run")
    return rules


def _child(work: Path, logs: list[Path], name: str) -> tuple[Cost, Ran]:
    out = work / f"{name}.json"
    command = [sys.executable, "-m", "benchmarks.hunt.sigma_worker", str(work / "rules"), str(out)]
    cost = measure([*command, *map(str, logs)], ok=(0,))
    return cost, msgspec.json.decode(out.read_bytes(), type=Ran)


def _median(work: Path, logs: list[Path], name: str) -> tuple[Cost, Ran]:
    """Run three times, and take the one in the middle."""
    return sorted((_child(work, logs, name) for _ in range(3)), key=lambda pair: pair[1].cpu_s)[1]


def _tell_run(cost: Cost, ran: Ran, result: Result) -> None:
    files = {hit.file for hit in ran.hits}
    result.say("events", ran.events, "events", f"{ran.skipped} records skipped")
    result.notes.append(f"the matcher {form(plans)}")
    result.say("hits", len(ran.hits), "hits", f"{ran.signals} signals, {len(files)} files")
    result.say("rules that hit", len({hit.rule for hit in ran.hits}), "rules_hit")
    cold = (
        f"cold: {ran.events / max(ran.files, 1):.0f} events a log, each kind and value met for the first time"
    )
    result.say("events a CPU s, files to signals", ran.events / ran.cpu_s, "events_per_cpu_s", cold)
    result.say("CPU s of the whole process", cost.cpu, "process_cpu_s")
    result.say("peak MB", cost.peak_mb, "peak_mb")
    result.notes += ran.bounds


def _peer(
    options: Options, texts: list[tuple[str, str]], logs: list[Path], ran: Ran, result: Result
) -> Counter[tuple[str, int, str]]:
    """Run Zircolite on the same rules and logs."""
    other = sigma_zircolite.run(options, texts, logs)
    result.peers.append(other.version)
    hits = Counter(other.hits)
    ours = ran.events / ran.cpu_s
    result.say("Zircolite: hits", hits.total(), "zircolite_hits")
    result.say("Zircolite: events a CPU s", ran.events / other.cpu_s, "zircolite_events_per_cpu_s",
               "its start-up taken off")  # fmt: skip
    result.say("times Zircolite", ours / (ran.events / other.cpu_s), "times_zircolite")
    own = Counter((hit.rule, hit.number, hit.channel) for hit in ran.hits)
    result.say("its hits we do not have", (hits - own).total(), "zircolite_only")
    result.say("our hits it does not have", (own - hits).total(), "ours_only")
    result.notes += [f"only Zircolite: {hit}" for hit in hits - own]
    return hits


def _confirm(
    rules: RuleSet,
    texts: list[tuple[str, str]],
    logs: list[Path],
    other: Counter[tuple[str, int, str]] | None,
    result: Result,
) -> None:
    """Ask pySigma's backend about each of our hits."""
    names = dict(texts)
    oracle = Oracle({rule.about.id: names[rule.about.name] for rule in rules.rules})
    matcher, why = Matcher(rules), Counter[str]()
    left = other.copy() if other is not None else Counter[tuple[str, int, str]]()
    for event in read(logs, Skips()):
        for number in matcher.match(event):
            rule = rules.rules[number]
            hit = hit_of(rule.about.id, event, logs[event.source])
            place = (hit.rule, hit.number, hit.channel)
            if left[place] > 0:
                left[place] -= 1
                why["Zircolite has it too"] += 1
                continue
            reason = oracle.explain(rule, event)
            why[reason] += 1
            if reason == UNEXPLAINED:
                result.notes.append(f"unexplained: {rule.about.title}: {hit}")
    for reason, count in why.most_common():
        result.say(f"hits: {reason}", count)
    lost = result.figures.get("zircolite_only", 0)
    result.say(
        "differences without explanation", why[UNEXPLAINED] + int(str(lost)), "unexplained_differences"
    )


def _alone(rules: RuleSet, logs: list[Path], together: Ran, result: Result) -> None:
    """Run each file by itself: the answer may not depend on what else is in a run."""
    alone = [hit for log in logs for hit in match_all(rules, [log], keep=True).hits]
    same = sorted(alone) == sorted(together.hits)
    result.say("each file alone gives the same hits", "yes" if same else "no", "same_alone")


def _regression(rules: RuleSet, sigma: Path, result: Result) -> None:
    """Run SigmaHQ's own pairs of rule and log."""
    matcher, of, right, equal = Matcher(rules), 0, 0, 0
    for info in sorted((sigma / "regression_data").rglob("info.yml")):
        told = yaml.safe_load(info.read_text(encoding="utf-8"))
        wanted = {one["id"] for one in told.get("rule_metadata") or ()}
        for pair in told.get("regression_tests_info") or ():
            found = _count(matcher, sigma / pair["path"], wanted)
            of, right = of + 1, right + (found > 0)
            equal += found == pair.get("match_count", found)
    result.say("regression pairs", of, "regression_of")
    result.say(
        "regression pairs that hit", right, "regression_right", f"{equal} with just the count it states"
    )


def _count(matcher: Matcher, path: Path, wanted: set[str]) -> int:
    events = read([path], Skips())
    return sum(matcher.rules[rule].about.id in wanted for event in events for rule in matcher.match(event))


def _json(options: Options, work: Path, result: Result) -> None:
    """Match JSON lines, if some are given."""
    folder = options.path("MORDOR")
    if folder is None:
        return
    paths = sorted(path for path in folder.rglob("*.json") if path.is_file())
    cost, ran = _median(work, paths, "JSON")
    result.say("JSON: events", ran.events, "events_json", f"{len(paths)} files, {ran.skipped} skipped")
    result.say("JSON: hits", len(ran.hits), "hits_json")
    result.say("JSON: events a CPU s, files to signals", ran.events / ran.cpu_s, "events_per_cpu_s_json",
               "cold at first, then steady: logs of many events")  # fmt: skip
    result.say("JSON: peak MB", cost.peak_mb, "peak_mb_json")


__all__ = ["Hit", "run"]
