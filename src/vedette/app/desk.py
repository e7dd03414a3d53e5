"""The desk: a question in plain words in, an answer made of what the engines and the books say out.

One thing is done about each question: chosen by rules, or by a named model that may do nothing but choose.
What then is looked at is asked of the gate as the same caller. Every word of the answer is ours or a quote.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from msgspec import structs

from vedette.agents.desk.actions import (
    NAMES,
    Action,
    Examine,
    ExplainLast,
    Find,
    ListRules,
    LookAt,
    SayHow,
    ShowKnown,
    Sort,
)
from vedette.agents.desk.routing import checked, question_to
from vedette.agents.desk.understanding import Question, taken_apart, understood
from vedette.app import deskwords as words
from vedette.app import requests
from vedette.app.asking import Request
from vedette.app.desk_answers import Answered
from vedette.app.desk_requests import AskDesk, LookAtText
from vedette.app.gate import Gate, Work
from vedette.app.knowledge_requests import SearchKnowledge, ShowKnowledge
from vedette.app.model_answers import Hearer
from vedette.app.model_capabilities import LIST
from vedette.app.model_requests import ListProfiles, UseModel
from vedette.core.dialogue import Ask, Delta, Ending, Message, ModelRole, Reply, Speaker, Usage
from vedette.core.errors import BadInput, Refused, VedetteError
from vedette.core.explanations import Audience
from vedette.models.profiles import NO_MODEL, profile

_EXAMINE: Final = {Sort.CODE: "code.scan", Sort.SCRIPT: "triage.run", Sort.LOGS: "hunt.run"}
_CHARACTERS: Final = 4
"""Of a token, where no model counts."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Answers questions for whoever asks."""

    gates: list[Gate]
    """The one gate."""
    at_home: bool
    """Whether files of this machine may be named in a question."""

    def answer(self, ask: Ask, work: Work, hear: Hearer) -> Reply:
        """Answer a conversation as `vedette-core`, with no model."""
        text = self._answered(ask.messages, work, NO_MODEL).text
        usage = Usage(
            prompt=sum(len(one.text) for one in ask.messages) // _CHARACTERS,
            completion=len(text) // _CHARACTERS,
            estimated=True,
        )
        for line in text.splitlines(keepends=True):
            hear(Delta(text=line))
        hear(Delta(ending=Ending.STOP, usage=usage))
        return Reply(text=text, usage=usage, model=NO_MODEL)

    def asked(self, request: AskDesk, work: Work) -> Answered:
        """Answer a question.

        Raises:
            BadInput: nothing was asked, or of a model there is not.

        """
        return self._answered(request.conversation, work, profile(request.profile).name)

    def _answered(self, conversation: tuple[Message, ...], work: Work, chooser: str) -> Answered:
        question = _question(conversation)
        action, by, notes = self._chosen(question, work, chooser)
        seen: list[str] = []
        run = _Run(self, work, seen)
        try:
            text = "\n\n".join(run.does(one, question) for one in _beside(action, understood(question)))
        except Refused as refused:
            text = words.refused(refused)
        except VedetteError as error:
            text = words.failed(error)
        return Answered(
            text=text, action=NAMES[type(action)], chosen_by=by, decisions=tuple(seen), notes=notes
        )

    def _chosen(self, question: Question, work: Work, chooser: str) -> tuple[Action, str, tuple[str, ...]]:
        """Have the model choose, where one may and can; else the rules do."""
        ruled = understood(question)
        if chooser == NO_MODEL:
            return ruled, "rules", ()
        gate = self.gates[0]
        offered = gate.run(work.caller, LIST, ListProfiles()).value.profiles
        roles = next((one.roles for one in offered if one.name == chooser), ())
        if ModelRole.ROUTER.value not in roles:
            return ruled, "rules", (f"{chooser} was not granted the role of router: rules chose",)
        asked = UseModel(ask=question_to(question))
        try:
            spoken = gate.run(work.caller, profile(chooser).capability, asked).value
        except VedetteError as error:
            return ruled, "rules", (f"{chooser} did not choose ({error}): rules chose",)
        action, why = checked(spoken.reply.text, question)
        if action is None:
            return ruled, "rules", (f"what {chooser} chose cannot be done ({why}): rules chose",)
        return action, chooser, ()


def _beside(action: Action, ruled: Action) -> tuple[Action, ...]:
    """Return what is done: where a model would look at something in another way than rules do, both."""
    looks = isinstance(action, LookAt | Examine) and isinstance(ruled, LookAt | Examine)
    return (ruled, action) if looks and action != ruled else (action,)


def _question(conversation: tuple[Message, ...]) -> Question:
    """Take the last question; what was pasted before belongs to it where it brings nothing itself."""
    turns = (taken_apart(one.text) for one in conversation if one.speaker is Speaker.USER)
    said = [one for one in turns if one.words or one.material]
    if not said:
        raise BadInput("nothing was asked", hint="say what you want to know, in a sentence")
    last = said[-1]
    if last.material or not _points_back(last.words):
        return last
    earlier = (one.material for one in reversed(said[:-1]) if one.material)
    return Question(last.words, next(earlier, ""))


def _points_back(text: str) -> bool:
    return bool(
        {"it", "this", "that", "them", "these", "those"} & set(text.lower().replace("?", " ").split())
    )


@dataclass(frozen=True, slots=True)
class _Run:
    """One question being answered."""

    desk: Desk
    work: Work
    seen: list[str]

    def does(self, action: Action, question: Question) -> str:
        """Do the one thing, and say what came of it."""
        said = words.how(at_home=self.desk.at_home)
        match action:
            case SayHow():
                pass
            case LookAt(sort=sort):
                said = self._looked(sort, question)
            case Examine(sort=sort, place=place):
                said = self._examined(sort, place, question)
            case Find(words=sought):
                said = self._found(sought)
            case ShowKnown(ident=ident):
                said = self._known(ident)
            case ExplainLast(audience=audience):
                said = self._explained(audience)
            case ListRules():
                said = words.rules(self._run("rules.list", requests.ListRules()).rules)
        return said

    def _looked(self, sort: Sort, question: Question) -> str:
        request = LookAtText(text=question.material, sort=sort.value)
        return words.report(self._run("text.look", request).report, _audience(question.words))

    def _found(self, sought: str) -> str:
        return words.sought(self._run("knowledge.search", SearchKnowledge(words=sought, most=6)))

    def _run(self, capability: str, request: Request[Any]) -> Any:  # noqa: ANN401 - as the request says
        # What was looked at may speak to whoever reads on: from then on nothing may be changed.
        caller = structs.replace(self.work.caller, tainted=self.work.caller.tainted or bool(self.seen))
        result = self.desk.gates[0].run(caller, capability, request, self.work.job)
        self.seen.append(result.receipt.decision)
        return result.value

    def _examined(self, sort: Sort, place: str, question: Question) -> str:
        if not self.desk.at_home:
            return words.hand_in(place)
        asked: dict[Sort, Request[Any]] = {
            Sort.CODE: requests.Scan(target=place),
            Sort.SCRIPT: requests.Triage(targets=(place,)),
            Sort.LOGS: requests.Hunt(targets=(place,)),
        }
        made = self._run(_EXAMINE[sort], asked[sort])
        return words.report(made.report, _audience(question.words))

    def _known(self, ident: str) -> str:
        """Say what is known of a thing; what has no entry of its own is searched for."""
        try:
            return words.known(self._run("knowledge.show", ShowKnowledge(ident=ident)))
        except BadInput as error:
            found = self._run("knowledge.search", SearchKnowledge(words=ident, most=6))
            return words.sought(found) if found.hits else words.failed(error)

    def _explained(self, audience: str) -> str:
        if not self.desk.at_home:
            return words.no_last()
        request = requests.ExplainReport(audience=Audience(audience))
        return words.explained(self._run("report.explain", request))


def _audience(text: str) -> Audience:
    action = understood(Question(f"explain the report to {text}", ""))
    return Audience(action.audience) if isinstance(action, ExplainLast) else Audience.GENERALIST
