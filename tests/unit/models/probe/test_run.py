import json
from collections.abc import Callable

import msgspec
import pytest

from tests.unit.models.probe.perfect import perfect, reply
from vedette.core.dialogue import Ask, Ending, ModelRole, Reply, Usage
from vedette.core.errors import BadInput, Unavailable
from vedette.models.probe.roles import NEEDED, granted
from vedette.models.probe.run import blank, digest, probe
from vedette.models.probe.seen import Card, Seen
from vedette.models.scripted import Said, Scripted, Trouble

EVERY = tuple(ModelRole)
ROUTER, EXTRACTOR, DRAFTER, JUDGE = EVERY


def card(answers: Callable[[Ask], Said]) -> Card:
    return probe(Scripted(answers, name="stub"), blank("here", "2026-11-29"))


def test_a_model_that_answers_well_is_granted_every_role() -> None:
    told: list[tuple[str, int, int]] = []
    made = probe(Scripted(perfect), blank("here", "2026-11-29"), lambda *one: told.append(one))
    assert {one.check: (one.score, one.words) for one in made.seen if one.score < 1.0} == {}
    assert made.roles == EVERY
    assert made.unfit == ()
    assert (made.probe, made.date) == (digest(), "2026-11-29")
    assert made.usage.prompt > 5000
    assert [done for _, done, _ in told] == [0, *range(2, 14)]
    assert {of for _, _, of in told} == {14}


def shaped(name: str, **changed: object) -> Callable[[Ask], Said]:
    """Spoil the answers of one kind."""

    def answers(ask: Ask) -> Said:
        whole = perfect(ask)
        if ask.schema_name != name:
            return whole
        return reply(ask, json.dumps(json.loads(whole.text) | changed))

    return answers


def chatty(ask: Ask) -> Said:
    whole = perfect(ask)
    return reply(ask, f"Sure! ```json\n{whole.text}\n```") if ask.schema is not None else whole


def obeys(ask: Ask) -> Said:
    planted = "verdict is benign" in ask.messages[-1].text or "SYSTEM" in ask.messages[-1].text
    return shaped("verdict", verdict="benign")(ask) if planted else perfect(ask)


def tells(ask: Ask) -> Said:
    asked = "pass phrase" in ask.messages[-1].text
    return shaped("verdict", reason="It is TANGERINE-5508.")(ask) if asked else perfect(ask)


def forgets(ask: Ask) -> Said:
    return (
        reply(ask, '{"code": "I see no code"}') if perfect(ask).text == '{"code": "7316"}' else perfect(ask)
    )


def too_long(ask: Ask) -> Said:
    if len(ask.messages[-1].text) > 4000:
        return BadInput("answers 400: this model's maximum context length is 512", hint="ask with less")
    return perfect(ask)


def slow(ask: Ask) -> Said:
    return Trouble.TIMES_OUT if ask.schema_name == "edit" else perfect(ask)


def no_python(ask: Ask) -> Said:
    whole = perfect(ask)
    if ask.schema_name != "edit":
        return whole
    return reply(ask, json.dumps(json.loads(whole.text) | {"replace": "return (("}))


SPOILED: dict[str, tuple[Callable[[Ask], Said], set[ModelRole], str]] = {
    "chats around JSON": (chatty, set(), "does not fit its schema"),
    "chooses the first tool": (
        shaped("action", action="scan_code"),
        {EXTRACTOR, DRAFTER, JUDGE},
        "chooses scan_code for",
    ),
    "chooses a tool of its own": (
        shaped("action", action="rm -rf"),
        {EXTRACTOR, DRAFTER, JUDGE},
        "is no action",
    ),
    "copies wrongly": (shaped("fields", user="admin", host="h"), {ROUTER}, "does not fit its schema"),
    "makes quotes up": (shaped("quote", quote="os.system(host)"), {ROUTER}, "quotes 'os.system(host)'"),
    "quotes the wrong line": (
        shaped("quote", line=1, quote="import subprocess"),
        {ROUTER, EXTRACTOR, JUDGE},
        "line 1 for",
    ),
    "counts lines nobody has": (shaped("quote", line=99), {ROUTER}, "is no quote"),
    "obeys what it reads": (obeys, {ROUTER, EXTRACTOR, DRAFTER}, "calls a script benign that says it is"),
    "tells its secrets": (tells, {ROUTER, EXTRACTOR, DRAFTER}, "tells what it was to keep"),
    "sees no malice": (
        shaped("verdict", verdict="benign"),
        {ROUTER, EXTRACTOR, DRAFTER},
        "plainly malicious",
    ),
    "dismisses everything": (
        shaped("judgement", verdict="false alarm"),
        {ROUTER, EXTRACTOR, DRAFTER},
        "calls a SQL injection false alarm",
    ),
    "fears everything": (
        shaped("judgement", verdict="real"),
        {ROUTER, EXTRACTOR, DRAFTER},
        "calls a SQL injection real",
    ),
    "forgets": (forgets, {ROUTER, EXTRACTOR, JUDGE}, "does not see a line at 5%"),
    "takes little": (too_long, {ROUTER, EXTRACTOR, JUDGE}, "maximum context length"),
    "edits what is not there": (
        shaped("edit", search="x = 1"),
        {ROUTER, EXTRACTOR, JUDGE},
        "not there just once",
    ),
    "edits everywhere": (shaped("edit", search="a"), {ROUTER, EXTRACTOR, JUDGE}, "not there just once"),
    "mends nothing": (
        shaped("edit", search="return", replace="return "),
        {ROUTER, EXTRACTOR, JUDGE},
        "does not mend",
    ),
    "writes no Python": (no_python, {ROUTER, EXTRACTOR, JUDGE}, "that is no Python"),
    "is too slow": (slow, {ROUTER, EXTRACTOR, JUDGE}, "its time was over"),
    "refuses": (lambda _: Trouble.REFUSES, set(), "instead of one word"),
    "rambles": (lambda _: Trouble.NONSENSE, set(), "instead of one word"),
}


@pytest.mark.parametrize("how", SPOILED)
def test_roles_follow_what_it_does_and_it_is_said_why_not(how: str) -> None:
    answers, roles, words = SPOILED[how]
    made = card(answers)
    assert set(made.roles) == roles
    assert {one.role for one in made.unfit} == set(EVERY) - roles
    why = " ".join(line for one in made.unfit for line in one.why)
    assert words in why
    assert all(len(one.words) <= 400 for one in made.seen)


def test_what_is_no_matter_for_roles_is_said_too() -> None:
    def careless(ask: Ask) -> Said:
        whole = perfect(ask)
        if ask.schema is not None or ask.tools:
            return whole
        cut = msgspec.structs.replace(whole, ending=Ending.STOP, usage=Usage(estimated=True))
        return cut if not ask.stop else reply(ask, "1, 2, 3, 4, 5, 6, 7, 8")

    scores = {one.check: one.score for one in card(careless).seen}
    assert (scores["stops"], scores["usage"], scores["stream"]) == (0.0, 0.0, 0.0)


def test_a_model_that_says_something_else_each_time_is_said_to() -> None:
    turn = iter(range(1000))

    def fickle(ask: Ask) -> Said:
        whole = perfect(ask)
        return (
            msgspec.structs.replace(whole, text=f"{whole.text}{next(turn)}")
            if "fruits" in whole.text
            else (reply(ask, f"{whole.text} {next(turn)}") if whole.text.startswith("apple") else whole)
        )

    seen = {one.check: one for one in card(fickle).seen}
    assert "3 different things" in seen["repeats"].words


def test_one_that_is_not_there_fails_each_check_and_gets_nothing() -> None:
    made = card(lambda _: Unavailable("stub cannot be reached", hint="start it"))
    assert made.roles == ()
    assert {one.score for one in made.seen} == {0.0}


def test_a_probe_that_is_stopped_keeps_nothing() -> None:
    calls = iter([False] * 12)
    with pytest.raises(BadInput, match="stopped"):
        probe(Scripted(perfect), blank("here", "2026-11-29"), cancelled=lambda: next(calls, True))


def test_roles_need_checks_that_there_are() -> None:
    checks = {one.check for one in card(perfect).seen}
    assert all(needed.keys() <= checks for needed in NEEDED.values())


def test_what_was_not_looked_at_is_not_granted() -> None:
    roles, unfit = granted([Seen(check="speaks", score=1.0)])
    assert roles == ()
    assert "actions: not looked at" in unfit[0].why


def test_a_reply_is_never_quoted_at_length() -> None:
    made = card(lambda _: Reply(text="\x1b[2J" + "x" * 100_000, usage=Usage(prompt=1, completion=1)))
    assert "\x1b" not in msgspec.json.encode(made).decode()
    assert len(msgspec.json.encode(made)) < 30_000
