"""The first three parts: what happened, why it matters, how sure we are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vedette.core.explanations import Sentence
from vedette.core.levels import Confidence
from vedette.explain.facts.item import Item, stakes_of
from vedette.explain.facts.judged import DOUBTFUL
from vedette.explain.facts.situations import deeds, order
from vedette.explain.telling.depth import DEPTHS
from vedette.explain.telling.speaker import Speaker

_MOMENTS = ("on_install", "on_open", "on_import")


def title(speaker: Speaker) -> Sentence:
    """Return the heading."""
    main = speaker.facts.main
    row = {"attack": "attack", "judgement": "thing", "exposure": "exposure", "coverage": "nothing"}.get(
        main.kind
    )
    row = row or next((mark for mark in ("seen", "code") if mark in main.marks), "thing")
    said = speaker.say(f"title.{row}", main)
    assert said is not None  # noqa: S101  each row fills from what every such item has
    return said


def happened(speaker: Speaker) -> Iterator[Sentence | None]:
    """Say what happened: the story, then how it hangs together, then the rest by group."""
    facts, depth = speaker.facts, DEPTHS[speaker.audience]
    main = facts.main
    if main.kind == "attack":
        yield speaker.say("open.when" if "when" in main.marks else "open.no_time", main)
    else:
        yield speaker.say(f"situation.{main.situation}.beat", main)
    if "doubt" in main.marks:
        yield speaker.say("open.doubt", main)
    for part in chosen(speaker):
        yield speaker.say(f"situation.{part.situation}.beat", part)
    yield from _more(speaker)
    if depth.exact:
        yield from _exact(speaker)
    yield from _others(speaker)
    yield from _response(speaker)


def chosen(speaker: Speaker) -> list[Item]:
    """Return the parts worth a sentence: one of each situation, the gravest, in their own order."""
    facts, depth = speaker.facts, DEPTHS[speaker.audience]
    if facts.main.kind not in {"attack", "judgement"}:
        return []
    most = depth.beats if facts.main.kind == "attack" else depth.beats - 1
    ranked = gravest(speaker, most)
    return [one for one in facts.parts if any(one is kept for kept in ranked)]


def gravest(speaker: Speaker, most: int) -> list[Item]:
    """Return one part of each situation, the gravest first; what we doubt only where it is alone."""
    facts, exact = speaker.facts, DEPTHS[speaker.audience].exact
    ranks = {name: number for number, name in enumerate((*order(), *(f"deed_{one}" for one in deeds())))}
    best: dict[tuple[str, ...], Item] = {}
    for part in facts.parts:
        if part.confidence is Confidence.POSSIBLE and len(facts.parts) > 1:
            continue
        place = part.names.get("hosts", ()) if exact else ()
        best.setdefault((part.situation, *place), part)
    return sorted(best.values(), key=lambda one: ranks.get(one.situation, len(ranks)))[:most]


def _more(speaker: Speaker) -> Iterator[Sentence | None]:
    """Add when a thing acts, and what was read where nothing was found."""
    facts = speaker.facts
    moment = next(((name, part) for name in _MOMENTS for part in facts.parts if name in part.marks), None)
    told = {part.situation for part in chosen(speaker)}
    if (
        moment is not None
        and facts.main.kind == "judgement"
        and told.isdisjoint({"deed_on_install", "deed_runs_on_open"})
    ):
        yield speaker.say(f"more.{moment[0]}", moment[1])
    if facts.main.kind == "coverage" and facts.main.situation != "nothing_read":
        row = next((one for one in ("records", "lines", "files") if one in facts.main.marks), None)
        if row is not None:
            yield speaker.say(f"more.{row}", facts.main)


def _exact(speaker: Speaker) -> Iterator[Sentence | None]:
    facts = speaker.facts
    main = facts.main
    for mark, row in (("code", "message"), ("summary", "summary"), ("exposure", "answers"), ("seen", "seen")):
        if mark in main.marks:
            yield speaker.say(f"english.{row}", main)
    for part in gravest(speaker, DEPTHS[speaker.audience].quotes) if main.kind == "attack" else ():
        yield speaker.say("english.seen", part)
    rows = (
        ("flow_known", "flow_known"),
        ("route", "route"),
        ("attack", "from"),
        ("techniques", "techniques"),
    )
    for mark, row in (*rows, ("indicators", "indicators")):
        if mark in main.marks:
            yield speaker.say(f"more.{row}", main)
    for known in facts.catalogued[:2] if main.kind == "attack" else ():
        if "exact" in known.marks:
            yield speaker.say("english.means", known)


def _others(speaker: Speaker) -> Iterator[Sentence | None]:
    facts, depth = speaker.facts, DEPTHS[speaker.audience]
    for group in facts.groups[: depth.groups]:
        row = next(one for one in ("fine", "one", "several") if one in group.marks)
        if row == "fine" and facts.main is facts.whole:
            continue
        yield speaker.say(f"more.{row}", group)
    if "others" in facts.whole.marks and len(facts.groups) > depth.groups:
        yield speaker.say("more.others", facts.whole)


def _response(speaker: Speaker) -> Iterator[Sentence | None]:
    """Say how far the response is, where the subject is an incident."""
    facts = speaker.facts
    for state in ("contained", "not_contained", "recovered"):
        if state in facts.whole.marks and "incident" in facts.whole.marks:
            yield speaker.say(f"state.{state}", facts.whole)
    for one in facts.response[: DEPTHS[speaker.audience].steps]:
        for mark in ("action_verified", "action_done", "action_undone", "action_open", "duty_open"):
            if mark in one.marks:
                yield speaker.say(f"state.{mark}", one)


def matters(speaker: Speaker) -> Iterator[Sentence | None]:
    """Say why it matters."""
    main = speaker.facts.main
    yield speaker.say(f"situation.{stakes_of(main)}.matters", main)


def sure(speaker: Speaker) -> Iterator[Sentence | None]:
    """Say how sure we are, why, and what would change our mind."""
    main, whole = speaker.facts.main, speaker.facts.whole
    yield speaker.say(f"sure.{'statement' if DOUBTFUL.isdisjoint(main.marks) else 'does'}", main)
    most = DEPTHS[speaker.audience].reasons
    found: list[Sentence | None] = []
    found += list(_reasons(speaker, main))[:most]
    if main is not whole and "skipped" in whole.marks:
        found = [*found[: most - 1], speaker.say("why.skipped", whole)]
    yield from found
    yield next((said for row in _changes(main) if (said := speaker.say(f"change.{row}", main))), None)


def _reasons(speaker: Speaker, main: Item) -> Iterator[Sentence]:
    known = (key.removeprefix("why.") for key in speaker.texts.rows if key.startswith("why."))
    for mark in known:
        if mark in main.marks and (said := speaker.say(f"why.{mark}", main)):
            yield said


def _changes(main: Item) -> Sequence[str]:
    marks = (
        "attack",
        "seen",
        "benign",
        "innocent",
        "secret",
        "code",
        "exposure",
        "skipped",
        "excluded",
        "all_read",
        "incident",
    )
    return [one for one in marks if one in main.marks]
