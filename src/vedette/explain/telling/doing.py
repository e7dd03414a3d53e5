"""The last three parts: what to do, what waiting means, what we do not know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vedette.core.explanations import Audience, Sentence, Step
from vedette.core.levels import Severity
from vedette.explain.facts.item import advice_of, stakes_of
from vedette.explain.telling.advice import Advice, advice, command, decisions, donts, plan
from vedette.explain.telling.depth import DEPTHS
from vedette.explain.telling.speaker import Speaker

_URGENT: Final = frozenset((Severity.HIGH, Severity.CRITICAL))
_DECIDED: Final = {"isolate": "isolate_host", "lock": "lock_account"}
"""Decisions that are about one step."""
_OPEN: Final = (
    "entry",
    "data",
    "reach",
    "channel",
    "back",
    "ran",
    "machine",
    "questions",
    "opened",
    "secret",
    "used",
    "reachable",
    "blind",
    "meant",
    "later",
    "skipped",
    "limits",
)
"""Open questions, those whose answer weighs most first."""


def steps(speaker: Speaker) -> Iterator[Step]:
    """Return what to do, in order, traces before what destroys them."""
    done = speaker.facts.whole.marks
    names = [one for one in plan(advice_of(speaker.facts.main)) if f"did_{one}" not in done]
    names = names[: DEPTHS[speaker.audience].steps]
    if speaker.audience is Audience.DEVELOPER:
        names.sort(key=lambda one: advice(one).who != "developer")
    for name in names:
        made = _step(speaker, name, advice(name))
        if made is not None:
            yield made


def _step(speaker: Speaker, name: str, known: Advice) -> Step | None:
    main = speaker.facts.main
    do, check = speaker.say(f"step.{name}.do", main), speaker.say(f"step.{name}.check", main)
    if do is None or check is None:
        return None
    undo = speaker.words(f"step.{name}.undo", main)
    return Step(
        do=do,
        who=speaker.texts.owners[known.who],
        within=speaker.texts.within[known.within],
        check=check,
        undo=undo[1] if undo is not None else "",
        command=() if speaker.audience is Audience.EXECUTIVE else command(name, main),
    )


def around(speaker: Speaker) -> Iterator[Sentence | None]:
    """Say what has to be decided, and what must not be done."""
    main, depth = speaker.facts.main, DEPTHS[speaker.audience]
    done = speaker.facts.whole.marks
    wanted = [one for one in decisions(advice_of(main)) if f"did_{_DECIDED.get(one)}" not in done]
    for name in wanted[: depth.decisions]:
        yield speaker.say(f"decide.{name}", main)
    calm = [one for one in donts(advice_of(main)) if one != "panic" or main.severity not in _URGENT]
    for name in calm[: depth.donts]:
        yield speaker.say(f"dont.{name}", main)
    if depth.exact:
        yield from _exact(speaker)


def _exact(speaker: Speaker) -> Iterator[Sentence | None]:
    main = speaker.facts.main
    if "remedy" in main.marks:
        yield speaker.say("english.remedy", main)
    if "code" not in main.marks:
        return
    yield speaker.say(f"situation.{main.situation}.test", main)
    for known in speaker.facts.catalogued[:1]:
        yield speaker.say("english.fix", known)
        yield speaker.say("english.check", known)


def wait(speaker: Speaker) -> Iterator[Sentence | None]:
    """Say what happens if nobody acts."""
    main = speaker.facts.main
    yield speaker.say(f"situation.{stakes_of(main)}.wait", main)


def unknown(speaker: Speaker) -> Iterator[Sentence | None]:
    """Say what we do not know, and what would tell."""
    facts, depth = speaker.facts, DEPTHS[speaker.audience]
    whole = [facts.whole] if facts.whole is not facts.main else []
    open_questions = [(name, item) for name in _OPEN for item in (facts.main, *whole) if name in item.marks]
    kept = dict(reversed(open_questions))
    named = [name for name in _OPEN if name in kept][: depth.unknowns]
    if "skipped" in kept and "skipped" not in named:
        named = [*named[: depth.unknowns - 1], "skipped"]
    for name in named:
        full = speaker.say(f"unknown.{name}.full", kept[name]) if depth.tells else None
        yield full or speaker.say(f"unknown.{name}.ask", kept[name])
