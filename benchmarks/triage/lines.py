"""The model of command lines on corpora it has not seen, beside character n-grams; `FIT=1` fits what ships.

For each corpus of attacks: fitted without it, without its authors' others, and without the ordinary lines it
is told apart from. `LINES=` is a folder of checkouts, see `linecorpora.py`.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np

from benchmarks.options import Options
from benchmarks.outcome import Cell, Outcome
from benchmarks.triage.fitting import Floats, Rows, Weights, area, fit, packed
from benchmarks.triage.linecorpora import ATTACKS, PARTNERS, SAME_AUTHORS, corpora, techniques
from vedette.triage.lines.model import DIMENSIONS, Model, pieces
from vedette.triage.lines.signs import pair_count, pairs, signs_of

SHARE = 0.4
"""Of the signs: between the two, where neither is lost."""
RIDGE = 3.0
ALARMS = 0.003
"""Share of hard ordinary lines, unseen, above which the threshold lies: below the 0.5 % we promise."""
SHIPS_WITH = (
    "tests-windows",
    "tests-unix",
    "questions-unix",
    "packages-unix",
    "images-windows",
    "images-unix",
    "packages-windows",
)
"""What ships is fitted to these: MIT, Apache-2.0, scripts of a Debian system; nothing of GPL collections."""
WEIGHTS = Path(__file__).parents[2] / "src" / "vedette" / "triage" / "lines" / "model.bin"
Table = dict[str, dict[str, Rows]]


class View(NamedTuple):
    """One way to look at lines."""

    features: Callable[[str], Sequence[int] | set[int]]
    dimensions: int


def ngrams(line: str) -> set[int]:
    """Return pieces of a line as it stands: the baseline."""
    text = line.lower()[:400].encode("utf-8", "replace")
    cut = (text[at : at + size] for size in (3, 4, 5) for at in range(max(len(text) - size + 1, 0)))
    return {zlib.crc32(one) & (DIMENSIONS - 1) for one in cut}


VIEWS = {
    "pieces": View(pieces, DIMENSIONS),
    "signs": View(lambda line: pairs(signs_of(line)), pair_count()),
    "baseline": View(ngrams, DIMENSIONS),
}


class Tested(NamedTuple):
    """How one unseen corpus came out."""

    name: str
    baseline: float
    ours: float
    hits: Floats
    others: Floats
    signed_hits: Floats
    signed_others: Floats

    @property
    def shell(self) -> str:
        """Say whose shell its lines are for."""
        return "unix" if self.name.endswith("unix") else "windows"

    @property
    def threshold(self) -> float:
        """Where few enough ordinary lines lie above; only lines with a sign are ever pointed at."""
        ranked = np.sort(self.signed_others)[::-1]
        place = int(len(self.others) * ALARMS)
        return float(ranked[place]) if place < len(ranked) else float(ranked[-1])

    def alarms(self, threshold: float) -> float:
        """Return the share of ordinary lines pointed at."""
        return float((self.signed_others > threshold).sum() / len(self.others))

    def row(self, threshold: float) -> tuple[Cell, ...]:
        """Return a row of the table."""
        one_in_hundred = np.sort(self.others)[::-1][len(self.others) // 100]
        flagged = float((self.signed_hits > threshold).sum() / len(self.hits))
        recall = float((self.hits > one_in_hundred).mean())
        areas = (round(self.baseline, 3), round(self.ours, 3))
        shares = (f"{recall:.1%}", f"{flagged:.1%}", f"{self.alarms(threshold):.2%}")
        return (self.name, len(self.hits), *areas, *shares)


def run(options: Options) -> Outcome:
    """Measure, and fit if asked to."""
    folder = options.needed("LINES", "a folder of checkouts of labelled command lines")
    lines = corpora(folder)
    table = {
        view: {name: Rows.of(map(way.features, held)) for name, held in lines.items()}
        for view, way in VIEWS.items()
    }
    signed = {name: np.array([bool(signs_of(line)) for line in held]) for name, held in lines.items()}
    tested = [_tested(table, name, signed) for name in ATTACKS if name in lines]
    least = {
        one.shell: max(other.threshold for other in tested if other.shell == one.shell) for one in tested
    }
    if options.get("FIT"):
        WEIGHTS.write_bytes(msgspec.msgpack.encode(_shipped(table, lines, least)))
    named = ", ".join(f"{name} {len(held):,}" for name, held in lines.items())
    return Outcome(
        title=f"Command lines of corpora not seen: {named}",
        header=("corpus", "lines", "baseline", "ours", "recall at 1 %", "flagged", "ordinary flagged"),
        rows=[*(one.row(least[one.shell]) for one in tested), _by_technique(lines, techniques(folder))],
        notes=("baseline and ours: area under the ROC curve",),
        figures={
            "beats_baseline": sum(one.ours > one.baseline for one in tested),
            "of": len(tested),
            "auc_min": round(min(one.ours for one in tested), 3),
            "auc_mean": round(sum(one.ours for one in tested) / len(tested), 3),
            "baseline_auc_mean": round(sum(one.baseline for one in tested) / len(tested), 3),
            "hard_negative_alarms": round(max(one.alarms(least[one.shell]) for one in tested), 5),
        },
    )


def _tested(table: Table, name: str, signed: dict[str, np.ndarray]) -> Tested:
    apart = {name, *PARTNERS[name], *(other for same in SAME_AUTHORS if name in same for other in same)}
    seen = [one for one in table["pieces"] if one not in apart]
    partners = [one for one in PARTNERS[name] if one in table["pieces"]]
    among = ([name], partners)
    of_pieces, of_signs = _spread(table, "pieces", seen, among), _spread(table, "signs", seen, among)
    hits, others = ((1 - SHARE) * one + SHARE * other for one, other in zip(of_pieces, of_signs, strict=True))
    plain = _spread(table, "baseline", seen, among)
    has = signed[name], np.concatenate([signed[one] for one in partners])
    areas = area(plain[0], plain[1]), area(hits, others)
    return Tested(name, *areas, hits, others, hits[has[0]], others[has[1]])


def _by_technique(lines: dict[str, list[str]], named: dict[str, str]) -> tuple[Cell, ...]:
    """Measure inside one corpus: techniques of one fifth left out, and a fifth of the ordinary lines."""
    hits = [one for name in ("tests-windows", "tests-unix") for one in lines.get(name, ())]
    others = [one for name, held in lines.items() if name not in ATTACKS for one in held]
    parts = np.array(
        [zlib.crc32(named.get(one, one).encode()) % 5 for one in hits]
        + [zlib.crc32(one.encode("utf-8", "replace")) % 5 for one in others]
    )
    labels = np.array([1.0] * len(hits) + [0.0] * len(others))
    scores = {view: np.zeros(len(labels)) for view in VIEWS}
    for view, way in VIEWS.items():
        features = [way.features(one) for one in (*hits, *others)]
        for part in range(5):
            seen, left = np.flatnonzero(parts != part), np.flatnonzero(parts == part)
            rows = Rows.of(features[one] for one in seen)
            shares = (
                np.where(labels[seen] > 0, 1 / labels[seen].sum(), 1 / (1 - labels[seen]).sum())
                * len(seen)
                / 2
            )
            made = fit(rows, labels[seen], shares, way.dimensions, RIDGE)
            known = made.scores(rows)
            scores[view][left] = (
                made.scores(Rows.of(features[one] for one in left)) - known.mean()
            ) / known.std()
    ours = (1 - SHARE) * scores["pieces"] + SHARE * scores["signs"]
    areas = [round(area(one[labels > 0], one[labels == 0]), 3) for one in (scores["baseline"], ours)]
    return ("tests, by technique", len(hits), *areas, "", "", "")


def _spread(table: Table, view: str, seen: Sequence[str], among: Sequence[Sequence[str]]) -> list[Floats]:
    """Fit on what is seen; score the others, in spreads of what was seen."""
    made = _fit(table, view, seen)
    scores = made.scores(Rows.joined([table[view][one] for one in seen]))
    asked = (made.scores(Rows.joined([table[view][one] for one in group])) for group in among)
    return [(one - scores.mean()) / scores.std() for one in asked]


def _fit(table: Table, view: str, seen: Sequence[str]) -> Weights:
    held = table[view]
    rows = Rows.joined([held[one] for one in seen])
    labels = np.concatenate([np.full(len(held[one]), float(one in ATTACKS)) for one in seen])
    shares = np.concatenate([np.full(len(held[one]), len(held[one]) ** -0.5) for one in seen])
    for label in (0.0, 1.0):
        shares[labels == label] /= shares[labels == label].sum()
    return fit(rows, labels, shares * len(labels) / 2, VIEWS[view].dimensions, RIDGE)


def _shipped(table: Table, lines: dict[str, list[str]], least: dict[str, float]) -> Model:
    seen = [one for one in SHIPS_WITH if one in lines]
    made = {
        view: packed(_fit(table, view, seen), Rows.joined([table[view][one] for one in seen]))
        for view in ("pieces", "signs")
    }
    return Model(
        pieces=made["pieces"],
        signs=made["signs"],
        share=SHARE,
        windows=least["windows"],
        unix=least["unix"],
        made_from=tuple(f"{one}: {len(lines[one]):,} lines" for one in seen),
    )
