"""How often a question in everyday words finds its entry first, or among five: by words, and by meaning."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from time import process_time
from typing import Final

from msgspec import Struct

from benchmarks.options import Options
from benchmarks.outcome import Outcome
from vedette.knowledge.catalogues import attack
from vedette.knowledge.glossary import Glossary
from vedette.knowledge.search import search
from vedette.knowledge.searchentries import Described

QUESTIONS: Final = Path(__file__).with_name("questions.tsv")
TERM: Final = "term:"
AMONG: Final = 5
PARTS: Final = {"tune": ("tune", "more"), "held": ("held",), "drawn": ("drawn",)}
"""Search may be tuned on the first; the others were written before it, and are only counted."""


class Question(Struct, frozen=True):
    """What somebody asks, and the ids of the entries any of which answers it."""

    part: str
    words: str
    answers: frozenset[str]


def questions() -> Iterator[Question]:
    """Read the table; a term is meant by any way it is written."""
    terms = Glossary.load("en").terms
    forms = {form.casefold(): one.term for one in terms for form in (one.term, *one.forms)}
    for line in QUESTIONS.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            part, words, answers = line.split("\t")
            named = (one.removeprefix(TERM) for one in answers.split("|"))
            yield Question(part, words, frozenset(forms.get(one.casefold(), one) for one in named))


def place(question: Question, *, meaning: bool, described: tuple[Described, ...] = ()) -> int:
    """Return where the first answer stands, counting from 1; 0 where it is not among the best."""
    found = search(question.words, AMONG, meaning=meaning, described=described)
    return next((number for number, one in enumerate(found, 1) if one.id in question.answers), 0)


def published(options: Options) -> Iterator[Described]:
    """Read what bundles of ATT&CK say, if a folder of them is given."""
    folder = options.path("ATTACK")
    for path in sorted(folder.glob("*.json")) if folder is not None else ():
        for ident, one in attack.read(path.read_bytes()).entries:
            if not one.replaced_by:
                yield Described(id=ident, kind="technique", name=one.name, says=one.says)


def run(options: Options) -> Outcome:
    """Ask every question, by words only and by meaning too; `show=tune` lists what is missed of those.

    `ATTACK=` a folder of STIX bundles asks as if they were mounted.
    """
    held = list(questions())
    described = tuple(published(options))
    began = process_time()
    search("warm up", described=described)
    figures: dict[str, object] = {"build_cpu_s": round(process_time() - began, 3)}
    rows: list[tuple[str, str, int, float, float]] = []
    missed: list[str] = []
    for name, parts in PARTS.items():
        asked = [one for one in held if one.part in parts]
        for way, meaning in (("words", False), ("meaning", True)):
            places = [place(one, meaning=meaning, described=described) for one in asked]
            first = sum(one == 1 for one in places) / len(asked)
            among = sum(one > 0 for one in places) / len(asked)
            rows.append((name, way, len(asked), first, among))
            figures[f"{name}_{way}_hit1"] = round(first, 3)
            figures[f"{name}_{way}_hit{AMONG}"] = round(among, 3)
            if meaning and name == options.get("show") == "tune":
                missed += [one.words for one, at in zip(asked, places, strict=True) if not at]
    return Outcome(
        title="questions in everyday words",
        header=("questions", "by", "asked", "first", f"among {AMONG}"),
        rows=rows,
        figures=figures,
        notes=missed,
    )
